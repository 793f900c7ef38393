import type { Trade } from "@mexoms/core";
import { decay } from "../half-life.ts";
import type { Look } from "../pipeline/look.ts";

/** So many recent trades make a measure count in full; fewer count in proportion. */
export const FULL_TRADES = 20;

/**
 * How one-sided trading is: |buys - sells| / (buys + sells) in lots, weighted by a half-life. The
 * order imbalance of VPIN (Easley, Lopez de Prado, O'Hara 2012), with a decay in time in place of
 * buckets of volume. From 0 to 1. Trades whose side is not known do not count.
 */
export class FlowToxicity {
  readonly #halfLifeNs: number;
  #signed = 0;
  #total = 0;
  #trades = 0;
  #lastNs = 0;

  constructor(halfLifeNs: number) {
    this.#halfLifeNs = halfLifeNs;
  }

  trade(trade: Trade): void {
    if (trade.side === undefined) return;
    const kept = decay(trade.localNs - this.#lastNs, this.#halfLifeNs);
    this.#lastNs = trade.localNs;
    const lots = trade.qtyLots;
    this.#signed = kept * this.#signed + (trade.side === "buy" ? lots : -lots);
    this.#total = kept * this.#total + lots;
    this.#trades = kept * this.#trades + 1;
  }

  /** Writes the toxicity at a look. */
  write({ nowNs, spread }: Look): void {
    spread.toxicity = 0;
    if (!(this.#total > 0)) return;
    const trades = this.#trades * decay(nowNs - this.#lastNs, this.#halfLifeNs);
    spread.toxicity = (Math.abs(this.#signed) / this.#total) * Math.min(1, trades / FULL_TRADES);
  }
}
