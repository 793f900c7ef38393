import type { FillTimeError } from "./calibration.ts";
import type { FollowedStay } from "./observations.ts";

/** Predicted minus actual time of the stays that a trade reached; what goes through counts. */
export function fillTimeError(stays: readonly FollowedStay[], model: number): FillTimeError {
  const errors = stays
    .filter(({ ended }) => ended === "reached")
    .map((stay) => Math.min(stay.reachNs[model]!, stay.throughNs) - stay.lastTradeNs)
    .toSorted((a, b) => a - b);
  const quantile = (share: number): number | null => {
    const error = errors[Math.min(errors.length - 1, Math.floor(share * errors.length))];
    return error === undefined || error === Number.POSITIVE_INFINITY ? null : error;
  };
  return {
    orders: errors.length,
    p10Ns: quantile(0.1),
    medianNs: quantile(0.5),
    p90Ns: quantile(0.9),
  };
}
