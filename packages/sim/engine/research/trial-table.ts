import type { Point } from "../search/search.ts";
import type { SweepRecord } from "./sweep-record.ts";
import type { TrialRow } from "./trial.ts";
import { METRICS, type MetricName, type TrialOutcome } from "./trial-metrics.ts";

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
  const ranked = rows
    .flatMap((row) => completeTrial(row, objective))
    .map((trial) => ({ trial, scores: names.map((name) => scoreOf(trial.outcome, name)) }))
    .toSorted((a, b) => bestFirst(a.scores, b.scores) || a.trial.number - b.trial.number)
    .map(({ trial }) => trial);
  return { objective, moreIsBetter: isMoreBetter(objective), ranked };
}

/** A metric turned so that more is better; NaN where it is not defined. */
export function scoreOf(outcome: TrialOutcome, name: string): number {
  return (isMoreBetter(name) ? 1 : -1) * metricOf(outcome, name);
}

/** A metric of an outcome as a double; NaN where it is not defined or not known. */
export function metricOf(outcome: TrialOutcome, name: string): number {
  const value: string | number | undefined = outcome.metrics[name as MetricName];
  // Plus 0: there is no negative zero in JSON.
  return value === undefined || value === "" ? Number.NaN : Number(value) + 0;
}

/** Whether more of a metric is better; also for those that are neither good nor bad. */
function isMoreBetter(name: string): boolean {
  return METRICS.find((metric) => metric.name === name)?.better !== "less";
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

function completeTrial(row: TrialRow, objective: string): CompleteTrial | [] {
  const { trial, outcome } = row;
  if (trial.phase !== "search" || trial.share !== 1 || trial.variant.label !== "") return [];
  if (outcome === undefined) return [];
  const value = metricOf(outcome, objective);
  return {
    number: row.number,
    point: trial.point,
    outcome,
    value: Number.isFinite(value) ? value : Number.NaN,
  };
}

/** The larger one first, NaN last; what comes first decides. */
function bestFirst(one: readonly number[], other: readonly number[]): number {
  for (const [i, a] of one.entries()) {
    const b = other[i]!;
    const missing = Number(Number.isNaN(a)) - Number(Number.isNaN(b));
    if (missing !== 0) return missing;
    if (a !== b && !Number.isNaN(a)) return a > b ? -1 : 1;
  }
  return 0;
}
