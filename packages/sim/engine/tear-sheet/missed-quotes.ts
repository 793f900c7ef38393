import { sideSign } from "@mexoms/core/internal";
import type { OwnOrders } from "./own-orders.ts";

/** How long a quote that was taken away counts as one that we were about to put back. */
export const REQUOTE_NS = 100e6;

interface Withdrawn {
  readonly side: number;
  readonly priceTicks: number;
  readonly leavesLots: number;
  readonly untilNs: number;
}

/** Counts fills that were missed: trades beyond the price of a quote that was taken away shortly before. */
export class MissedQuotes {
  times = 0;
  lots = 0n;
  readonly #own: OwnOrders;
  #withdrawn: Withdrawn[] = [];

  constructor(own: OwnOrders) {
    this.#own = own;
  }

  /** Whether a trade may be beyond one. */
  get waits(): boolean {
    return this.#withdrawn.length > 0;
  }

  withdraw(
    quote: { readonly side: number; readonly priceTicks: number; readonly leavesLots: number },
    atNs: number,
  ): void {
    const { side, priceTicks, leavesLots } = quote;
    if (leavesLots > 0) {
      this.#withdrawn.push({ side, priceTicks, leavesLots, untilNs: atNs + REQUOTE_NS });
    }
  }

  /** A trade has hit the orders of a side. An own order as good as the missed one took its place. */
  trade(side: number, priceTicks: number, atNs: number): void {
    const sign = sideSign(side);
    const best = this.#own.best[side === 0 ? 0 : 1];
    this.#withdrawn = this.#withdrawn.filter((quote) => {
      if (atNs > quote.untilNs) return false;
      const through = quote.side === side && (quote.priceTicks - priceTicks) * sign > 0;
      if (!through) return true;
      if (best === 0 || (best - quote.priceTicks) * sign < 0) {
        this.times += 1;
        this.lots += BigInt(quote.leavesLots);
      }
      return false;
    });
  }
}
