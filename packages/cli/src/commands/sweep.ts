import { availableParallelism } from "node:os";
import path from "node:path";
import { Command } from "commander";
import {
  ConfigError,
  formatDuration,
  Instrument,
  parseDuration,
  type Strategy,
} from "@mexoms/core";
import {
  analyseSweep,
  checkLogWritable,
  findProject,
  logSweep,
  parseSearchSpace,
  STOP_GRACE_NS,
  sweep,
  type SweepAnalysis,
  type SweepOptions,
  type SweepRecord,
  type Tape,
} from "@mexoms/sim";
import { afterAbort, INTERRUPTED_CODE, untilInterrupted } from "../interrupt.ts";
import { sweepJson, sweepText } from "../print/sweep.ts";
import { sweepLine } from "../print/sweep-line.ts";
import { findStrategy, type FoundStrategy } from "../strategies.ts";
import { FLAGS, type ModelFlags, modelOptions, withRunFlags } from "./backtest.ts";
import { FOLD_SCORE, MIN_FILLS } from "./doubt-defaults.ts";
import { withFlagNames } from "./flag-names.ts";
import { keyValues } from "./key-values.ts";
import { type MarketDataFlags, openMarketData, withMarketDataFlags } from "./market-data.ts";
import { type SweepNatsFlags, withSweepExecutor, withSweepNatsFlags } from "./sweep-nats.ts";
import { wholeNumber } from "./whole-number.ts";

interface SweepFlags extends Omit<ModelFlags, "tape">, MarketDataFlags, SweepNatsFlags {
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

const SWEEP_FLAGS = {
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

const MOST_WORKERS = 256;
const STILL_RUNNING = `stops when the trials that run have come to their ends, in ${formatDuration(STOP_GRACE_NS)} at the latest; Ctrl-C again ends it at once, and the same command goes on`;

const EXAMPLES = `
Values of a parameter: a list (1,3,5), a range with a step (1bps:20bps:1bps), or for searches
that draw a range (1bps:20bps).

Examples:
  mexoms sweep market-maker --tape data/tapes/synthetic-swap-BTCUSDT.tape --grid spread=4bps:16bps:2bps
  mexoms sweep ./mine.ts --tape day1.tape day2.tape --grid spread=1bps:5bps:1bps levels=1,3,5
  mexoms sweep ./mine.ts --tape day1.tape --search sobol:200 --space spread=1bps:20bps size=0.01BTC:1BTC

The same line again goes on where a sweep was stopped, or adds what a larger grid asks for.
The last part of the data (--holdout) is kept from every trial.`;

export function sweepCommand(): Command {
  const command = new Command("sweep").argument(
    "<strategy>",
    "comes first: name of a built-in one (market-maker) or path of a .ts file",
  );
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
  return withSweepNatsFlags(withAll)
    .option("--risk <which>", "limits before orders: none, default or FILE.json", "none")
    .addHelpText("after", EXAMPLES)
    .action(run);
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

async function run(nameOrPath: string, flags: SweepFlags): Promise<void> {
  await withFlagNames(SWEEP_FLAGS, async () => {
    const facts = readFacts(flags);
    const found = await findStrategy(nameOrPath);
    const dir = flags.out ?? path.join("out", `sweep-${found.strategy.name}`);
    const options = { ...readFlags(flags), dir };
    const data = await openMarketData(flags);
    try {
      const all = { ...options, ...strategyOf(found), tapes: data.tapes };
      const record = await runOn(nameOrPath, all, flags);
      print(record, dir, { flags, analysis: analysed(record, found.strategy, facts) });
    } finally {
      data.close();
    }
  });
}

function strategyOf({
  strategy,
  codeDigest,
  modulePath,
}: FoundStrategy): Required<Pick<SweepOptions, "strategy" | "codeDigest" | "modulePath">> {
  return { strategy, codeDigest, modulePath };
}

async function runOn(
  nameOrPath: string,
  options: SweepOptions & { readonly tapes: readonly Tape[] },
  flags: SweepFlags,
): Promise<SweepRecord> {
  const line = sweepLine(flags.json === true);
  const onNote = (note: string): void => line.note(note);
  try {
    return await withSweepExecutor(flags, nameOrPath, { onNote }, (executor) =>
      untilInterrupted(async (signal) => {
        const waiting = afterAbort(signal, () => onNote(STILL_RUNNING));
        try {
          return await sweep({
            ...options,
            ...(executor && { executor }),
            signal,
            onNote,
            onProgress: (progress) => line.show(progress),
          });
        } finally {
          waiting.over();
        }
      }),
    );
  } finally {
    line.done();
  }
}

type FlagOptions = Omit<SweepOptions, "strategy" | "codeDigest" | "tapes">;

function readFlags(flags: SweepFlags): FlagOptions {
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

function searchOf({ grid, space, search }: SweepFlags): Pick<FlagOptions, "search" | "space"> {
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

interface ResearchFacts {
  readonly project: string;
  readonly minFills: number;
}

/** What is wanted only when all has been run, and had better be wrong before. */
function readFacts(flags: SweepFlags): ResearchFacts {
  const project = flags.project ?? findProject(process.cwd());
  checkLogWritable(project);
  return { project, minFills: wholeNumber(flags.minFills, "--min-fills", 0) };
}

/** Enters the sweep into the project's log, and looks at what it says. */
function analysed(
  record: SweepRecord,
  strategy: Strategy,
  { project, minFills }: ResearchFacts,
): SweepAnalysis {
  const { study, space, where, seed } = record.plan;
  const logged = logSweep({ project, record, time: new Date().toISOString() });
  for (const line of logged.damaged) {
    console.error(`note: line ${line} of the project's log of research cannot be read`);
  }
  const instruments = study.instruments.map((spec) => new Instrument(spec));
  const { params } = strategy;
  return analyseSweep(record, {
    projectTrials: logged.projectTrials,
    minFills,
    space: parseSearchSpace({ params, given: study.params, space, where, instruments }),
    declared: params,
    foldScore: FOLD_SCORE,
    seed,
  });
}

function print(
  record: SweepRecord,
  dir: string,
  { flags, analysis }: { readonly flags: SweepFlags; readonly analysis: SweepAnalysis },
): void {
  console.log(flags.json ? sweepJson(record, dir, analysis) : sweepText(record, dir, analysis));
  if (record.unfinished === "interrupted") process.exitCode = INTERRUPTED_CODE;
}
