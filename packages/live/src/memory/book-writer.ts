import { ConfigError, type InstrumentSpec } from "@mexoms/core";
import {
  Book,
  BUY,
  type Ladder,
  type MarketRows,
  ROW_BUY,
  ROW_DEPTH,
  ROW_KIND_MASK,
  ROW_SELL,
  ROW_SNAPSHOT,
  ROW_TRADE,
  SELL,
} from "@mexoms/core/internal";
import {
  BOOK_DOUBLE,
  BOOK_EMPTY,
  BOOK_EPOCH_OFFSET,
  BOOK_GAPPED,
  BOOK_INVALID,
  BOOK_KIND,
  BOOK_LEVELS_MAX,
  BOOK_LEVELS_OFFSET,
  BOOK_LEVEL_BYTES,
  BOOK_TEXT,
  BOOK_VALID,
  BOOK_WORD,
} from "./book-layout.ts";
import { BookSideWriter } from "./book-side-writer.ts";
import { FILE_CLOSED, FILE_DOUBLE, FILE_MOVED, SharedFile } from "./shared-file.ts";

/** Places in a stamp: what a book is as of. */
export const STAMP = { exchNs: 0, localNs: 1, rowPosition: 2 } as const;
export const STAMP_DOUBLES = 3;

export interface BookOptions {
  /** Levels of each side that readers see. */
  readonly levels: number;
  readonly instrument: InstrumentSpec;
  /** Its number in the session. */
  readonly market: number;
  /** UTC of the session's time zero. */
  readonly epochNs: bigint;
  /** A book that somebody else applies rows to; without it the writer has one of its own. */
  readonly book?: Book;
}

/**
 * Shows the best levels of a book to other processes. Changes are noted one by one and cost little;
 * `publish` shows them all at once. Never waits, and allocates nothing but to grow.
 */
export class BookWriter {
  readonly book: Book;
  readonly file: string;
  #shared: SharedFile;
  readonly #options: BookOptions;
  #bids: BookSideWriter;
  #asks: BookSideWriter;
  #sequence = 0;

  private constructor(file: string, options: BookOptions) {
    this.file = file;
    this.#options = options;
    this.book = options.book ?? new Book();
    this.#shared = createFile(file, options, options.levels);
    this.#bids = this.#side(BUY, options.levels);
    this.#asks = this.#side(SELL, options.levels);
    this.#shared.words[BOOK_WORD.state] = BOOK_EMPTY;
    this.#shared.appear();
  }

  /** Makes the file. Throws ConfigError for a number of levels out of range, or without room. */
  static create(file: string, options: BookOptions): BookWriter {
    return new BookWriter(file, options);
  }

  get levels(): number {
    return this.#bids.levels;
  }

  /** Applies a row of columns to the book, and notes what changed. Trades are no part of a book. */
  rowFrom(rows: MarketRows, index: number): void {
    this.row(rows.event[index]!, rows.priceTicks[index]!, rows.qtyLots, index);
  }

  /** As rowFrom, with the lots at `index` of any column: a slot of a row ring, for example. */
  row(event: number, priceTicks: number, lots: Float64Array, index: number): void {
    const kind = event & ROW_KIND_MASK;
    if (kind === ROW_TRADE) return;
    if (kind === ROW_DEPTH) {
      if ((event & (ROW_BUY | ROW_SELL)) === 0) return;
      const side = (event & ROW_BUY) === 0 ? SELL : BUY;
      this.book.setFrom(side, priceTicks, lots, index);
      this.changed(side, priceTicks);
      return;
    }
    this.book.apply(event, priceTicks, lots[index]!);
    this.note(event, priceTicks);
  }

  /** Notes a row that somebody else has applied to the book. */
  note(event: number, priceTicks: number): void {
    const kind = event & ROW_KIND_MASK;
    if (kind === ROW_DEPTH || kind === ROW_SNAPSHOT) {
      if ((event & ROW_BUY) !== 0) this.changed(BUY, priceTicks);
      else if ((event & ROW_SELL) !== 0) this.changed(SELL, priceTicks);
    } else if (kind !== ROW_TRADE) {
      this.#bids.changedFrom(0);
      this.#asks.changedFrom(0);
    }
  }

  /** Notes that a level was set or removed. */
  changed(side: number, priceTicks: number): void {
    if (side === BUY) this.#bids.changed(-priceTicks);
    else this.#asks.changed(priceTicks);
  }

