import { availableParallelism } from "node:os";
import { ConfigError, parseDuration } from "@mexoms/core";
import type { SweepOptions } from "@mexoms/sim";
import { modelOptions } from "./backtest.ts";
import { keyValues } from "./key-values.ts";
import type { SweepFlags } from "./sweep-flags.ts";
import { wholeNumber } from "./whole-number.ts";

const MOST_WORKERS = 256;

/** The options of a sweep that its flags say alone. */
export type SweepSettings = Omit<SweepOptions, "strategy" | "codeDigest" | "tapes">;

/** Throws ConfigError for what the flags cannot mean. */
export function sweepSettings(flags: SweepFlags): SweepSettings {
  const {
    tapes: _,
    onProgress: __,
    latency,
    queue,
    exchange,
    ...models
  } = modelOptions({ ...flags, tape: [] });
  const workers = flags.workers ?? String(availableParallelism());
  return {
    ...models,
    latency: latency as string,
    queue: queue as string,
    exchange: exchange as string,
    ...searchOf(flags),
    where: flags.where ?? [],
    halving: flags.halving === true,
    searchSeed: wholeNumber(flags.searchSeed, "--search-seed", 0),
    objectives: flags.objective.split(",").map((name) => name.trim()),
    holdout: shareOf(flags.holdout),
    phases: [
      "search",
      ...(flags.nearby ? (["nearby"] as const) : []),
      ...(flags.assumptions ? (["assumptions"] as const) : []),
    ],
    folds: wholeNumber(flags.folds, "--folds", 2),
    foldKind: flags.anchored ? "anchored" : "rolling",
    ...(flags.embargo !== undefined && { embargoNs: parseDuration(flags.embargo, "--embargo") }),
    ...(flags.bar !== undefined && { barNs: parseDuration(flags.bar, "--bar") }),
    ...(flags.currency !== undefined && { currency: flags.currency }),
    ...(flags.budget !== undefined && { budgetNs: parseDuration(flags.budget, "--budget") }),
    workers: workersOf(workers),
    fresh: flags.fresh === true,
  };
}

function searchOf({ grid, space, search }: SweepFlags): Pick<SweepSettings, "search" | "space"> {
  if (grid !== undefined && (space !== undefined || search !== undefined)) {
    throw new ConfigError("--grid", "is a search of its own: leave out --search and --space");
  }
  if (grid !== undefined) {
    return { search: "grid", space: keyValues(grid, "--grid", "spread=1bps:5bps:1bps") };
  }
  if (search !== undefined && space === undefined) {
    throw new ConfigError("--space", "say what --search draws from: --space spread=1bps:20bps");
  }
  if (space === undefined || search === undefined) {
    const example = "--grid spread=1bps:5bps:1bps, or --search sobol:200 --space spread=1bps:20bps";
    throw new ConfigError("--grid", `say what is swept: ${example}`);
  }
  return { search, space: keyValues(space, "--space", "spread=1bps:20bps") };
}

function workersOf(text: string): number {
  const workers = wholeNumber(text, "--workers", 1);
  if (workers <= MOST_WORKERS) return workers;
  const cores = availableParallelism();
  throw new ConfigError("--workers", `at most ${MOST_WORKERS}; this machine has ${cores} cores`);
}

/** Reads "20%", "0.2" or "none". */
function shareOf(text: string): number {
  if (text === "none") return 0;
  const [, number, percent] = /^(\d+(?:\.\d+)?)(%?)$/.exec(text) ?? [];
  const share = Number(number) / (percent === "%" ? 100 : 1);
  if (share >= 0 && share < 1) return share;
  throw new ConfigError(
    "--holdout",
    `"${text}" is not a part of the data such as 20%, below 100%, or none`,
  );
}
