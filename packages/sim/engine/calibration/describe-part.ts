import type { CalibrationPart } from "./calibration.ts";
import { isTelling } from "./informative.ts";
import type { FollowedStay } from "./observations.ts";
import { sharedQueues } from "./shared-queues.ts";

/** What a part of the informative stays comes to. */
export function describePart(stays: readonly FollowedStay[]): CalibrationPart {
  const orders = (of: readonly FollowedStay[]): number =>
    new Set(of.map(({ stay }) => stay.order)).size;
  const groups = sharedQueues(stays);
  const telling = stays.filter(isTelling);
  return {
    orders: orders(stays),
    trades: stays.reduce((sum, { rows }) => sum + rows.length, 0),
    reached: orders(stays.filter(({ ended }) => ended === "reached")),
    telling: orders(telling),
    groups: new Set(groups.values()).size,
    tellingGroups: new Set(telling.map(({ stay }) => groups.get(stay.order))).size,
  };
}
