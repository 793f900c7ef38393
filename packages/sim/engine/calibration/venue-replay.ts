import {
  Book,
  BUY,
  NEVER,
  ROW_BUY,
  ROW_DEPTH,
  ROW_EXCH,
  ROW_GAP,
  ROW_KIND_MASK,
  ROW_SELL,
  ROW_SNAPSHOT,
  ROW_TRADE,
  SELL,
} from "@mexoms/core/internal";
import { TapeCursor } from "../tape/tape-cursor.ts";
import type { Tape } from "../tape/tape.ts";

/** What a replay of the venue tells of, row by row, after the book took the row. */
export interface ReplayListener {
  /** A level of the book was set. */
  level(side: number, priceTicks: number, beforeLots: number, afterLots: number): void;
  /** The best price of a side improved to `bestTicks`. */
  improved(side: number, bestTicks: number): void;
  /** A trade whose aggressor is known. */
  trade(aggressor: number, priceTicks: number, qtyLots: number): void;
  /** Data is missing. */
  gap(): void;
}

/**
 * The venue's book replayed from tapes of one instrument, an instant at a time: all rows of one venue
 * time together, in the order and by the rules in which VenueMarket takes them.
 */
export class VenueReplay {
  readonly book: Book = new Book();
  readonly #cursor: TapeCursor;
  readonly #listener: ReplayListener;

  /** Times are relative to `epochNs`. */
  constructor(tapes: readonly Tape[], epochNs: bigint, listener: ReplayListener) {
    this.#cursor = new TapeCursor(tapes, epochNs, ROW_EXCH);
    this.#listener = listener;
  }

  /** Time of the next instant, NEVER at the end. */
  get nextNs(): number {
    return this.#cursor.nextNs();
  }

  /** Takes all rows of the next instant. */
  step(): void {
    const cursor = this.#cursor;
    const atNs = cursor.nextNs();
    if (atNs === NEVER) return;
    while (cursor.nextNs() === atNs) {
      const { event, priceTicks, qtyLots } = cursor.rows;
      const i = cursor.index;
      cursor.index = i + 1;
      this.#row(event[i]!, priceTicks[i]!, qtyLots[i]!);
    }
  }

  #row(event: number, priceTicks: number, qtyLots: number): void {
    const kind = event & ROW_KIND_MASK;
    const side = (event & ROW_BUY) !== 0 ? BUY : SELL;
    const sided = (event & (ROW_BUY | ROW_SELL)) !== 0;
    if (kind === ROW_TRADE) {
      if (sided) this.#listener.trade(side, priceTicks, qtyLots);
      return;
    }
    const sets = (kind === ROW_DEPTH || kind === ROW_SNAPSHOT) && sided;
    const ladder = this.book.ladder(side);
    const bestBefore = ladder.best;
    this.book.apply(event, priceTicks, qtyLots);
    if (kind === ROW_GAP) this.#listener.gap();
    if (!sets) return;
    this.#listener.level(side, priceTicks, ladder.before, qtyLots);
    if (ladder.best < bestBefore) this.#listener.improved(side, this.book.bestTicks(side));
  }
}
