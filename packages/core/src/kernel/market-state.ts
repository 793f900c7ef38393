import { Position } from "../account/position.ts";
import type { Book } from "../book/book.ts";
import type { Instrument } from "../instrument/instrument.ts";
import {
  ROW_BUY,
  ROW_DEPTH,
  ROW_KIND_MASK,
  ROW_LOCAL,
  ROW_SELL,
  ROW_TRADE,
  type RowFeed,
} from "../market/rows.ts";
import { BUY, SELL } from "../market/side.ts";
import type { OrderRecord } from "../order/order-record.ts";
import { BookView } from "../strategy/book-view.ts";
import type { MarketSet } from "./market-set.ts";
import { PendingTrades } from "./pending-trades.ts";

/** All that a kernel knows of one instrument: book, own orders, position. */
export class MarketState {
  readonly instrument: Instrument;
  readonly index: number;
  readonly book: Book;
  /** Orders that are not closed, in the order they were sent. */
  readonly open: OrderRecord[] = [];
  readonly position: Position;
  readonly view: BookView;
  /** Some book row was applied since the strategy was last told. */
  bookTouched = false;
  /** The state of the feed that the strategy was last told. */
  toldGapped = false;
  /** Why no orders of it are taken for now; undefined while they are. */
  suspended: string | undefined = undefined;
  toldSuspended = false;
  /** The venue's largest number of an execution of ours; 0 before the first. */
  lastTradeId = 0;
  /**
   * When the last book row reached us and when the venue sent it, and the price of the last trade in
   * ticks: see SEEN_BOOK. In an array: a field would cost a heap number a change.
   */
  readonly seen: Float64Array = Float64Array.of(Number.NEGATIVE_INFINITY, Number.NaN, 0);
  readonly trades: PendingTrades = new PendingTrades();
  /** Rows that wake the strategy, as WAKE_BOOK and WAKE_TRADE bits. Trades are told if they do. */
  wakeMask = 0;
  readonly #touched: MarketSet;

  constructor(options: {
    instrument: Instrument;
    index: number;
    bookIncludesOwn: boolean;
    /** An empty one. */
    book: Book;
    /** Where the market goes once it has something to tell the strategy. */
    touched: MarketSet;
  }) {
    this.#touched = options.touched;
    this.book = options.book;
    this.instrument = options.instrument;
    this.index = options.index;
    this.position = new Position(options.instrument);
    this.view = new BookView({
      instrument: options.instrument,
      book: this.book,
      own: this.open,
      includesOwn: options.bookIncludesOwn,
      changed: this.seen,
    });
  }

  /** Applies the rows of our order that are due by their local time, and moves the feed past them. */
  applyRows(feed: RowFeed): void {
    const { event, localNs, exchNs, priceTicks, qtyLots } = feed.rows;
    const until = feed.untilNs - feed.offsetNs;
    const book = this.book;
    const length = event.length;
    let touched = -1;
    let lastTrade = -1;
    let i = feed.index;
    for (; i < length; i++) {
      const ev = event[i]!;
      if ((ev & ROW_LOCAL) === 0) continue;
      if (localNs[i]! > until) break;
      const kind = ev & ROW_KIND_MASK;
      if (kind === ROW_DEPTH) {
        touched = i;
        if ((ev & (ROW_BUY | ROW_SELL)) !== 0) {
          book.setFrom((ev & ROW_BUY) !== 0 ? BUY : SELL, priceTicks[i]!, qtyLots, i);
        }
      } else if (kind === ROW_TRADE) {
        lastTrade = i;
        if ((this.wakeMask & WAKE_TRADE) !== 0) this.trades.add(feed, i);
      } else {
        touched = i;
        book.apply(ev, priceTicks[i]!, qtyLots[i]!);
      }
    }
    feed.index = i;
    if (touched >= 0) {
      this.bookTouched = true;
      this.seen[SEEN_BOOK] = localNs[touched]! + feed.offsetNs;
      this.seen[SEEN_BOOK_EXCH] = exchNs[touched]! + feed.offsetNs;
    }
    if (lastTrade >= 0) this.seen[SEEN_TRADE] = priceTicks[lastTrade]!;
    if (this.bookTouched || this.trades.count > 0) this.#touched.add(this.index);
  }

  /** Has an order among the open ones as long as it is not closed. */
  keep(order: OrderRecord): void {
    const at = this.open.indexOf(order);
    if (order.closed && at >= 0) this.open.splice(at, 1);
    // It was thought to be filled before a larger size of it was told.
    if (!order.closed && at < 0) {
      this.open.push(order);
      this.open.sort((a, b) => a.id - b.id);
    }
  }
}

/** Places in MarketState.seen. */
export const SEEN_BOOK = 0;
export const SEEN_BOOK_EXCH = 1;
export const SEEN_TRADE = 2;

/** Kinds of rows that a strategy may be woken by, as bits. */
export const WAKE_BOOK = 1;
export const WAKE_TRADE = 2;

/** Whether a row of our order wakes a strategy that asked for `mask`. */
export function rowWakes(event: number, mask: number): boolean {
  const kind = (event & ROW_KIND_MASK) === ROW_TRADE ? WAKE_TRADE : WAKE_BOOK;
  return (mask & kind) !== 0;
}
