import { SELL } from "@mexoms/core/internal";
import type { TrackedStay } from "./tracked-stay.ts";

/** The stays under way on one side, by price. */
export class TrackedStays {
  readonly #side: number;
  readonly #byPrice = new Map<number, TrackedStay[]>();

  constructor(side: number) {
    this.#side = side;
  }

  add(tracked: TrackedStay): void {
    const { priceTicks } = tracked.followed.stay;
    const queue = this.#byPrice.get(priceTicks);
    if (queue) queue.push(tracked);
    else this.#byPrice.set(priceTicks, [tracked]);
  }

  remove(tracked: TrackedStay): void {
    const { priceTicks } = tracked.followed.stay;
    const left = this.#byPrice.get(priceTicks)?.filter((other) => other !== tracked) ?? [];
    if (left.length > 0) this.#byPrice.set(priceTicks, left);
    else this.#byPrice.delete(priceTicks);
  }

  at(priceTicks: number): readonly TrackedStay[] {
    return this.#byPrice.get(priceTicks) ?? [];
  }

  /** Calls `visit` for each stay whose price is better than `priceTicks`. */
  betterThan(priceTicks: number, visit: (tracked: TrackedStay) => void): void {
    const asks = this.#side === SELL;
    for (const [ticks, stays] of this.#byPrice) {
      if (asks ? ticks < priceTicks : ticks > priceTicks) stays.forEach(visit);
    }
  }

  /** Calls `visit` for each stay; it may remove them. */
  forEach(visit: (tracked: TrackedStay) => void): void {
    for (const stays of this.#byPrice.values()) for (const tracked of stays) visit(tracked);
  }
}
