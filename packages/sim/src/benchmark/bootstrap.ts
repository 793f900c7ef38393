import { Prng } from "@mexoms/core";

const RESAMPLES = 4_000;

/** An estimate and where it lies, with the confidence that was asked for. */
export interface Interval {
  readonly low: number;
  readonly middle: number;
  readonly high: number;
}

/**
 * The mean of `values` and a percentile-bootstrap interval of it. Seeded: equal values give an equal
 * interval. `confidence` is between 0 and 1, for example 0.95.
 */
export function bootstrapMean(
  values: readonly number[],
  options: { readonly confidence: number; readonly seed: number },
): Interval {
  const n = values.length;
  if (n === 0) throw new RangeError("an interval needs at least one value");
  const prng = new Prng(options.seed);
  const means = new Float64Array(RESAMPLES);
  for (let r = 0; r < RESAMPLES; r++) {
    let sum = 0;
    for (let i = 0; i < n; i++) sum += values[prng.below(n)]!;
    means[r] = sum / n;
  }
  means.sort();
  const tail = (1 - options.confidence) / 2;
  const at = (share: number): number => means[Math.round(share * (RESAMPLES - 1))]!;
  return {
    low: at(tail),
    middle: values.reduce((sum, value) => sum + value, 0) / n,
    high: at(1 - tail),
  };
}

/** The interval of a ratio from paired logarithms of it. */
export function ratioInterval(logRatios: readonly number[], seed: number): Interval {
  const { low, middle, high } = bootstrapMean(logRatios, { confidence: 0.95, seed });
  return { low: Math.exp(low), middle: Math.exp(middle), high: Math.exp(high) };
}
