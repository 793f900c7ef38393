import { decay } from "../half-life.ts";
import { type PricePoint, SECOND_NS, type VolatilityEstimator } from "./estimator.ts";

/**
 * Exponentially weighted mean of squared moves per time:
 *
 *     v = l * v + (1 - l) * r^2 / dt,   l = 2^(-dt / halflife)
 *
 * divided by the weights given so far, so that the first moves are not taken for a calm market.
 * With an interval, prices in between are passed over, and `dt` is the interval unless prices were
 * missing. With an interval of 0 every price at a new time counts: the time-aware form for
 * irregular ticks, which sees the noise of single prices too.
 */
export class EwmaVolatility implements VolatilityEstimator {
  samples = 0;
  readonly #intervalNs: number;
  readonly #halfLifeNs: number;
  #lastNs = Number.NaN;
  #lastTicks = 0;
  #variance = 0; // ticks^2 per second, times the weight
  #weight = 0;

  constructor(options: { readonly intervalNs: number; readonly halfLifeNs: number }) {
    this.#intervalNs = options.intervalNs;
    this.#halfLifeNs = options.halfLifeNs;
  }

  add(point: Readonly<PricePoint>): void {
    const { nowNs, ticks } = point;
    const elapsed = nowNs - this.#lastNs;
    if (elapsed < this.#intervalNs || elapsed === 0) return;
    if (elapsed > 0) {
      const kept = decay(elapsed, this.#halfLifeNs);
      const move = ticks - this.#lastTicks;
      const perSecond = (move * move * SECOND_NS) / elapsed;
      this.#variance = kept * this.#variance + (1 - kept) * perSecond;
      this.#weight = kept * this.#weight + (1 - kept);
      this.samples += 1;
    }
    this.#lastNs = nowNs;
    this.#lastTicks = ticks;
  }

  get sigmaTicks(): number {
    return this.samples === 0 ? Number.NaN : Math.sqrt(this.#variance / this.#weight);
  }
}
