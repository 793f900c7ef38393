import type { Book, Level } from "../book/book.ts";
import type { Instrument } from "../instrument/instrument.ts";
import { BUY, SELL, type Side, sideIndex, sideSign } from "../market/side.ts";
import type { OrderRecord } from "../order/order-record.ts";
import { LevelWalk } from "./level-walk.ts";

/**
 * A book as a strategy sees it: what has reached us, a latency behind the venue. Prices are ticks
 * (the mid may be half a tick), sizes are lots. Prices are NaN while their side is empty.
 */
export class BookView {
  readonly instrument: Instrument;
  readonly #book: Book;
  readonly #own: readonly OrderRecord[];
  readonly #includesOwn: boolean;
  readonly #changed: Float64Array;

  /**
   * `includesOwn` tells whether the feed's sizes count our own resting orders; `changed` holds the
   * times of the last update, see changedNs and changedExchNs.
   */
  constructor(options: {
    instrument: Instrument;
    book: Book;
    own: readonly OrderRecord[];
    includesOwn: boolean;
    changed: Float64Array;
  }) {
    this.instrument = options.instrument;
    this.#book = options.book;
    this.#own = options.own;
    this.#includesOwn = options.includesOwn;
    this.#changed = options.changed;
  }

  /** Both sides have a level and no data is missing since the last snapshot. */
  get valid(): boolean {
    return this.#book.has(BUY) && this.#book.has(SELL) && !this.#book.gapped;
  }

  /** When the last update of the book reached us, in ns of the run; -Infinity before the first. */
  get changedNs(): number {
    return this.#changed[0]!;
  }

  /** The venue's time of that update, on the venue's clock; NaN before the first. */
  get changedExchNs(): number {
    return this.#changed[1]!;
  }

  /** Best bid in ticks. */
  get bid(): number {
    return this.#book.has(BUY) ? this.#book.bestTicks(BUY) : Number.NaN;
  }

  /** Best ask in ticks. */
  get ask(): number {
    return this.#book.has(SELL) ? this.#book.bestTicks(SELL) : Number.NaN;
  }

  /** Best price of a side in ticks. */
  best(side: Side): number {
    return side === "buy" ? this.bid : this.ask;
  }

  get bidLots(): number {
    return this.#book.has(BUY) ? this.#book.lotsAt(BUY, this.#book.bestTicks(BUY)) : 0;
  }

  get askLots(): number {
    return this.#book.has(SELL) ? this.#book.lotsAt(SELL, this.#book.bestTicks(SELL)) : 0;
  }

  /** Half the sum of the best bid and ask, in ticks. */
  get mid(): number {
    return (this.bid + this.ask) / 2;
  }

  /** (bid * askLots + ask * bidLots) / (bidLots + askLots), in ticks: leans to the thinner side. */
  get microprice(): number {
    const { bid, ask, bidLots, askLots } = this;
    return (bid * askLots + ask * bidLots) / (bidLots + askLots);
  }

  /** Lots shown at a tick. */
  lotsAt(side: Side, priceTicks: number): number {
    return this.#book.lotsAt(sideIndex(side), priceTicks);
  }

  /** Lots that our own orders show in the book at a tick, as far as we know. */
  ownLotsAt(side: Side, priceTicks: number): number {
    const index = sideIndex(side);
    let lots = 0;
    for (const order of this.#own) {
      if (order.sideIndex !== index || order.priceTicks !== priceTicks) continue;
      if (order.resting) lots += order.shownLots;
    }
    return lots;
  }

  /** Lots of others at a tick: what is shown, minus our own where the feed counts them. */
  othersLotsAt(side: Side, priceTicks: number): number {
    const shown = this.lotsAt(side, priceTicks);
    return this.#includesOwn ? Math.max(0, shown - this.ownLotsAt(side, priceTicks)) : shown;
  }

  /** Best tick of a side with lots of others, NaN when there is none: never our own quote. */
  bestOfOthers(side: Side): number {
    if (!this.#includesOwn) return this.best(side);
    const sign = sideSign(sideIndex(side));
    const ladder = this.#book.ladder(sideIndex(side));
    for (let key = ladder.best; ladder.lotsAt(key) > 0; key = ladder.next(key)) {
      if (this.othersLotsAt(side, -sign * key) > 0) return -sign * key;
    }
    return Number.NaN;
  }

  /**
   * A walk through the levels of a side, to be kept and used again: "all" has the lots that are
   * shown, "others" those minus our own where the feed counts them (a level of ours alone is passed).
   */
  walk(side: Side, whose: "all" | "others"): LevelWalk {
    const minusOwn = whose === "others" && this.#includesOwn;
    return new LevelWalk({
      ladder: this.#book.ladder(sideIndex(side)),
      sign: side === "buy" ? -1 : 1,
      side,
      ownLots: minusOwn ? (of, ticks): number => this.ownLotsAt(of, ticks) : undefined,
    });
  }

  /** The `count` best levels of a side, best first. Allocates. */
  levels(side: Side, count: number): Level[] {
    return this.#book.levels(sideIndex(side), count);
  }
}
