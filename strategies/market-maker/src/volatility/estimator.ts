/** Nanoseconds of a second. */
export const SECOND_NS = 1e9;

/**
 * Volatility from prices that come one by one. Moves are counted in ticks, not as returns: over the
 * minutes that a quote lives for the two are proportional, and ticks need no logarithm.
 */
export interface VolatilityEstimator {
  /** Takes a price; `nowNs` never goes back. Prices that it has no use for are passed over. */
  add(nowNs: number, ticks: number): void;
  /** Ticks per square root of a second; NaN before two samples. */
  readonly sigmaTicks: number;
  /** Moves that it has seen, at most those that it remembers. */
  readonly samples: number;
}
