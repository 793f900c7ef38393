import { BUY } from "@mexoms/core/internal";
import { isAlive, type ProcessIdentity } from "@mexoms/sim/process-identity";
import type { MonoClock } from "../clock/mono-clock.ts";
import {
  BOOK_CLOSED,
  BOOK_DOUBLE,
  BOOK_EPOCH_OFFSET,
  BOOK_GAPPED,
  BOOK_KIND,
  BOOK_STALE,
  BOOK_TEXT,
  BOOK_UNSTABLE,
  BOOK_VALID,
  BOOK_WORD,
  type BookResult,
  sideOffset,
} from "./book-layout.ts";
import { FILE_DOUBLE, FILE_MOVED, FILE_OPEN, FILE_WORD, SharedFile } from "./shared-file.ts";

/** Copies that are tried before a book counts as unstable: some ten microseconds. */
const TRIES = 2000;

export interface BookReaderOptions {
  /** Most levels of each side to copy. */
  readonly levels: number;
  /** A book whose writer was silent for longer is stale. In ns of `clock`; 100 ms is 1e8. */
  readonly staleNs: number;
  /** Read by the caller, once before each `read` or each round of them. */
  readonly clock: MonoClock;
}

/**
 * Reads a book that another process writes. `read` copies it, whole or not at all; it never waits
 * longer than some microseconds, and says in its result whether the copy may be trusted. Where it
 * may not, there are no levels in it.
 */
export class BookReader {
  readonly file: string;
  /** Prices and sizes of the copy, best first; `bidCount` and `askCount` of them. */
  readonly bidTicks: Int32Array;
  readonly bidLots: Float64Array;
  readonly askTicks: Int32Array;
  readonly askLots: Float64Array;
  bidCount = 0;
  askCount = 0;
  /** exchNs, localNs and row position of the copy, at STAMP's places of book-writer.ts. */
  readonly stamp: Float64Array = new Float64Array(3);
  readonly #options: BookReaderOptions;
  readonly #fence = new Int32Array(1);
  #shared: SharedFile;
  #levels: number;
  #sequence = 0;

  /** Throws ConfigError when there is no book under that name, or of another version. */
  constructor(file: string, options: BookReaderOptions) {
    this.file = file;
    this.#options = options;
    this.bidTicks = new Int32Array(options.levels);
    this.bidLots = new Float64Array(options.levels);
    this.askTicks = new Int32Array(options.levels);
    this.askLots = new Float64Array(options.levels);
    this.#shared = SharedFile.open(file, BOOK_KIND, { writable: false });
    this.#levels = this.#shared.words[BOOK_WORD.levels]!;
  }

  /** "venue:market:symbol". */
  get instrument(): string {
    return this.#text(BOOK_TEXT.instrument);
  }

  get tickSize(): string {
    return this.#text(BOOK_TEXT.tickSize);
  }

  get lotSize(): string {
    return this.#text(BOOK_TEXT.lotSize);
  }

  /** UTC of the time zero of the stamps. */
  get epochNs(): bigint {
    return this.#shared.view.getBigInt64(BOOK_EPOCH_OFFSET, true);
  }

  /** Levels of each side that the writer shows. */
  get levels(): number {
    return this.#levels;
  }

  /** When the last change of the copy reached the writer, in session time. */
  get localNs(): number {
    return this.stamp[1]!;
  }

  /** How often the book was written. */
  get changes(): number {
    return this.#shared.doubles[BOOK_DOUBLE.changes]!;
  }

  /** When the writer was last heard of, in ns of the monotonic clock. */
  get heartbeatMonoNs(): number {
    return this.#shared.doubles[FILE_DOUBLE.heartbeat]!;
  }

  get writer(): ProcessIdentity {
    return this.#shared.writer;
  }

  /** Whether the very process that writes is there. Asks the system: not for a hot path. */
  get writerAlive(): boolean {
    return isAlive(this.writer);
  }

  /** Whether something was written since the last `read`. One load: to look often. */
  get touched(): boolean {
    return Atomics.load(this.#shared.words, BOOK_WORD.sequence) !== this.#sequence;
  }

  /** Copies the book. Only with BOOK_VALID is it to be traded on. */
  read(): BookResult {
    const state = this.#shared.words[FILE_WORD.state]!;
    if (state !== FILE_OPEN) {
      if (state !== FILE_MOVED || !this.#follow()) return this.#nothing(BOOK_CLOSED);
    }
    // Unknown is stale: NaN, a clock that was never read, fails this test.
    const age = this.#options.clock.nowNs - this.#shared.doubles[FILE_DOUBLE.heartbeat]!;
    if (!(age <= this.#options.staleNs)) return this.#nothing(BOOK_STALE);
    const { words } = this.#shared;
    for (let i = 0; i < TRIES; i++) {
      const sequence = Atomics.load(words, BOOK_WORD.sequence);
      if ((sequence & 1) !== 0) continue;
      const result = this.#copy();
      // What was copied must have been loaded before the sequence is, again: the store and the
      // load behind it keep them apart.
      Atomics.store(this.#fence, 0, 0);
      if (Atomics.load(words, BOOK_WORD.sequence) !== sequence) continue;
      this.#sequence = sequence;
      return result === BOOK_VALID || result === BOOK_GAPPED ? result : this.#nothing(result);
    }
    return this.#nothing(BOOK_UNSTABLE);
  }

  /**
   * Opens the file of that name anew: after a writer has died and another one took its place.
   * `read` does it by itself when a book was enlarged. Throws as the constructor does.
   */
  reopen(): void {
    const fresh = SharedFile.open(this.file, BOOK_KIND, { writable: false });
    this.#shared.close();
    this.#shared = fresh;
    this.#levels = fresh.words[BOOK_WORD.levels]!;
    this.#sequence = 0;
  }

  close(): void {
    this.#nothing(BOOK_CLOSED);
    this.#shared.close();
  }

  /** Goes over to the enlarged book. Its writer may be gone by now, and the file with it. */
  #follow(): boolean {
    try {
      this.reopen();
      return true;
    } catch {
      return false;
    }
  }

  #copy(): BookResult {
    const { words, doubles } = this.#shared;
    this.stamp[0] = doubles[BOOK_DOUBLE.exchNs]!;
    this.stamp[1] = doubles[BOOK_DOUBLE.localNs]!;
    this.stamp[2] = doubles[BOOK_DOUBLE.rowPosition]!;
    this.bidCount = this.#copySide(BUY, this.bidTicks, this.bidLots);
    this.askCount = this.#copySide(1 - BUY, this.askTicks, this.askLots);
    return words[BOOK_WORD.state]! as BookResult;
  }

  #copySide(side: number, ticks: Int32Array, lots: Float64Array): number {
    const { words, doubles } = this.#shared;
    const offset = sideOffset(side, this.#levels);
    // Bounded whatever stands there: a copy may be torn, and is thrown away then.
    const count = Math.max(0, Math.min(words[BOOK_WORD.count + side]!, this.#levels, ticks.length));
    for (let i = 0, d = offset >> 3, w = (offset >> 2) + 2; i < count; i++, d += 2, w += 4) {
      lots[i] = doubles[d]!;
      ticks[i] = words[w]!;
    }
    return count;
  }

  #nothing(result: BookResult): BookResult {
    this.bidCount = 0;
    this.askCount = 0;
    return result;
  }

  #text(at: { readonly offset: number; readonly bytes: number }): string {
    const bytes = this.#shared.bytes.slice(at.offset, at.offset + at.bytes);
    const end = bytes.indexOf(0);
    return new TextDecoder().decode(bytes.subarray(0, end < 0 ? at.bytes : end));
  }
}
