import type { Instrument } from "@mexoms/core";
import {
  Book,
  BUY,
  fail,
  NEVER,
  ROW_BUY,
  ROW_DEPTH,
  ROW_EXCH,
  ROW_KIND_MASK,
  ROW_SELL,
  ROW_SNAPSHOT,
  ROW_TRADE,
  SELL,
} from "@mexoms/core/internal";
import { type OrderTimeline, TIMELINE } from "../result/order-timeline.ts";
import { TapeCursor } from "../tape/tape-cursor.ts";
import type { Tape } from "../tape/tape.ts";
import { Grid } from "./grid.ts";
import { HorizonMarks } from "./horizon-marks.ts";
import type { MarkedFill } from "./marked-fill.ts";
import { MissedQuotes } from "./missed-quotes.ts";
import { OwnOrders } from "./own-orders.ts";
import { Presence } from "./presence.ts";

/**
 * Goes over the tapes of one instrument once more, on the exchange's clock, beside what its orders
 * did there: tells each fill the mids around it, and adds up what rested. Blocks are streamed.
 */
export class MarketWalk {
  readonly presence: Presence;
  readonly missed: MissedQuotes;
  readonly #book: Book = new Book();
  readonly #cursor: TapeCursor;
  readonly #timeline: OrderTimeline;
  /** Rows of the timeline by time. */
  readonly #events: readonly number[];
  readonly #fills: ReadonlyMap<number, MarkedFill>;
  readonly #own: OwnOrders;
  readonly #marks: readonly HorizonMarks[];
  readonly #grids: readonly Grid[];
  #event = 0;
  /** Fills that were found in the timeline. */
  #met = 0;
  /** Lots that takers of each side traded since the last stop. */
  readonly #traded: [number, number] = [0, 0];
  #bestBid: number;
  #bestAsk: number;
  /** The mid after all rows before the instant of the last change, in half ticks; 0 before the first. */
  #knownHalf = 0;
  #changedNs = Number.NEGATIVE_INFINITY;

