/** Nanoseconds of a second. */
export const SECOND_NS = 1e9;

/**
 * A price at a time. What is seen is handed on in one object that is written again and again: a
 * double that is passed to a function costs a heap number wherever the call is not inlined.
 */
export interface PricePoint {
  /** Of the run. */
  nowNs: number;
  /** May be half a tick. */
  ticks: number;
}

/**
 * Volatility from prices that come one by one. Moves are counted in ticks, not as returns: over the
 * minutes that a quote lives for the two are proportional, and ticks need no logarithm.
 */
export interface VolatilityEstimator {
  /** Takes a price; time never goes back. Prices that it has no use for are passed over. */
  add(point: Readonly<PricePoint>): void;
  /** Ticks per square root of a second; NaN before two samples. */
  readonly sigmaTicks: number;
  /** Moves that it has seen, at most those that it remembers. */
  readonly samples: number;
}
