import type { Point } from "../search/search.ts";
import type { SweepRecord } from "./sweep-record.ts";
import type { TrialOutcome } from "./trial-metrics.ts";
import { figureOf, rankedTrials, objectiveOf } from "./trial-ranking.ts";

/** A trial of the search that ran on all of the sweep's time under its own assumptions. */
export interface CompleteTrial {
  readonly number: number;
  readonly point: Point;
  readonly outcome: TrialOutcome;
  /** Of the first objective; NaN where it is not defined. */
  readonly value: number;
}

/** The trials of a sweep as its analysis looks at them. */
export interface TrialTable {
  readonly objective: string;
  readonly moreIsBetter: boolean;
  /** The best first; NaN last; of trials equal in all objectives the one that was asked for first. */
  readonly ranked: readonly CompleteTrial[];
}

/**
 * Ranks the trials of a sweep by its objectives, the first one first. The first trial, if its value is
 * a number, is the best one.
 */
export function trialTable({ plan, rows }: SweepRecord): TrialTable {
  const objective = plan.objectives[0] ?? "pnl";
  const names = plan.objectives.length === 0 ? [objective] : plan.objectives;
  const ranked = rankedTrials(rows, names.map(objectiveOf)).map(({ number, trial, outcome }) => ({
    number,
    point: trial.point,
    outcome,
    value: metricOf(outcome, objective),
  }));
  return { objective, moreIsBetter: objectiveOf(objective).better !== "less", ranked };
}

/** A metric of an outcome as a double; NaN where it is not defined, infinite or not known. */
export function metricOf({ metrics }: TrialOutcome, name: string): number {
  return figureOf(metrics, objectiveOf(name).name);
}

/**
 * How a figure does against the best trial's: 1 for equal, less for worse. Undefined when the two
 * cannot be compared as a ratio: for profits a best that is not above 0.
 */
export function ratioTo(best: number, value: number, moreIsBetter: boolean): number | undefined {
  const [over, under] = moreIsBetter ? [value, best] : [best, value];
  const ratio = under > 0 && best > 0 ? over / under : Number.NaN;
  return Number.isFinite(ratio) ? ratio : undefined;
}
