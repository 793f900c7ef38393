import { sha256 } from "@noble/hashes/sha2.js";
import { bytesToHex, utf8ToBytes } from "@noble/hashes/utils.js";
import { fail, type MarketRows } from "@mexoms/core/internal";
import { type BlockIndex, BlockIndexBuilder } from "./block-index.ts";
import { newRows } from "./row-memory.ts";
import type { Tape, TapeReader } from "./tape.ts";

/**
 * One walk of a transform over the blocks of a tape, first to last. What comes out has the order of a
 * tape: rows with ROW_EXCH by exchange time, rows with ROW_LOCAL by local time.
 */
export interface BlockTransformer {
  /** The rows that come out when a block goes in; may be none. Good until the next call. */
  next(rows: MarketRows): MarketRows;
  /** The rows that were held back, after the last block. Only with `hasRest`. */
  rest?(): MarketRows;
}

/** What a tape is seen through. */
export interface TapeTransform {
  /** What it does, with every setting that changes a row: decides the digest with the tape's own. */
  readonly name: string;
  /** Whether rows are held back to come out after the last block. */
  readonly hasRest: boolean;
  /** A fresh state. Equal walks give equal rows. */
  start(tape: Tape): BlockTransformer;
  /**
   * The index of what comes out, where it can be told from the tape's. Without it the first run over
   * the mapped tape is preceded by a walk that finds it.
   */
  index?(index: BlockIndex): BlockIndex;
}

/**
 * A tape as seen through a transform. Each reader walks the tape with a state of its own, in memory
 * that does not grow with the tape; a run has two readers, the venue's and ours.
 */
export function mapTape(tape: Tape, transform: TapeTransform): Tape {
  return new MappedTape(tape, transform);
}

class MappedTape implements Tape {
  readonly instrument: Tape["instrument"];
  readonly epochNs: bigint;
  readonly extraColumns: Tape["extraColumns"];
  readonly digest: string;
  readonly source: Tape["source"];
  readonly #tape: Tape;
  readonly #transform: TapeTransform;
  #index: BlockIndex | undefined;

  constructor(tape: Tape, transform: TapeTransform) {
    this.instrument = tape.instrument;
    this.epochNs = tape.epochNs;
    this.extraColumns = tape.extraColumns;
    this.digest = digestOf(tape.digest, transform.name);
    const { source } = tape;
    this.source = { ...source, notes: [...source.notes, `Seen through ${transform.name}.`] };
    this.#tape = tape;
    this.#transform = transform;
  }

  get index(): BlockIndex {
    this.#index ??= this.#transform.index?.(this.#tape.index) ?? this.#walk();
    return this.#index;
  }

  get rowCount(): number {
    return this.index.rows.reduce((sum, rows) => sum + rows, 0);
  }

  open(): TapeReader {
    return new MappedReader(this.#tape, this.#transform);
  }

  #walk(): BlockIndex {
    const index = new BlockIndexBuilder();
    const blocks = this.#tape.index.rows.length + (this.#transform.hasRest ? 1 : 0);
    const reader = this.open();
    try {
      for (let block = 0; block < blocks; block++) index.add(reader.rows(block));
    } finally {
      reader.close();
    }
    return index.finish();
  }
}

/** Block n of a mapped tape is what comes out when block n of the tape goes in; then the rest. */
class MappedReader implements TapeReader {
  readonly #reader: TapeReader;
  readonly #transformer: BlockTransformer;
  readonly #blocks: number;
  #block = -1;
  #rows: MarketRows = newRows(0, []);

  constructor(tape: Tape, transform: TapeTransform) {
    this.#transformer = transform.start(tape);
    this.#blocks = tape.index.rows.length;
    this.#reader = tape.open();
  }

  rows(block: number): MarketRows {
    if (block < this.#block) fail(`block ${block} of a mapped tape is asked for again`);
    while (this.#block < block) {
      const next = this.#block + 1;
      const rows =
        next < this.#blocks
          ? this.#transformer.next(this.#reader.rows(next))
          : this.#transformer.rest?.();
      this.#rows = rows ?? fail(`a mapped tape has no block ${next}`);
      this.#block = next;
    }
    return this.#rows;
  }

  close(): void {
    this.#reader.close();
  }
}

function digestOf(tapeDigest: string, name: string): string {
  return bytesToHex(sha256(utf8ToBytes(`mexoms mapped tape 1\n${tapeDigest}\n${name}\n`)));
}
