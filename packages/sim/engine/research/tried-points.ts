import { pointKey } from "../search/point-key.ts";
import type { Point } from "../search/search.ts";
import type { TrialRow } from "./trial.ts";

/**
 * Different points of the search that gave a result, on whatever part of the time, in the order of the
 * rows: what counts as tried. The best trial under other assumptions, and moved a little, is not
 * another try.
 */
export function triedPoints(rows: readonly TrialRow[]): readonly Point[] {
  const points = new Map<string, Point>();
  for (const { trial, outcome } of rows) {
    if (trial.phase !== "search" || outcome === undefined) continue;
    const key = pointKey(trial.point);
    if (!points.has(key)) points.set(key, trial.point);
  }
  return [...points.values()];
}
