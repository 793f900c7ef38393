import type { BookView, LevelWalk, Side } from "@mexoms/core";
import type { FairLook } from "../pipeline/fair-look.ts";

/** One side of a book near the mid: what others have there. */
export class SideDepth {
  lots = 0;
  /** Sum of how far each lot is from the mid, in ticks; not negative. */
  lotTicks = 0;
  /** How far from the mid `sum` goes. */
  reachTicks: number = Number.POSITIVE_INFINITY;
  readonly #walk: LevelWalk;
  readonly #sign: 1 | -1;

  constructor(book: BookView, side: Side) {
    this.#walk = book.walk(side, "others");
    this.#sign = side === "buy" ? 1 : -1;
  }

  /**
   * Sums the levels no further than `reachTicks` from the mid, at most `maxLevels` of them. The mid
   * comes in a look: a double that is passed or returned costs a heap number unless inlined.
   */
  sum({ midTicks }: Pick<FairLook, "midTicks">, maxLevels: number): void {
    const walk = this.#walk;
    const { reachTicks } = this;
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
 * Writes as ownTicks the volume-adjusted mid price: the mean price of each side within a depth, weighted by the lots of the
 * other side, so that it leans to the thinner side as a microprice does. With one level on each side
 * it is the microprice. NaN where a side has nothing.
 */
export function writeVolumeAdjustedMid(
  fair: Pick<FairLook, "midTicks" | "ownTicks">,
  bids: SideDepth,
  asks: SideDepth,
): void {
  const bidAway = bids.lotTicks / bids.lots;
  const askAway = asks.lotTicks / asks.lots;
  fair.ownTicks =
    fair.midTicks + (askAway * bids.lots - bidAway * asks.lots) / (bids.lots + asks.lots);
}
