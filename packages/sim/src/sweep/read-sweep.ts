import { existsSync } from "node:fs";
import path from "node:path";
import { fixedParams, type SweepPlan, type SweepRecord, type TrialRow } from "@mexoms/sim/engine";
import { readColumnFile } from "./column-file.ts";
import { FILES, type SweepColumnFacts } from "./sweep-folder.ts";
import { readPlan } from "./sweep-json.ts";
import { readTrialLog } from "./trial-log.ts";
import { fromColumns } from "./trial-table.ts";

/**
 * Reads the folder of a sweep, also of one that is not finished: `unfinished` says so. Throws
 * ConfigError when it is no such folder, DataError for what is damaged.
 */
export function readSweep(dir: string): SweepRecord {
  const plan = readPlan(path.join(dir, FILES.plan));
  const table = path.join(dir, FILES.columns);
  if (existsSync(table)) {
    const { facts, columns } = readColumnFile<SweepColumnFacts>(table);
    const { symbols, unfinished } = facts;
    return { plan, rows: fromColumns(columns, symbols), ...(unfinished && { unfinished }) };
  }
  const log = path.join(dir, FILES.log);
  const rows = existsSync(log) ? readTrialLog(log).rows : [];
  return { plan, rows: numbered(rowsOf(plan, rows)), unfinished: "interrupted" };
}

/**
 * Rows of a log with their points as the plan has them; those with other values of what it does not
 * sweep are of an earlier one.
 */
function rowsOf({ study, space }: SweepPlan, rows: readonly TrialRow[]): TrialRow[] {
  const swept = Object.keys(space);
  const fixed = Object.entries(fixedParams(study));
  return rows.flatMap((row) => {
    const { point: all } = row.trial;
    if (Object.keys(all).length !== swept.length + fixed.length) return [];
    if (swept.some((name) => all[name] === undefined)) return [];
    if (fixed.some(([name, text]) => all[name] !== text)) return [];
    const point = Object.fromEntries(swept.map((name) => [name, all[name]!]));
    return [{ ...row, trial: { ...row.trial, point } }];
  });
}

/** In order of their numbers; a log that was extended may have a number twice. */
function numbered(rows: readonly TrialRow[]): TrialRow[] {
  const sorted = rows.toSorted((a, b) => a.number - b.number);
  const unique = new Set(rows.map(({ number }) => number)).size === rows.length;
  return unique ? sorted : sorted.map((row, i) => ({ ...row, number: i + 1 }));
}
