import type { FillTimeError, LotsError } from "./calibration.ts";
import type { FollowedStay } from "./observations.ts";

/** Predicted minus actual time of the stays that a trade reached; what goes through counts. */
export function fillTimeError(stays: readonly FollowedStay[], model: number): FillTimeError {
  const errors = stays
    .filter(({ ended }) => ended === "reached")
    .map((stay) => Math.min(stay.reachNs[model]!, stay.throughNs) - stay.lastTradeNs)
    .toSorted((a, b) => a - b);
  return {
    orders: errors.length,
    p10Ns: quantile(errors, 0.1),
    medianNs: quantile(errors, 0.5),
    p90Ns: quantile(errors, 0.9),
  };
}

/** Predicted minus filled lots of the stays that one trade filled in part. */
export function lotsError(stays: readonly FollowedStay[], model: number): LotsError {
  const errors = stays
    .flatMap(({ stay, pastLots }) => (pastLots ? [pastLots[model]! - stay.partLots] : []))
    .toSorted((a, b) => a - b);
  return {
    orders: errors.length,
    p10: quantile(errors, 0.1),
    median: quantile(errors, 0.5),
    p90: quantile(errors, 0.9),
  };
}

function quantile(sorted: readonly number[], share: number): number | null {
  const value = sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))];
  return value === undefined || value === Number.POSITIVE_INFINITY ? null : value;
}
