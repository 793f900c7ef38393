import {
  byObjectives,
  METRICS,
  type MetricSpec,
  objectiveOf,
  type SearchSpace,
  type SweepRecord,
  type TrialRow,
} from "@mexoms/sim/engine";
import type { MetricData, SweepPageData } from "../../sweep-page/sweep-data.ts";
import { parameterData } from "./parameter-data.ts";

/** Figures for which zero is a border between good and bad, or between two kinds. */
const SIGNED: ReadonlySet<string> = new Set([
  "pnl",
  "fees",
  "inventoryPnl",
  "sharpe",
  "sortino",
  "pnlBps",
]);

/** A row of the search that ended well. */
export type DoneRow = TrialRow & Required<Pick<TrialRow, "outcome">>;

export function isDone(row: TrialRow): row is DoneRow {
  return row.outcome !== undefined;
}

/** The numbers that the page draws: the trials of the search that ended well. */
export function sweepPageData(
  { plan, rows }: SweepRecord,
  { axes }: SearchSpace,
  sheets: Readonly<Record<string, string>>,
): SweepPageData {
  const done = rows.filter(isDone).filter(({ trial }) => trial.phase === "search");
  // With values that no trial has, so that what is missing shows as missing.
  const parameters = axes.map(({ name, values }) => {
    const texts = done.map(({ trial }) => trial.point[name] ?? "");
    return parameterData(name, [...(values ?? []), ...texts], {
      values: values ? "listed" : "drawn",
      range: plan.space[name] ?? "",
    });
  });
  const point = parameters.map(({ name, values }) => {
    const places = new Map(values.map((text, place) => [text, place]));
    return done.map(({ trial }) => places.get(trial.point[name] ?? "") ?? 0);
  });
  const names = METRICS.map(({ name }): string => name);
  return {
    parameters,
    metrics: METRICS.map((spec) => metricData(spec, done, plan.study.currency)),
    objectives: plan.objectives.map((name) => names.indexOf(name)).filter((place) => place >= 0),
    trials: {
      number: done.map(({ number }) => number),
      rank: ranks(done, plan.objectives),
      share: done.map(({ trial }) => trial.share),
      point,
      sheets,
    },
  };
}

/** By the same order as that of the sweep, whatever part of the time a trial saw. */
function ranks(rows: readonly DoneRow[], objectives: readonly string[]): number[] {
  const places = new Map(
    byObjectives(rows, objectives.map(objectiveOf)).map((row, place) => [row, place]),
  );
  return rows.map((row) => places.get(row)!);
}

function metricData(spec: MetricSpec, rows: readonly DoneRow[], currency: string): MetricData {
  return {
    name: spec.name,
    unit: spec.unit === "currency" ? currency : spec.unit,
    better: spec.better,
    exact: spec.exact,
    signed: SIGNED.has(spec.name),
    doc: spec.doc,
    texts: rows.map(({ outcome }) => metricText(outcome.metrics[spec.name])),
  };
}

/** As in trials.csv: empty for what is not defined. */
export function metricText(value: string | number): string {
  return typeof value === "number" && !Number.isFinite(value) ? "" : String(value);
}
