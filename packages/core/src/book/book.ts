import { fail } from "../errors.ts";
import { BUY, SELL } from "../market/side.ts";
import {
  ROW_BUY,
  ROW_CLEAR,
  ROW_DEPTH,
  ROW_GAP,
  ROW_KIND_MASK,
  ROW_SELL,
  ROW_SNAPSHOT,
} from "../market/rows.ts";
import { Ladder, NO_LEVEL } from "./ladder.ts";

/** One price level: tick and lots. */
export interface Level {
  readonly priceTicks: number;
  readonly qtyLots: number;
}

/**
 * A price-level (L2) book. Prices are ticks, sizes are lots. The best bid is always below the best
 * ask: a level that meets or crosses the other side's best pushes that best away.
 */
export class Book {
  readonly bids: Ladder = new Ladder();
  readonly asks: Ladder = new Ladder();
  /** Data is missing since the last snapshot; levels may be wrong. */
  gapped = false;
  readonly #one = new Float64Array(1);

  ladder(side: number): Ladder {
    return side === BUY ? this.bids : this.asks;
  }

  /** Best tick of a side. Only meaningful when `has(side)`. */
  bestTicks(side: number): number {
    return side === BUY ? -this.bids.best : this.asks.best;
  }

  has(side: number): boolean {
    return this.ladder(side).best !== NO_LEVEL;
  }

  /** Lots at a tick, 0 when there is no level. */
  lotsAt(side: number, priceTicks: number): number {
    return side === BUY ? this.bids.lotsAt(-priceTicks) : this.asks.lotsAt(priceTicks);
  }

  /** Sets a level (0 lots removes it). Returns the lots before. */
  set(side: number, priceTicks: number, qtyLots: number): number {
    this.#one[0] = qtyLots;
    this.setFrom(side, priceTicks, this.#one, 0);
    return this.ladder(side).before;
  }

  /** As set, with the lots at `index` of a column; the lots before are in the ladder's `before`. */
  setFrom(side: number, priceTicks: number, column: Float64Array, index: number): void {
    const own = side === BUY ? this.bids : this.asks;
    const key = side === BUY ? -priceTicks : priceTicks;
    const best = own.best;
    own.setFrom(key, column, index);
    if (own.best < best) {
      const other = side === BUY ? this.asks : this.bids;
      if (other.best !== NO_LEVEL && key + other.best <= 0) other.retreatBeyond(-key);
    }
  }

  /** Removes the levels of a side from its best to `priceTicks` inclusive. */
  clearTo(side: number, priceTicks: number): void {
    this.ladder(side).clearTo(side === BUY ? -priceTicks : priceTicks);
  }

  clear(): void {
    this.bids.clear();
    this.asks.clear();
  }

  /** Makes the book as good as new. */
  reset(): void {
    this.clear();
    this.gapped = false;
  }

  /** Applies one market row other than a trade; `event` is its event byte. */
  apply(event: number, priceTicks: number, qtyLots: number): void {
    const kind = event & ROW_KIND_MASK;
    if (kind === ROW_DEPTH) {
      if (event & (ROW_BUY | ROW_SELL)) this.set(event & ROW_BUY ? BUY : SELL, priceTicks, qtyLots);
    } else if (kind === ROW_SNAPSHOT) {
      this.gapped = false;
      if (event & (ROW_BUY | ROW_SELL)) this.set(event & ROW_BUY ? BUY : SELL, priceTicks, qtyLots);
    } else if (kind === ROW_CLEAR) {
      if (event & ROW_BUY) this.clearTo(BUY, priceTicks);
      else if (event & ROW_SELL) this.clearTo(SELL, priceTicks);
      else this.clear();
    } else if (kind === ROW_GAP) {
      this.gapped = true;
    } else {
      fail(`a row of kind ${kind} is not a book row`);
    }
  }

  /** The `count` best levels of a side, best first. Allocates: for reports, not for each event. */
  levels(side: number, count: number): Level[] {
    const ladder = this.ladder(side);
    const levels: Level[] = [];
    for (let key = ladder.best; key !== NO_LEVEL && levels.length < count; key = ladder.next(key)) {
      levels.push({ priceTicks: side === BUY ? -key : key, qtyLots: ladder.lotsAt(key) });
    }
    return levels;
  }

  /** Every known level in a defined order as [side, tick, lots]. Equal books give equal lists. */
  dump(): [side: number, priceTicks: number, qtyLots: number][] {
    const levels: [number, number, number][] = [];
    this.visit((side, priceTicks, qtyLots) => levels.push([side, priceTicks, qtyLots]));
    return levels;
  }

  /** Calls `visit` for every known level, in the order of `dump`. */
  visit(visit: (side: number, priceTicks: number, qtyLots: number) => void): void {
    for (const key of this.bids.keys().toReversed()) visit(BUY, -key, this.bids.lotsAt(key));
    for (const key of this.asks.keys()) visit(SELL, key, this.asks.lotsAt(key));
  }

  /** How many levels are known. */
  get size(): number {
    return this.bids.size + this.asks.size;
  }
}
