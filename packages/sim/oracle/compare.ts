import { interpolatedLatency, type LatencyModel, type Tape } from "@mexoms/sim/engine";
import {
  fillRows,
  firstDifference,
  goldenHistory,
  goldenRows,
  orderRows,
  stepRows,
  stoppedRows,
} from "./golden-rows.ts";
import type { GoldenRun } from "./manifest.ts";
import { type GoldenOutcome, runConfig } from "./run-config.ts";

export interface Comparison {
  readonly name: string;
  readonly fills: number;
  /** What differs first, or undefined when all is identical. */
  readonly difference: string | undefined;
}

/** Latency from a golden folder's history, where it has one. */
export function historyOf(folder: string): LatencyModel | undefined {
  const rows = goldenHistory(folder);
  return rows && interpolatedLatency(rows, "golden");
}

/**
 * Runs a golden configuration and compares fills, and orders and steps where the folder has them.
 * A golden run that stopped early (rc is not 1) is compared as far as it goes.
 */
export function compareRun(options: {
  readonly folder: string;
  readonly name: string;
  readonly run: GoldenRun;
  readonly tapes: readonly Tape[];
  readonly history: LatencyModel | undefined;
}): Comparison {
  const { folder, name, run } = options;
  const outcome = runConfig({ config: run.config, tapes: options.tapes, history: options.history });
  const difference = differenceOf(folder, name, run, outcome);
  return { name, fills: run.fills, difference };
}

function differenceOf(
  folder: string,
  name: string,
  run: GoldenRun,
  outcome: GoldenOutcome,
): string | undefined {
  const whole = run.rc === 1;
  const kinds = [
    ["fills", fillRows],
    ["orders", orderRows],
    ["steps", stepRows],
  ] as const;
  for (const [kind, rowsOf] of kinds) {
    const golden = goldenRows(folder, `${name}.${kind}`);
    if (golden === undefined) {
      if (kind === "fills" && run.config.trade) return `${name}.fills.csv is missing`;
      continue;
    }
    const ours = rowsOf(outcome);
    const found = firstDifference(whole ? ours : stoppedRows(ours, golden, run.end_ts), golden);
    if (found !== undefined) return `${kind} ${found}`;
  }
  if (!whole) return undefined;
  const { seen } = outcome;
  if (seen.steps.length !== run.steps) return `${seen.steps.length} wakes, golden ${run.steps}`;
  if (seen.submitted !== run.submitted) return `${seen.submitted} orders, golden ${run.submitted}`;
  if (seen.positionLots !== run.position_lots) {
    return `position ${seen.positionLots} lots, golden ${run.position_lots}`;
  }
  return undefined;
}
