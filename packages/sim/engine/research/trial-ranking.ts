import {
  type MetricName,
  METRICS,
  type MetricSpec,
  type TrialMetrics,
  type TrialOutcome,
} from "./trial-metrics.ts";
import type { TrialRow } from "./trial.ts";

/** What decides between trials: the first one, and among trials equal in it the next. */
export type Objectives = readonly Pick<MetricSpec, "name" | "better">[];

/** A metric that decides; one of another version, which no trial here has, is as good as any. */
export function objectiveOf(name: string): Objectives[number] {
  return (
    METRICS.find((metric) => metric.name === name) ?? { name: name as MetricName, better: "more" }
  );
}

/** A row of the search that ran on all of the sweep's time under its own assumptions. */
export type CompleteRow = TrialRow & { readonly outcome: TrialOutcome };

/** Whether a row is one of those that the best trial is chosen from. */
export function isComplete(row: TrialRow): row is CompleteRow {
  const { phase, share, variant } = row.trial;
  return row.outcome !== undefined && phase === "search" && share === 1 && variant.label === "";
}

/**
 * A figure per objective, all turned so that more is better. What is not defined, infinite figures
 * among it since files hold none, is minus infinity, whichever way is better: the worst. Doubles: they
 * decide which trial is preferred, and are no money.
 */
export function objectiveScores(metrics: TrialMetrics, objectives: Objectives): number[] {
  return objectives.map(({ name, better }) => {
    const value = figureOf(metrics, name);
    if (Number.isNaN(value)) return Number.NEGATIVE_INFINITY;
    return better === "less" ? 0 - value : value;
  });
}

/** A metric as a double; NaN where it is not defined, which an infinite one is not. */
export function figureOf(metrics: TrialMetrics, name: MetricName): number {
  const text: string | number | undefined = metrics[name];
  // A text that is empty would count as 0; plus 0, since there is no negative zero in JSON.
  const value = text === undefined || text === "" ? Number.NaN : Number(text) + 0;
  return Number.isFinite(value) ? value : Number.NaN;
}

/** The complete trials, the best first. */
export function rankedTrials(rows: Iterable<TrialRow>, objectives: Objectives): CompleteRow[] {
  return byObjectives([...rows].filter(isComplete), objectives);
}

/** The best first; of rows that are equal in all objectives the one asked for first. */
export function byObjectives<Row extends Required<Pick<TrialRow, "number" | "outcome">>>(
  rows: readonly Row[],
  objectives: Objectives,
): Row[] {
  return rows
    .map((row) => ({ row, scores: objectiveScores(row.outcome.metrics, objectives) }))
    .toSorted((a, b) => byScores(a.scores, b.scores) || a.row.number - b.row.number)
    .map(({ row }) => row);
}

/**
 * The best trials, best first: the complete ones that have the first objective. Without it a trial is
 * never the best, even if no other one has it.
 */
export function bestTrials(rows: Iterable<TrialRow>, objectives: Objectives): CompleteRow[] {
  return rankedTrials(rows, objectives).filter((row) => hasValue(row, objectives));
}

/** Whether a row is before another of `bestTrials`; one that is not among them is before none. */
export function isBetterTrial(
  row: TrialRow,
  than: CompleteRow | undefined,
  objectives: Objectives,
): row is CompleteRow {
  if (!isComplete(row) || !hasValue(row, objectives)) return false;
  if (than === undefined) return true;
  const order = byScores(
    objectiveScores(row.outcome.metrics, objectives),
    objectiveScores(than.outcome.metrics, objectives),
  );
  return order === 0 ? row.number < than.number : order < 0;
}

function hasValue({ outcome }: CompleteRow, [first]: Objectives): boolean {
  return first !== undefined && !Number.isNaN(figureOf(outcome.metrics, first.name));
}

/** Negative where the first ones are better; the first difference decides. */
function byScores(one: readonly number[], other: readonly number[]): number {
  const at = one.findIndex((score, i) => score !== other[i]);
  return at < 0 ? 0 : one[at]! > other[at]! ? -1 : 1;
}
