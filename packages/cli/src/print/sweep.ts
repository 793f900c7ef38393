import { Decimal } from "@mexoms/core";
import { objectiveSpecs, type SweepAnalysis, type SweepRecord, type TrialRow } from "@mexoms/sim";
import { rankedTrials } from "@mexoms/sim/engine";
import { shellWord } from "./shell-word.ts";
import { broken, plainTable, WIDTH } from "./table.ts";

const BEST_SHOWN = 10;
const PERCENT = 100;
const SIGNIFICANT = 3;
const FIGURES = ["pnl", "drawdown", "sharpe", "fills"] as const;

/** The best trials, what is there to know of them, and where everything is. */
export function sweepText(of: {
  readonly record: SweepRecord;
  readonly dir: string;
  readonly analysis: SweepAnalysis;
  /** Words of the command that comes next. */
  readonly next: readonly string[];
}): string {
  const { record, dir, analysis, next } = of;
  const best = bestOf(record);
  const lines = [headline(record), ""];
  lines.push(best.length === 0 ? noBest(record) : bestTable(best), "");
  lines.push(...failureLines(record), ...warningLines(analysis));
  if (record.unfinished === "interrupted") {
    lines.push("stopped: the same command goes on where it was", "");
  }
  if (record.unfinished === "budget") {
    lines.push("the time is over: the same command runs the rest", "");
  }
  lines.push(`sweep  ${dir}`, `next   ${next.map(shellWord).join(" ")}`);
  return lines.join("\n");
}

/** The same for programs; trials.jsonl in the folder has every trial. */
export function sweepJson(record: SweepRecord, dir: string, analysis: SweepAnalysis): string {
  const best = bestOf(record).map(({ number, trial, outcome }) => ({
    number,
    params: trial.point,
    metrics: outcome?.metrics,
  }));
  const document = {
    dir,
    trials: record.rows.length,
    failed: failed(record).length,
    ...(record.unfinished && { unfinished: record.unfinished }),
    best,
    warnings: analysis.warnings,
  };
  return JSON.stringify(document, undefined, 2);
}

function bestOf({ rows, plan }: SweepRecord): TrialRow[] {
  return rankedTrials(rows, objectiveSpecs(plan.objectives)).slice(0, BEST_SHOWN);
}

function noBest({ rows }: SweepRecord): string {
  return rows.length === 0 ? "no trial has ended yet" : "no trial of the search succeeded";
}

function failed({ rows }: SweepRecord): TrialRow[] {
  return rows.filter(({ outcome }) => outcome === undefined);
}

function headline({ plan, rows }: SweepRecord): string {
  const counts = plan.phases.map((phase) => {
    const count = rows.filter(({ trial }) => trial.phase === phase).length;
    return `${count} ${phase}`;
  });
  const held = plan.holdout > 0 ? `, last ${plan.holdout * PERCENT} % of the data held out` : "";
  return `${plan.study.strategy.name}, ${plan.search}: ${rows.length} trials (${counts.join(", ")})${held}`;
}

function bestTable(best: readonly TrialRow[]): string {
  const params = Object.keys(best[0]!.trial.point);
  const head = ["trial", ...params, ...FIGURES];
  return plainTable({
    head,
    rows: best.map(({ number, trial, outcome }) => [
      String(number),
      ...params.map((name) => trial.point[name] ?? ""),
      ...FIGURES.map((name) => figure(outcome!.metrics[name])),
    ]),
    right: head.map((_, i) => i),
  });
}

/** Rounded for reading; the files have every digit. */
function figure(value: string | number): string {
  if (typeof value === "string") return new Decimal(value).toDecimalPlaces(2).toFixed();
  if (Number.isNaN(value)) return "-";
  return Number.isInteger(value) ? String(value) : value.toPrecision(SIGNIFICANT);
}

/** Reasons to doubt the best trial. */
function warningLines({ warnings }: SweepAnalysis): string[] {
  if (warnings.length === 0) return [];
  const texts = warnings.map(({ text }) => `- ${broken(text, WIDTH - 2).replaceAll("\n", "\n  ")}`);
  return ["Before you believe it:", ...texts, ""];
}

/** Reasons, each once, with the number of trials that it ended. */
function failureLines(record: SweepRecord): string[] {
  const rows = failed(record);
  if (rows.length === 0) return [];
  const counts = new Map<string, number>();
  for (const { reason = "" } of rows) counts.set(reason, (counts.get(reason) ?? 0) + 1);
  return [...[...counts].map(([reason, count]) => `${count} failed: ${reason}`), ""];
}
