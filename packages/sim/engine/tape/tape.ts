import type { Instrument } from "@mexoms/core";
import type { MarketRows } from "@mexoms/core/internal";

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

/** The market data of one instrument in memory: rows in both the exchange's and our order. */
export interface Tape {
  readonly instrument: Instrument;
  /** Row times are relative to this UTC time in nanoseconds since 1970. */
  readonly epochNs: bigint;
  readonly rows: MarketRows;
  /** SHA-256 in hex over the instrument and the rows, in a layout that no file format changes. */
  readonly digest: string;
  readonly source: TapeSource;
}
