import type { Order } from "@mexoms/core";

/** Reserves lots of an order under the cap of residuals; 0 gives them back. */
export type ReserveLots = (order: Order, lots: number) => void;

/**
 * Quotes that the venue has ended while a part of them was open: a fill that an answer has overtaken
 * may still be told of it, so what was open stays reserved for a while.
 */
export class LateQuotes {
  readonly #lateNs: number;
  readonly #reserve: ReserveLots;
  readonly #quotes: { readonly order: Order; readonly untilNs: number }[] = [];

  constructor(options: { readonly lateNs: number; readonly reserve: ReserveLots }) {
    this.#lateNs = options.lateNs;
    this.#reserve = options.reserve;
  }

  /** An order has ended. What never lived, or was filled whole, is given back at once. */
  add(order: Order, nowNs: number): void {
    const open = order.state !== "rejected" && order.leavesLots > 0 && this.#lateNs > 0;
    this.#reserve(order, open ? order.leavesLots : 0);
    if (open) this.#quotes.push({ order, untilNs: nowNs + this.#lateNs });
  }

  /** Gives back what has been filled since, and all of what is due. */
  settle(nowNs: number): void {
    for (let i = this.#quotes.length - 1; i >= 0; i--) {
      const { order, untilNs } = this.#quotes[i]!;
      const over = nowNs >= untilNs || order.leavesLots === 0;
      this.#reserve(order, over ? 0 : order.leavesLots);
      if (over) this.#quotes.splice(i, 1);
    }
  }
}
