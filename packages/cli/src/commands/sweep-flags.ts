import type { Command } from "commander";
import { FLAGS, type ModelFlags, withRunFlags } from "./backtest.ts";
import { MIN_FILLS } from "./doubt-defaults.ts";
import { type MarketDataFlags, withMarketDataFlags } from "./market-data.ts";
import { type SweepNatsFlags, withSweepNatsFlags } from "./sweep-nats.ts";

export interface SweepFlags extends Omit<ModelFlags, "tape">, MarketDataFlags, SweepNatsFlags {
  readonly grid?: readonly string[];
  readonly space?: readonly string[];
  readonly search?: string;
  readonly searchSeed: string;
  readonly where?: readonly string[];
  readonly objective: string;
  readonly halving?: true;
  readonly holdout: string;
  readonly bar?: string;
  readonly currency?: string;
  readonly folds: string;
  readonly anchored?: true;
  readonly embargo?: string;
  readonly workers?: string;
  readonly budget?: string;
  readonly nearby: boolean;
  readonly assumptions: boolean;
  readonly minFills: string;
  readonly project?: string;
  readonly out?: string;
  readonly fresh?: true;
}

/** Flags by the options that they become. */
export const SWEEP_FLAGS: Readonly<Record<string, string>> = {
  ...FLAGS,
  where: "--where",
  search: "--search",
  objective: "--objective",
  holdout: "--holdout",
  bar: "--bar",
  barNs: "--bar",
  currency: "--currency",
  workers: "--workers",
  folds: "--folds",
  space: "--grid",
};

/** What is swept, under which models, and where it is run. */
export function withSweepFlags(command: Command): Command {
  const withAll = withResearchFlags(
    withRunFlags(
      withMarketDataFlags(command)
        .option("--grid <param=values...>", "every combination: spread=1bps:5bps:1bps levels=1,3")
        .option(
          "--search <how>",
          "or random:N, lhs:N, sobol:N, evolve:N or tpe:N points, drawn from --space",
        )
        .option("--space <param=range...>", "what they are drawn from: spread=1bps:20bps")
        .option("--where <condition...>", "which points count: 'spread >= 2bps'"),
    ),
  );
  return withSweepNatsFlags(withAll).option(
    "--risk <which>",
    "limits before orders: none, default or FILE.json",
    "none",
  );
}

function withResearchFlags(command: Command): Command {
  return command
    .option("--objective <metrics>", "what is looked for, the deciding one first", "pnl,drawdown")
    .option("--halving", "most points on a part of the data only, the better ones on more of it")
    .option("--search-seed <n>", "of searches that draw", "0")
    .option("--holdout <share>", "last part of the data that no trial sees", "20%")
    .option("--folds <n>", "parts of the data for walk-forward", "4")
    .option("--anchored", "folds whose training begins at the start of the data")
    .option("--embargo <time>", "left out between training and test (default: one bar)")
    .option("--bar <time>", "step of the profit that statistics are about (default: by the data)")
    .option("--currency <name>", "whose profit counts (default: that of the first tape)")
    .option("--no-nearby", "do not run the best trial with each parameter moved by 10 and 20 %")
    .option("--no-assumptions", "do not run the best trials under other latencies, fees, queues")
    .option("--workers <n>", "threads (default: one a core)")
    .option(
      "--budget <time>",
      "no trial is started after that time, 10m; those that run have 10s to end",
    )
    .option("--min-fills <n>", "a best trial with fewer fills is warned of", MIN_FILLS)
    .option(
      "--project <dir>",
      "whose trials are counted (default: nearest with package.json or .git)",
    )
    .option("--out <dir>", "folder of the sweep (default: out/sweep-STRATEGY)")
    .option("--fresh", "throw away what the folder has of an earlier sweep")
    .option("--json", "print the best trials as JSON");
}
