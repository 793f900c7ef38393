import type { Look } from "../pipeline/look.ts";
import {
  MOVED_BY_DEPTH,
  MOVED_BY_MIN_SPREAD,
  MOVED_BY_OWN_ORDER,
  MOVED_BY_POST_ONLY,
  MOVED_BY_PRICE_BAND,
  MOVED_TO_IMPROVE,
  MOVED_TO_JOIN,
  MOVED_TO_REDUCE,
  type QuoteSide,
} from "../pipeline/quote-plan.ts";
import type { QuoteRules } from "./quote-rules.ts";
import type { QuoteSources } from "./quote-sources.ts";

/**
 * Prices of the quotes. One piece of code serves both sides: a price is turned into a key that grows
 * away from the other side (the tick for asks, minus the tick for bids), so that outward is up.
 */
export class QuotePlacer {
  readonly #rules: QuoteRules;
  readonly #sources: QuoteSources;
  #moves = 0;

  constructor(rules: QuoteRules, sources: QuoteSources) {
    this.#rules = rules;
    this.#sources = sources;
  }

  /** Writes the price of every level of a side; `sign` is 1 for bids and -1 for asks. */
  place(side: QuoteSide, sign: 1 | -1, look: Look): void {
    const { levels, step, steps, postOnly } = this.#rules;
    const { fair, spread, inventory } = look;
    const center = -sign * (fair.ticks + inventory.shiftTicks);
    const stepTicks = step.of(fair.ticks);
    const first = Math.ceil(center + spread.halfTicks);
    const moved = this.#inner(sign, look, first) - first;
    const bits = this.#moves;
    const { bid, ask } = this.#sources.touch;
    const other = -sign * (sign > 0 ? ask : bid);
    const own = this.#ownOnOther(sign);
    const band = -sign * (sign > 0 ? this.#rules.ceilingTicks : this.#rules.floorTicks);
    for (let level = 0; level < levels; level++) {
      let why = bits;
      let key = Math.ceil(center + (spread.halfTicks + stepTicks * steps[level]!)) + moved;
      // Each level has limits of its own, so that levels which are pushed back keep their order.
      if (key < band + level) {
        key = band + level;
        why |= MOVED_BY_PRICE_BAND;
      }
      if (postOnly && key < other + 1 + level) {
        key = other + 1 + level;
        why |= MOVED_BY_POST_ONLY;
      }
      if (key < own + 1 + level) {
        key = own + 1 + level;
        why |= MOVED_BY_OWN_ORDER;
      }
      side.priceTicks[level] = -sign * key;
      side.why[level] = why;
    }
  }

  /** Moves the quotes of both sides out until our bid is below our ask. */
  part(buy: QuoteSide, sell: QuoteSide, look: Look): void {
    const overlap = buy.priceTicks[0]! - sell.priceTicks[0]! + 1;
    if (!(overlap > 0)) return;
    const reduces = isReducing(look);
    const selling = look.inventory.share > 0;
    // The side that reduces an inventory stays where it is; without one both give way alike.
    const half = Math.ceil(overlap / 2);
    this.#shift(buy, reduces ? (selling ? -overlap : 0) : -half);
    this.#shift(sell, reduces ? (selling ? 0 : overlap) : half);
  }

  #shift(side: QuoteSide, ticks: number): void {
    if (ticks === 0) return;
    for (let level = 0; level < this.#rules.levels; level++) {
      side.priceTicks[level] = side.priceTicks[level]! + ticks;
      side.why[level] = side.why[level]! | MOVED_BY_OWN_ORDER;
    }
  }

  /** Key of the first quote before the limits; leaves in #moves what moved it. */
  #inner(sign: 1 | -1, look: Look, first: number): number {
    const { fair, inventory } = look;
    const touch = -sign * (sign > 0 ? fair.bidTicks : fair.askTicks);
    let key = first;
    let why = 0;
    if (this.#rules.compete !== "none" && !Number.isNaN(touch)) {
      const improving = this.#rules.compete === "improve";
      const wanted = improving ? touch - this.#rules.improveTicks : touch;
      const least = this.#leastKey(sign, look);
      key = Math.max(wanted, least);
      if (key !== first) why |= improving ? MOVED_TO_IMPROVE : MOVED_TO_JOIN;
      if (key !== wanted) why |= MOVED_BY_MIN_SPREAD;
    }
    const ahead = this.#aheadOfDepth(sign);
    if (ahead > key) {
      key = ahead;
      why |= MOVED_BY_DEPTH;
    }
    if (isReducing(look) && sign === (inventory.share > 0 ? -1 : 1)) {
      const near = touch - inventory.chaseTicks;
      if (near < key) {
        key = near;
        why |= MOVED_TO_REDUCE;
      }
    }
    this.#moves = why;
    return key;
  }

  /** The nearest key that the fee floor and the minimum spread allow; the half-spread always is. */
  #leastKey(sign: 1 | -1, { fair, spread, inventory }: Look): number {
    const least = Math.max(spread.feeFloorTicks, this.#rules.minHalf(fair.ticks));
    const half = Math.min(spread.halfTicks, least);
    return Math.ceil(-sign * (fair.ticks + inventory.shiftTicks) + half);
  }

  /** One tick ahead of where others add up to enough; -Infinity when that is not asked or nowhere. */
  #aheadOfDepth(sign: 1 | -1): number {
    const { depthLots, dustLots } = this.#rules;
    if (depthLots === 0) return Number.NEGATIVE_INFINITY;
    const walk = sign > 0 ? this.#sources.bids : this.#sources.asks;
    walk.restart();
    let lots = 0;
    while (walk.next()) {
      if (walk.qtyLots < dustLots) continue;
      lots += walk.qtyLots;
      if (lots >= depthLots) return -sign * walk.priceTicks - 1;
    }
    return Number.NEGATIVE_INFINITY;
  }

  /** Key of our nearest open order on the other side; -Infinity without one. */
  #ownOnOther(sign: 1 | -1): number {
    const { own } = this.#sources;
    let nearest = Number.NEGATIVE_INFINITY;
    for (let i = 0; i < own.length; i++) {
      const order = own[i]!;
      if ((order.side === "buy") === sign > 0 || order.timeInForce === "ioc") continue;
      nearest = Math.max(nearest, -sign * order.priceTicks);
    }
    return nearest;
  }
}

/** Whether one side stands at the touch or nearer to get rid of inventory. */
export function isReducing({ inventory }: Look): boolean {
  return inventory.step !== "none" && inventory.step !== "skew";
}