  /** Shows the book as it is now, with the times and the row position at STAMP's places. */
  publish(stamp: Float64Array): void {
    const { words, doubles } = this.#shared;
    this.#begin();
    words[BOOK_WORD.state] = this.book.gapped ? BOOK_GAPPED : BOOK_VALID;
    words[BOOK_WORD.count] = this.#bids.write();
    words[BOOK_WORD.count + 1] = this.#asks.write();
    doubles[BOOK_DOUBLE.exchNs] = stamp[STAMP.exchNs]!;
    doubles[BOOK_DOUBLE.localNs] = stamp[STAMP.localNs]!;
    doubles[BOOK_DOUBLE.rowPosition] = stamp[STAMP.rowPosition]!;
    doubles[BOOK_DOUBLE.changes] = doubles[BOOK_DOUBLE.changes]! + 1;
    this.#end();
  }

  /** Tells readers not to use the book until the next `publish`. */
  invalidate(): void {
    this.#begin();
    this.#shared.words[BOOK_WORD.state] = BOOK_INVALID;
    this.#end();
  }

  /** Says that the writer is alive; several times within the shortest time that readers allow. */
  beat(monoNs: number): void {
    this.#shared.doubles[FILE_DOUBLE.heartbeat] = monoNs;
  }

  /** Shows more levels from now on. Readers go over to the new file by themselves. */
  grow(levels: number): void {
    if (levels <= this.levels) return;
    const before = this.#shared;
    const head = before.bytes.slice(BOOK_WORD.sequence << 2, BOOK_LEVELS_OFFSET);
    this.#shared = createFile(this.file, this.#options, levels);
    this.#shared.bytes.set(head, BOOK_WORD.sequence << 2);
    this.#bids = this.#side(BUY, levels);
    this.#asks = this.#side(SELL, levels);
    this.#shared.words[BOOK_WORD.count] = this.#bids.write();
    this.#shared.words[BOOK_WORD.count + 1] = this.#asks.write();
    this.beat(before.doubles[FILE_DOUBLE.heartbeat]!);
    this.#shared.appear();
    before.state = FILE_MOVED;
    before.close();
  }

  /** Tells readers that the book is no more, and lets go of the memory. */
  close(): void {
    if (this.#shared.mapped.closed) return;
    this.#shared.state = FILE_CLOSED;
    this.#shared.close();
  }

  #side(side: number, levels: number): BookSideWriter {
    const ladder: Ladder = this.book.ladder(side);
    return new BookSideWriter(this.#shared, ladder, { side, levels });
  }

  #begin(): void {
    const { words } = this.#shared;
    this.#sequence = (this.#sequence + 1) | 0;
    Atomics.store(words, BOOK_WORD.sequence, this.#sequence);
    // Nothing of what follows may be seen before the odd number: a load keeps them apart.
    Atomics.load(words, BOOK_WORD.sequence);
  }

  #end(): void {
    this.#sequence = (this.#sequence + 1) | 0;
    Atomics.store(this.#shared.words, BOOK_WORD.sequence, this.#sequence);
  }
}

function createFile(file: string, options: BookOptions, levels: number): SharedFile {
  if (!(Number.isInteger(levels) && levels >= 1 && levels <= BOOK_LEVELS_MAX)) {
    throw new ConfigError("levels", `${levels} is not in 1 to ${BOOK_LEVELS_MAX}, such as 20`);
  }
  const bytes = BOOK_LEVELS_OFFSET + 2 * levels * BOOK_LEVEL_BYTES;
  const shared = SharedFile.create(file, BOOK_KIND, bytes);
  const { instrument } = options;
  shared.words[BOOK_WORD.levels] = levels;
  shared.words[BOOK_WORD.market] = options.market;
  shared.view.setBigInt64(BOOK_EPOCH_OFFSET, options.epochNs, true);
  const id = `${instrument.venue}:${instrument.market}:${instrument.symbol}`;
  writeText(shared.bytes, BOOK_TEXT.instrument, id);
  writeText(shared.bytes, BOOK_TEXT.tickSize, instrument.tickSize);
  writeText(shared.bytes, BOOK_TEXT.lotSize, instrument.lotSize);
  return shared;
}

/** Cuts what is too long between characters; the last byte stays zero. */
function writeText(bytes: Uint8Array, at: { offset: number; bytes: number }, text: string): void {
  new TextEncoder().encodeInto(text, bytes.subarray(at.offset, at.offset + at.bytes - 1));
}