  constructor(options: {
    instrument: Instrument;
    tapes: readonly Tape[];
    /** UTC start of the run that all times are relative to. */
    startNs: bigint;
    endNs: number;
    timeline: OrderTimeline;
    sideOf: (orderId: number) => number;
    /** By time. */
    fills: readonly MarkedFill[];
    marks: readonly HorizonMarks[];
    grids: readonly Grid[];
  }) {
    const { timeline } = options;
    this.#cursor = new TapeCursor(options.tapes, options.startNs, ROW_EXCH);
    this.#timeline = timeline;
    this.#events = rowsByTime(timeline);
    this.#fills = new Map(options.fills.map((fill) => [fill.row, fill]));
    this.#own = new OwnOrders(timeline, options.sideOf);
    this.#marks = options.marks;
    this.#grids = options.grids;
    this.presence = new Presence(this.#own, options.endNs);
    this.missed = new MissedQuotes(this.#own);
    this.#bestBid = this.#book.bids.best;
    this.#bestAsk = this.#book.asks.best;
  }

  /** Throws InvariantError when a fill stands nowhere in the timeline. */
  run(): void {
    try {
      for (let at = this.#nextStop(); at !== NEVER; at = this.#nextStop()) this.#stopAt(at);
      if (this.#met !== this.#fills.size)
        fail(`only ${this.#met} of the fills are in the timeline`);
      this.#applyTo(Number.MAX_SAFE_INTEGER);
    } finally {
      this.#cursor.close();
    }
  }

  #nextStop(): number {
    const row = this.#events[this.#event];
    let next = row === undefined ? NEVER : this.#timeline.exchNs[row]!;
    for (const { nextNs } of this.#marks) if (nextNs < next) next = nextNs;
    for (const { nextNs } of this.#grids) if (nextNs < next) next = nextNs;
    return next;
  }

  #stopAt(at: number): void {
    const { exchNs } = this.#timeline;
    const events = this.#events;
    let end = this.#event;
    while (end < events.length && exchNs[events[end]!] === at) end += 1;
    this.#applyTo(at - 1);
    for (let e = this.#event; e < end; e++) this.#before(events[e]!, at);
    this.#traded.fill(0);
    this.#applyTo(at);
    const mid = this.#midHalf();
    for (; this.#event < end; this.#event++) this.#happen(events[this.#event]!, at, mid);
    for (const marks of this.#marks) if (marks.nextNs === at) marks.take(mid);
    for (const grid of this.#grids) if (grid.nextNs === at) grid.take(mid);
  }

  /** What a maker fill met: the market and our orders of the instant before. */
  #before(row: number, at: number): void {
    const marked = this.#fills.get(row);
    if (marked === undefined || marked.fill.liquidity !== "maker") return;
    const book = this.#book;
    const side = marked.sign > 0 ? BUY : SELL;
    marked.midHalf = this.#midHalf() || marked.priceHalf;
    if (book.has(BUY) && book.has(SELL)) {
      const ours = book.lotsAt(side, book.bestTicks(side));
      const others = book.lotsAt(1 - side, book.bestTicks(1 - side));
      marked.imbalance = (ours - others) / (ours + others);
    }
    const { orderId, priceTicks } = marked.fill;
    marked.level = this.#own.levelOf(side, priceTicks);
    const order = this.#own.find(orderId);
    if (order === undefined) return;
    marked.ageNs = at - order.restedNs;
    marked.shareAtEntry = order.entryShare;
    marked.orderLots = order.restedLots;
  }

  #happen(row: number, at: number, midHalf: number): void {
    const { kind } = this.#timeline;
    const marked = this.#fills.get(row);
    if (marked && kind[row] === TIMELINE.filled) this.#met += 1;
    if (marked?.fill.liquidity === "taker") marked.midHalf = midHalf || marked.priceHalf;
    else if (marked) marked.takerLots = this.#traded[marked.sign > 0 ? SELL : BUY];
    this.presence.advance(at);
    this.presence.advanceOpen(at);
    const gone = this.#own.apply(row);
    const what = kind[row];
    if (gone && (what === TIMELINE.canceled || what === TIMELINE.amended)) {
      this.missed.withdraw(gone, at);
    }
  }

  #midHalf(): number {
    const book = this.#book;
    return book.has(BUY) && book.has(SELL)
      ? book.bestTicks(BUY) + book.bestTicks(SELL)
      : this.#knownHalf;
  }

  /** Applies the rows up to a time, inclusive. */
  #applyTo(untilNs: number): void {
    const cursor = this.#cursor;
    cursor.untilNs = untilNs;
    do this.#applyBlock();
    while (cursor.atEnd && cursor.nextBlock());
  }

  #applyBlock(): void {
    const cursor = this.#cursor;
    const { event, exchNs, priceTicks, qtyLots } = cursor.rows;
    const { offsetNs, floorNs, untilNs } = cursor;
    const book = this.#book;
    const length = event.length;
    let i = cursor.index;
    for (; i < length; i++) {
      const ev = event[i]!;
      if ((ev & ROW_EXCH) === 0) continue;
      const own = exchNs[i]! + offsetNs;
      const at = own > floorNs ? own : floorNs;
      if (at > untilNs) break;
      const kind = ev & ROW_KIND_MASK;
      if (kind === ROW_TRADE) {
        if ((ev & (ROW_BUY | ROW_SELL)) !== 0) this.#trade(i, at);
        continue;
      }
      if (kind === ROW_DEPTH || kind === ROW_SNAPSHOT) {
        if ((ev & (ROW_BUY | ROW_SELL)) !== 0) {
          book.setFrom((ev & ROW_BUY) !== 0 ? BUY : SELL, priceTicks[i]!, qtyLots, i);
        }
      } else {
        book.apply(ev, priceTicks[i]!, qtyLots[i]!);
      }
      if (book.bids.best !== this.#bestBid || book.asks.best !== this.#bestAsk) this.#moved(at);
    }
    cursor.index = i;
  }

  #trade(i: number, at: number): void {
    const { event, priceTicks, qtyLots } = this.#cursor.rows;
    const side = (event[i]! & ROW_BUY) !== 0 ? BUY : SELL;
    this.#traded[side] += qtyLots[i]!;
    if (this.missed.waits) this.missed.trade(1 - side, priceTicks[i]!, at);
  }

  /** A best price has changed at `at`; the presence still has those of before. */
  #moved(at: number): void {
    const { presence } = this;
    const book = this.#book;
    if (at > this.#changedNs) {
      const { bidTicks, askTicks } = presence;
      if (bidTicks > 0 && askTicks > 0) this.#knownHalf = bidTicks + askTicks;
      this.#changedNs = at;
      presence.advance(at);
    }
    this.#bestBid = book.bids.best;
    this.#bestAsk = book.asks.best;
    presence.bidTicks = book.has(BUY) ? book.bestTicks(BUY) : 0;
    presence.askTicks = book.has(SELL) ? book.bestTicks(SELL) : 0;
  }
}

/** The rows of a timeline by the venue's time; of one time as it wrote them. */
function rowsByTime({ exchNs }: OrderTimeline): readonly number[] {
  const rows = Array.from(exchNs, (_, row) => row);
  const inOrder = exchNs.every((at, row) => row === 0 || exchNs[row - 1]! <= at);
  return inOrder ? rows : rows.toSorted((a, b) => exchNs[a]! - exchNs[b]!);
}
