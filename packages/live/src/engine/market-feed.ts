import {
  BUY,
  ROW_BUY,
  ROW_CLEAR,
  ROW_GAP,
  ROW_LOCAL,
  ROW_SELL,
  ROW_SNAPSHOT,
  SELL,
} from "@mexoms/core/internal";
import type { MonoClock } from "../clock/mono-clock.ts";
import type { BookReader } from "../memory/book-reader.ts";
import { BOOK_VALID } from "../memory/book-layout.ts";
import type { RowRingReader } from "../memory/row-ring.ts";
import { OVERRUN } from "../memory/slot-ring.ts";
import type { RowBatch } from "../kernel/row-batch.ts";

/** Place of the row position in the stamp of a book that was read. */
const AS_OF = 2;

/** Market data of one instrument in shared memory. */
export interface MarketSource {
  readonly rows: RowRingReader;
  /** Where the book is taken from when rows were lost, and by who comes in the middle. */
  readonly book: BookReader;
  /** The clock that the book's reader looks at. */
  readonly mono: MonoClock;
}

/**
 * The rows of one instrument as they come. Whoever falls behind by more than the ring, or comes in
 * the middle of a session, gets a gap and the book as it is instead of what was lost.
 */
export class MarketFeed {
  /** Times that rows were lost. */
  overruns = 0;
  readonly #source: MarketSource;
  readonly #limit: number;
  /** Rows are missing before the next ones, and a whole book must come first. */
  #broken: boolean;
  #gapTold = false;

  /** `fromStart`: the session has not begun, so that nothing is missing. */
  constructor(source: MarketSource, options: { fromStart: boolean; limitRows: number }) {
    this.#source = source;
    this.#limit = options.limitRows;
    this.#broken = !options.fromStart;
  }

  /** Rows that were written and not read yet. */
  get lag(): number {
    return this.#source.rows.lag;
  }

  /** All that was written has been handed out, or is lost. */
  get isDrained(): boolean {
    return this.#broken || this.lag <= 0;
  }

  /** Puts what has come into an empty batch; it stays empty when nothing has. */
  poll(batch: RowBatch): void {
    if (this.#broken) {
      this.#startOver(batch);
      return;
    }
    if (this.#source.rows.poll(batch, this.#limit) !== OVERRUN) return;
    batch.clear();
    this.overruns += 1;
    this.#broken = true;
    this.#startOver(batch);
  }

  close(): void {
    this.#source.rows.close();
    this.#source.book.close();
  }

  /** A gap at once, and the book once a whole one can be had. */
  #startOver(batch: RowBatch): void {
    const { book, rows, mono } = this.#source;
    mono.read();
    const found = book.read() === BOOK_VALID;
    const [exchNs, localNs] = [book.stamp[0]!, book.stamp[1]!];
    const add = (event: number, priceTicks: number, qtyLots: number): void =>
      batch.add({ event: event | ROW_LOCAL, exchNs, localNs, priceTicks, qtyLots });
    if (!this.#gapTold) {
      add(ROW_GAP, 0, 0);
      this.#gapTold = true;
    }
    if (!found) return;
    add(ROW_CLEAR, 0, 0);
    // Without a side it is no level: a book that is empty is whole too.
    add(ROW_SNAPSHOT, 0, 0);
    for (const side of [BUY, SELL]) {
      const isBid = side === BUY;
      const count = isBid ? book.bidCount : book.askCount;
      const ticks = isBid ? book.bidTicks : book.askTicks;
      const lots = isBid ? book.bidLots : book.askLots;
      const event = ROW_SNAPSHOT | (isBid ? ROW_BUY : ROW_SELL);
      for (let i = 0; i < count; i++) add(event, ticks[i]!, lots[i]!);
    }
    rows.resumeAt(book.stamp[AS_OF]!);
    this.#broken = false;
    this.#gapTold = false;
  }
}
