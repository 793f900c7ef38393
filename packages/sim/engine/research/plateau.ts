import type { Axis } from "../search/search-space.ts";
import { neighboursOf } from "./neighbours.ts";
import { type Figure, notEnough } from "./not-enough.ts";
import { medianOf } from "./ranks.ts";
import type { Plateau } from "./sweep-analysis.ts";
import { type CompleteTrial, ratioTo, type TrialTable } from "./trial-table.ts";

/** Median of the neighbours by the best: whether the best trial is a peak of its own. */
export function plateauOf(
  axes: readonly Axis[],
  { ranked, moreIsBetter }: TrialTable,
  best: CompleteTrial,
): Figure<Plateau> {
  const others = ranked.filter((trial) => trial !== best && !Number.isNaN(trial.value));
  const { found, how } = neighboursOf(axes, best.point, others);
  if (found.length < 2) return notEnough("the best trial has fewer than two neighbours");
  const values = found.map(({ value }) => value);
  const median = medianOf(values);
  const score = ratioTo(best.value, median, moreIsBetter);
  return {
    ...(score !== undefined && { score }),
    best: best.value,
    median,
    worst: moreIsBetter ? Math.min(...values) : Math.max(...values),
    neighbours: found.map(({ number }) => number),
    how,
  };
}
