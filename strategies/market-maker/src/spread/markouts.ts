import type { Trade } from "@mexoms/core";
import { decay } from "../half-life.ts";
import type { Look } from "../pipeline/look.ts";
import type { PricePoint } from "../volatility/estimator.ts";
import { FULL_TRADES } from "./flow-toxicity.ts";

/** Groups of trades to a markout time and side, and those that wait at once. */
const GROUPS = 128;
const CAPACITY = 512;

/**
 * What the mid did after trades, as those who were filled by them see it:
 *
 *     share:   part of the volume whose price was worse than the mid, a markout later
 *     impact:  mean of side * (mid a markout later - mid before the trade), in ticks
 *
 * by volume and weighted by a half-life. Trades of one side within 1/128 of the markout are judged
 * together. Judged at looks; trades for which none came until twice the markout do not count, nor do
 * those whose side is not known.
 */
export class Markouts {
  readonly #markoutNs: number;
  readonly #halfLifeNs: number;
  readonly #beganNs = new Float64Array(CAPACITY);
  readonly #lots = new Float64Array(CAPACITY);
  /** Sums of lots * price and of lots * mid before the trade. */
  readonly #lotPrices = new Float64Array(CAPACITY);
  readonly #lotMids = new Float64Array(CAPACITY);
  readonly #trades = new Float64Array(CAPACITY);
  /** Of each group, +1 for buys. */
  readonly #signs = new Int8Array(CAPACITY);
  #oldest = 0;
  #waiting = 0;
  /** Group that trades of a side join, -1 for none: buys, then sells. */
  readonly #open = new Int32Array(2).fill(-1);
  #midTicks: number = Number.NaN;
  #judgedNs = 0;
  #adverse = 0;
  #moved = 0;
  #total = 0;
  #count = 0;

  constructor(options: { readonly markoutNs: number; readonly halfLifeNs: number }) {
    this.#markoutNs = options.markoutNs;
    this.#halfLifeNs = options.halfLifeNs;
  }

  trade(trade: Trade): void {
    if (trade.side === undefined || Number.isNaN(this.#midTicks)) return;
    const side = trade.side === "buy" ? 0 : 1;
    let group = this.#open[side]!;
    if (group < 0 || trade.localNs - this.#beganNs[group]! >= this.#markoutNs / GROUPS) {
      group = this.#begin(side, trade);
    }
    const lots = trade.qtyLots;
    this.#lots[group] = this.#lots[group]! + lots;
    this.#lotPrices[group] = this.#lotPrices[group]! + lots * trade.priceTicks;
    this.#lotMids[group] = this.#lotMids[group]! + lots * this.#midTicks;
    this.#trades[group] = this.#trades[group]! + 1;
  }

  /** A look at a valid mid: judges what is old enough. */
  look(mid: Readonly<PricePoint>): void {
    this.#midTicks = mid.ticks;
    while (this.#waiting > 0) {
      const age = mid.nowNs - this.#beganNs[this.#oldest]!;
      if (age < this.#markoutNs) return;
      if (age <= 2 * this.#markoutNs) this.#judge(mid, this.#oldest);
      this.#drop();
    }
  }

  /**
   * Writes the share, from 0 to 1, as toxicity, and the impact, not below 0, as adverseTicks; fewer
   * than 20 recent trades count in proportion.
   */
  write({ nowNs, spread }: Look): void {
    spread.toxicity = 0;
    spread.adverseTicks = 0;
    if (!(this.#total > 0)) return;
    const recent = this.#count * decay(nowNs - this.#judgedNs, this.#halfLifeNs);
    const confidence = Math.min(1, recent / FULL_TRADES);
    spread.toxicity = (this.#adverse / this.#total) * confidence;
    spread.adverseTicks = Math.max(0, this.#moved / this.#total) * confidence;
  }

  #begin(side: number, trade: Trade): number {
    // Full only when nothing was judged for twice the markout: the oldest is past its time.
    if (this.#waiting === CAPACITY) this.#drop();
    const group = (this.#oldest + this.#waiting) % CAPACITY;
    this.#waiting += 1;
    this.#beganNs[group] = trade.localNs;
    this.#signs[group] = side === 0 ? 1 : -1;
    this.#lots[group] = 0;
    this.#lotPrices[group] = 0;
    this.#lotMids[group] = 0;
    this.#trades[group] = 0;
    this.#open[side] = group;
    return group;
  }

  #drop(): void {
    const group = this.#oldest;
    if (this.#open[0] === group) this.#open[0] = -1;
    if (this.#open[1] === group) this.#open[1] = -1;
    this.#oldest = (group + 1) % CAPACITY;
    this.#waiting -= 1;
  }

  #judge({ nowNs, ticks }: Readonly<PricePoint>, group: number): void {
    const kept = decay(nowNs - this.#judgedNs, this.#halfLifeNs);
    const lots = this.#lots[group]!;
    const value = ticks * lots;
    const sign = this.#signs[group]!;
    const adverse = sign * (value - this.#lotPrices[group]!) > 0;
    this.#adverse = kept * this.#adverse + (adverse ? lots : 0);
    this.#moved = kept * this.#moved + sign * (value - this.#lotMids[group]!);
    this.#total = kept * this.#total + lots;
    this.#count = kept * this.#count + this.#trades[group]!;
    this.#judgedNs = nowNs;
  }
}
