import path from "node:path";
import type { Strategy } from "@mexoms/core";
import { openTape } from "../tape-file/open-tape.ts";
import { thisCheckout } from "./checkout.ts";
import type { Workload } from "./workload.ts";

/** A strategy to measure. */
export interface BenchedStrategy {
  readonly strategy: Pick<Strategy, "name" | "params">;
  readonly file: string;
}

/** The models of a run, as texts that `backtest` takes. */
export type RunModels = Pick<
  Workload,
  "latency" | "queue" | "exchange" | "fees" | "accounts" | "rules" | "faults" | "seed"
>;

/**
 * Workloads of strategies on tapes. A strategy of one instrument runs on each instrument's tapes by
 * themselves, one of several runs on all tapes together. What takes long (instructions, time)
 * is measured on the first workload of each strategy, or on all with `deepAll`.
 */
export function planWorkloads(options: {
  readonly strategies: readonly BenchedStrategy[];
  readonly tapeFiles: readonly string[];
  readonly params: Readonly<Record<string, string>>;
  readonly models: RunModels;
  readonly deepAll: boolean;
}): Workload[] {
  const groups = new Map<string, string[]>();
  for (const file of options.tapeFiles) {
    const { id } = openTape(file, { verify: false }).instrument;
    groups.set(id, [...(groups.get(id) ?? []), path.resolve(file)]);
  }
  const workloads = options.strategies.flatMap(({ strategy, file }) => {
    const declared = Object.values(strategy.params);
    const many = declared.some(({ kind }) => kind === "instruments");
    const roles = declared.filter(
      ({ kind, optional }) => kind === "instrument" && optional !== true,
    ).length;
    const together = [[...groups.keys()].join(" + "), [...groups.values()].flat()] as const;
    const runs = many || roles > 1 ? [together] : [...groups];
    return runs.map(([instruments, tapeFiles], i): Workload => ({
      name: `${strategy.name} ${instruments}`,
      strategyFile: file,
      params: options.params,
      tapeFiles,
      ...options.models,
      deep: i === 0 || options.deepAll,
    }));
  });
  return named(workloads);
}

/**
 * The workloads of the project itself, on its synthetic sample tapes: the engine with a strategy
 * that costs nothing, and the market maker on each kind of market.
 */
export function sampleWorkloads(
  files: { readonly bookWatcher: string; readonly marketMaker: string },
  models: RunModels,
  deepAll: boolean,
): Workload[] {
  const { root } = thisCheckout();
  const contracts = { size: "100contracts", maxInventory: "1000contracts" };
  const of = (
    name: string,
    strategyFile: string,
    market: string,
    params: Readonly<Record<string, string>>,
    deep: boolean,
  ): Workload => ({
    name: `${name} synthetic:${market.replace("-", ":")}`,
    strategyFile,
    params,
    tapeFiles: [path.join(root, `data/tapes/synthetic-${market}.tape`)],
    ...models,
    deep: deep || deepAll,
  });
  return [
    of("book-watcher", files.bookWatcher, "swap-BTCUSDT", {}, true),
    of("market-maker", files.marketMaker, "swap-BTCUSDT", {}, true),
    of("market-maker", files.marketMaker, "spot-BTCUSDT", {}, false),
    of("market-maker", files.marketMaker, "inverse-BTCUSD", contracts, false),
  ];
}

/** A baseline knows workloads by their names: two of one name get a number. */
function named(workloads: readonly Workload[]): Workload[] {
  const seen = new Map<string, number>();
  return workloads.map((workload) => {
    const count = (seen.get(workload.name) ?? 0) + 1;
    seen.set(workload.name, count);
    return count === 1 ? workload : { ...workload, name: `${workload.name} #${count}` };
  });
}
