import type { Instrument } from "@mexoms/core";
import type { ExtraColumn, MarketRows } from "@mexoms/core/internal";
import type { BlockIndex } from "./block-index.ts";

/** Counts that an importer keeps of what it read; every line is in exactly one of them. */
export interface TapeSource {
  /** Input format, for example "binance-raw". */
  readonly format: string;
  /** Names of the files read, without their folders, in order. */
  readonly files: readonly string[];
  /** Added to each local time so that no row was received before it happened. */
  readonly clockShiftNs: number;
  /** Lines by what became of them, for example { depth: 6551, trade: 21313, bookTicker: 66089 }. */
  readonly lines: Readonly<Record<string, number>>;
  /** Things a user should know, each one sentence. */
  readonly notes: readonly string[];
}

/** A walk over the blocks of a tape. Several may be under way at once. */
export interface TapeReader {
  /**
   * The rows of a block, good until this reader is asked for the next one. Blocks are asked for in
   * order; the same one may be asked for again. Throws DataError when the block is damaged.
   */
  rows(block: number): MarketRows;
  /** Lets go of what the reader holds. To be called once, also after an error. */
  close(): void;
}

/**
 * The market data of one instrument: rows in both the exchange's and our order, in blocks. Blocks cut
 * the rows anywhere; they mean nothing.
 */
export interface Tape {
  readonly instrument: Instrument;
  /** Row times are relative to this UTC time in nanoseconds since 1970. */
  readonly epochNs: bigint;
  readonly rowCount: number;
  /** Columns that its rows have beyond those of every tape. */
  readonly extraColumns: readonly ExtraColumn[];
  readonly index: BlockIndex;
  /** Starts a walk. */
  open(): TapeReader;
  /** SHA-256 in hex over the instrument and the rows, in a layout that no file format changes. */
  readonly digest: string;
  readonly source: TapeSource;
}
