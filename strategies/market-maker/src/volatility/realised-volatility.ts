import { type PricePoint, SECOND_NS, type VolatilityEstimator } from "./estimator.ts";
import { PriceWindow } from "./price-window.ts";

/**
 * Realised volatility: the squared moves of each interval in the window, summed, over their time.
 * Moves of a mid are whole halves of a tick, so that the running sum is exact.
 */
export class RealisedVolatility implements VolatilityEstimator {
  readonly #window: PriceWindow;
  #squares = 0;

  constructor(options: { readonly intervalNs: number; readonly windowNs: number }) {
    this.#window = new PriceWindow(options);
  }

  add(point: Readonly<PricePoint>): void {
    const window = this.#window;
    if (!window.wants(point)) return;
    const { count, capacity } = window;
    if (count === capacity) this.#squares -= window.squaredMove(count - 1, count - 2);
    window.add(point);
    if (count > 0) this.#squares += window.squaredMove(1, 0);
  }

  get samples(): number {
    return Math.max(0, this.#window.count - 1);
  }

  get sigmaTicks(): number {
    return Math.sqrt((this.#squares * SECOND_NS) / this.#window.spanNs);
  }
}
