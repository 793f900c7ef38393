import { existsSync } from "node:fs";
import path from "node:path";
import type { SweepRecord, TrialRow } from "@mexoms/sim/engine";
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
  return { plan, rows: numbered(rows), unfinished: "interrupted" };
}

/** In order of their numbers; a log that was extended may have a number twice. */
function numbered(rows: readonly TrialRow[]): TrialRow[] {
  const sorted = rows.toSorted((a, b) => a.number - b.number);
  const unique = new Set(rows.map(({ number }) => number)).size === rows.length;
  return unique ? sorted : sorted.map((row, i) => ({ ...row, number: i + 1 }));
}
