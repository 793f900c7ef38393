import type { PricePoint, VolatilityEstimator } from "./estimator.ts";

/** The larger of two: a fast one widens at once after a jump, a slow one keeps it wide for a while. */
export class LargerVolatility implements VolatilityEstimator {
  readonly #fast: VolatilityEstimator;
  readonly #slow: VolatilityEstimator;

  constructor(fast: VolatilityEstimator, slow: VolatilityEstimator) {
    this.#fast = fast;
    this.#slow = slow;
  }

  add(point: Readonly<PricePoint>): void {
    this.#fast.add(point);
    this.#slow.add(point);
  }

  get samples(): number {
    return Math.min(this.#fast.samples, this.#slow.samples);
  }

  get sigmaTicks(): number {
    return Math.max(this.#fast.sigmaTicks, this.#slow.sigmaTicks);
  }
}
