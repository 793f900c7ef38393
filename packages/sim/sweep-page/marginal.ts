import { medianOf } from "../engine/research/ranks.ts";
import { figureText, shortNumber, type Trials } from "./trials.ts";

/** What one cell of a heat map says about the trials that fall into it. */
const MARGINAL_RULES = ["best", "median", "mean", "pointed-out"] as const;
export type MarginalRule = (typeof MARGINAL_RULES)[number];

export interface Cell {
  readonly value: number;
  /** To read, with the unit: verbatim where the value is that of a trial. */
  readonly text: string;
  readonly trials: number;
  /** The trial whose value it is, if it is that of one. */
  readonly trial: number | undefined;
}

export interface MarginalOptions {
  readonly trials: Trials;
  readonly shown: readonly number[];
  readonly metric: number;
  readonly x: number;
  /** Undefined for a sweep of one parameter, which has a single row. */
  readonly y: number | undefined;
  readonly rule: MarginalRule;
  /** The trial whose other parameters count under the rule "pointed-out". */
  readonly pointedOut: number | undefined;
}

/** The cells, row by row, undefined where no trial is. */
export function marginalCells(options: MarginalOptions): (Cell | undefined)[] {
  const { trials, x, y, metric } = options;
  const columns = trials.parameter(x).levels.length;
  const rows = y === undefined ? 1 : trials.parameter(y).levels.length;
  const members: number[][] = Array.from({ length: columns * rows }, () => []);
  for (const trial of options.shown) {
    if (!matches(trial, options) || Number.isNaN(trials.value(trial, metric))) continue;
    const row = y === undefined ? 0 : trials.level(trial, y);
    members[row * columns + trials.level(trial, x)]!.push(trial);
  }
  return members.map((group) => (group.length === 0 ? undefined : cell(group, options)));
}

function matches(trial: number, { trials, x, y, rule, pointedOut }: MarginalOptions): boolean {
  if (rule !== "pointed-out") return true;
  if (pointedOut === undefined) return false;
  return trials.data.parameters.every(
    (_, p) => p === x || p === y || trials.level(trial, p) === trials.level(pointedOut, p),
  );
}

function cell(group: readonly number[], { trials, metric, rule }: MarginalOptions): Cell {
  const ofTrial = (trial: number): Cell => ({
    value: trials.value(trial, metric),
    text: figureText(trials.text(trial, metric), trials.metric(metric)),
    trials: group.length,
    trial,
  });
  if (rule === "best" || rule === "pointed-out") return ofTrial(trials.best(group, metric)!);
  const values = group.map((trial) => trials.value(trial, metric));
  const sum = values.reduce((total, value) => total + value, 0);
  const value = rule === "mean" ? sum / values.length : medianOf(values);
  const same = group.find((trial) => trials.value(trial, metric) === value);
  if (same !== undefined) return ofTrial(same);
  const { unit } = trials.metric(metric);
  return { value, text: `${shortNumber(value)} ${unit}`.trim(), trials: group.length, trial: same };
}
