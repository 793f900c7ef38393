import type { Quantiles } from "./tear-sheet.ts";

/** The value that a share of ascending numbers does not exceed; NaN of none. */
export function quantile(ascending: readonly number[] | Float64Array, share: number): number {
  const rank = Math.max(0, Math.ceil(share * ascending.length) - 1);
  return ascending[rank] ?? Number.NaN;
}

/** Quantiles of durations, undefined of none. */
export function durationQuantiles(ns: readonly number[]): Quantiles | undefined {
  if (ns.length === 0) return undefined;
  const sorted = Float64Array.from(ns).sort();
  return {
    count: sorted.length,
    minNs: sorted[0]!,
    p50Ns: quantile(sorted, 0.5),
    p90Ns: quantile(sorted, 0.9),
    p99Ns: quantile(sorted, 0.99),
    maxNs: sorted.at(-1)!,
  };
}
