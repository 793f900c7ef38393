import { decay } from "../half-life.ts";
import { type PricePoint, SECOND_NS, type VolatilityEstimator } from "./estimator.ts";

const FOUR_LN2 = 4 * Math.LN2;
const CLOSE_SHARE = 2 * Math.LN2 - 1;

/**
 * Volatility from the highest, lowest, first and last price of bars, weighted by a half-life:
 *
 *     parkinson:     (high - low)^2 / (4 ln 2)
 *     garman-klass:  (high - low)^2 / 2 - (2 ln 2 - 1) * (last - first)^2
 *
 * A bar of many prices tells more than its last price alone; of few prices it tells too little,
 * because its true highest and lowest are not among them. A bar begins with the last price of the
 * one before, and takes as long as it took: a gap in the prices makes a long bar.
 */
export class BarVolatility implements VolatilityEstimator {
  samples = 0;
  readonly #form: "parkinson" | "garman-klass";
  readonly #barNs: number;
  readonly #halfLifeNs: number;
  #beginNs = Number.NaN;
  #first = 0;
  #high = 0;
  #low = 0;
  #variance = 0;
  #weight = 0;

  constructor(options: {
    readonly form: "parkinson" | "garman-klass";
    readonly barNs: number;
    readonly halfLifeNs: number;
  }) {
    this.#form = options.form;
    this.#barNs = options.barNs;
    this.#halfLifeNs = options.halfLifeNs;
  }

  add(point: Readonly<PricePoint>): void {
    const { nowNs, ticks } = point;
    if (Number.isNaN(this.#beginNs)) {
      this.#begin(point);
      return;
    }
    if (ticks > this.#high) this.#high = ticks;
    if (ticks < this.#low) this.#low = ticks;
    const elapsed = nowNs - this.#beginNs;
    if (elapsed < this.#barNs) return;
    const range = this.#high - this.#low;
    const move = ticks - this.#first;
    const square =
      this.#form === "parkinson"
        ? (range * range) / FOUR_LN2
        : (range * range) / 2 - CLOSE_SHARE * move * move;
    const kept = decay(elapsed, this.#halfLifeNs);
    this.#variance = kept * this.#variance + ((1 - kept) * square * SECOND_NS) / elapsed;
    this.#weight = kept * this.#weight + (1 - kept);
    this.samples += 1;
    this.#begin(point);
  }

  #begin({ nowNs, ticks }: Readonly<PricePoint>): void {
    this.#beginNs = nowNs;
    this.#first = ticks;
    this.#high = ticks;
    this.#low = ticks;
  }

  get sigmaTicks(): number {
    return this.samples === 0 ? Number.NaN : Math.sqrt(this.#variance / this.#weight);
  }
}
