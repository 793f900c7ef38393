import { type PricePoint, SECOND_NS, type VolatilityEstimator } from "./estimator.ts";
import { PriceWindow } from "./price-window.ts";

/**
 * Two-scale realised volatility (Zhang, Mykland, Ait-Sahalia 2005, with their correction for small
 * samples): what single prices are off by, such as the bounce between bid and ask, adds the same to
 * a squared move however long it takes. So sums over n moves of one interval and over moves of K
 * intervals tell noise and volatility apart:
 *
 *     variance = (slow / K - m/n * fast) / (1 - m/n),   m = (n - K + 1) / K
 *
 * Never below 0, which a sample can give when it holds nothing but noise.
 */
export class TwoScaleVolatility implements VolatilityEstimator {
  readonly #window: PriceWindow;
  readonly #scale: number;
  #fast = 0;
  #slow = 0;

  constructor(options: {
    readonly intervalNs: number;
    readonly windowNs: number;
    readonly scale: number;
  }) {
    this.#window = new PriceWindow(options);
    this.#scale = options.scale;
  }

  add(point: Readonly<PricePoint>): void {
    const window = this.#window;
    if (!window.wants(point)) return;
    const { count, capacity } = window;
    const scale = this.#scale;
    if (count === capacity) {
      this.#fast -= window.squaredMove(count - 1, count - 2);
      if (count > scale) this.#slow -= window.squaredMove(count - 1, count - 1 - scale);
    }
    window.add(point);
    if (count > 0) this.#fast += window.squaredMove(1, 0);
    if (window.count > scale) this.#slow += window.squaredMove(scale, 0);
  }

  get samples(): number {
    return Math.max(0, this.#window.count - 1);
  }

  get sigmaTicks(): number {
    const n = this.samples;
    const scale = this.#scale;
    if (n <= scale) return Number.NaN;
    const share = (n - scale + 1) / scale / n;
    const variance = (this.#slow / scale - share * this.#fast) / (1 - share);
    return Math.sqrt((Math.max(0, variance) * SECOND_NS) / this.#window.spanNs);
  }
}
