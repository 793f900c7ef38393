import type { BookView, LevelWalk, Side } from "@mexoms/core";

/** One side of a book near the mid: what others have there. */
export class SideDepth {
  lots = 0;
  /** Sum of how far each lot is from the mid, in ticks; not negative. */
  lotTicks = 0;
  readonly #walk: LevelWalk;
  readonly #sign: 1 | -1;

  constructor(book: BookView, side: Side) {
    this.#walk = book.walk(side, "others");
    this.#sign = side === "buy" ? 1 : -1;
  }

  /** Sums the levels no further than `reachTicks` from the mid, at most `maxLevels` of them. */
  sum(midTicks: number, reachTicks: number, maxLevels: number): void {
    const walk = this.#walk;
    let lots = 0;
    let lotTicks = 0;
    walk.restart();
    for (let level = 0; level < maxLevels && walk.next(); level++) {
      const away = this.#sign * (midTicks - walk.priceTicks);
      if (away > reachTicks) break;
      lots += walk.qtyLots;
      lotTicks += walk.qtyLots * away;
    }
    this.lots = lots;
    this.lotTicks = lotTicks;
  }
}

/**
 * Volume-adjusted mid price: the mean price of each side within a depth, weighted by the lots of the
 * other side, so that it leans to the thinner side as a microprice does. With one level on each side
 * it is the microprice. NaN where a side has nothing.
 */
export function volumeAdjustedMid(midTicks: number, bids: SideDepth, asks: SideDepth): number {
  const bidAway = bids.lotTicks / bids.lots;
  const askAway = asks.lotTicks / asks.lots;
  return midTicks + (askAway * bids.lots - bidAway * asks.lots) / (bids.lots + asks.lots);
}
