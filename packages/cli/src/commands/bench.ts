import { mkdir } from "node:fs/promises";
import { Command } from "commander";
import { ConfigError } from "@mexoms/core";
import {
  appendHistory,
  type BenchmarkReport,
  type Checkout,
  currentCommit,
  DEFAULT_LIMITS,
  type FigureName,
  FIGURES,
  type Limits,
  markdownReport,
  planWorkloads,
  readBaseline,
  runBenchmark,
  type RunModels,
  runtimeKey,
  sampleWorkloads,
  thisCheckout,
  withBase,
  writeBaseline,
  writeWholeFile,
} from "@mexoms/sim";
import { interruptible } from "../interrupt.ts";
import { benchText } from "../print/bench.ts";
import { stepLine } from "../print/step-line.ts";
import { findStrategy, strategyFileOf } from "../strategies.ts";
import { FLAGS, type ModelFlags, modelOptions, withRunFlags } from "./backtest.ts";
import { withFlagNames } from "./flag-names.ts";
import { wholeNumber } from "./whole-number.ts";

interface BenchFlags extends Omit<ModelFlags, "tape"> {
  readonly tape?: readonly string[];
  readonly baseline?: string;
  readonly writeBaseline?: true;
  readonly base?: string;
  readonly gate?: true;
  readonly figures: readonly string[];
  readonly maxBytes: string;
  readonly maxBytesShare: string;
  readonly maxInstructions: string;
  readonly maxSlowdown: string;
  readonly pairs: string;
  readonly all?: true;
  readonly json?: true;
  readonly markdown?: string;
  readonly history?: string;
  readonly profile?: string;
  readonly smoke?: true;
}

const BENCH_FLAGS = { ...FLAGS, base: "--base", baseline: "--baseline" };

const EXAMPLES = `
Figures, in order of trust: results (digest), heap bytes a row, instructions a row
(where valgrind is), time beside --base.

Examples:
  mexoms bench                              the project's own strategies and tapes
  mexoms bench ./mine.ts --tape day.tape --baseline bench.json --write-baseline
  mexoms bench ./mine.ts --tape day.tape --baseline bench.json --base main --gate`;

export function benchCommand(): Command {
  const percent = (share: number): string => `${share * 100}%`;
  const command = new Command("bench")
    .argument("[strategy...]", "built-in names or paths (default: book-watcher and market-maker)")
    .option("--tape <file...>", "tapes (default: the sample tapes in data/tapes)");
  return withRunFlags(command)
    .option("--baseline <file>", "what results, heap and instructions were before")
    .option("--write-baseline", "write this run's figures to --baseline")
    .option("--base <dir|ref>", "a built checkout, or a commit to build, to compare with")
    .option("--gate", "end with 1 when a figure fails")
    .option("--figures <name...>", FIGURES.join(", "), [...FIGURES])
    .option(
      "--max-bytes <n>",
      "heap bytes a row above the reference",
      `${DEFAULT_LIMITS.bytesPerRow}`,
    )
    .option("--max-bytes-share <share>", "and of the reference", percent(DEFAULT_LIMITS.bytesShare))
    .option(
      "--max-instructions <share>",
      "more than the reference",
      percent(DEFAULT_LIMITS.instructions),
    )
    .option(
      "--max-slowdown <share>",
      "of time, beyond doubt, over --base",
      percent(DEFAULT_LIMITS.time),
    )
    .option("--pairs <n>", "pairs of processes for the time", "9")
    .option("--all", "instructions and time of every workload, not of one a strategy")
    .option("--json", "print JSON in place of tables")
    .option("--markdown <file>", "write a comment for a pull request")
    .option("--history <file>", "add the absolute figures to a JSON Lines file")
    .option("--profile <dir>", "write a CPU profile of each workload")
    .option("--smoke", "everything once, to see that it works")
    .addHelpText("after", EXAMPLES)
    .action(run);
}

async function run(strategies: readonly string[], flags: BenchFlags): Promise<void> {
  await withFlagNames(BENCH_FLAGS, async () => {
    if (flags.writeBaseline && flags.baseline === undefined) {
      throw new ConfigError("--write-baseline", "needs --baseline FILE, the file to write");
    }
    const limits = readLimits(flags);
    const steps = stepLine(flags.json === true);
    const report = await interruptible(async (check) => {
      const onStep = (text: string): void => {
        check();
        steps.say(text);
      };
      try {
        if (flags.base === undefined)
          return await measure(strategies, flags, limits, undefined, onStep);
        return await withBase(flags.base, onStep, async (base) =>
          measure(strategies, flags, limits, base, onStep),
        );
      } finally {
        steps.done();
      }
    });
    await keep(report, flags);
    console.log(flags.json ? JSON.stringify(report, undefined, 2) : benchText(report, limits));
    if (flags.gate) gate(report);
  });
}

async function measure(
  strategies: readonly string[],
  flags: BenchFlags,
  limits: Limits,
  base: Checkout | undefined,
  onStep: (step: string) => void,
): Promise<BenchmarkReport> {
  if (flags.profile !== undefined) await mkdir(flags.profile, { recursive: true });
  const compares = flags.baseline !== undefined && !flags.writeBaseline;
  return await runBenchmark({
    workloads: await workloadsOf(strategies, flags),
    head: thisCheckout(),
    base,
    baseline: compares ? await readBaseline(flags.baseline) : undefined,
    figures: readFigures(flags.figures),
    limits,
    pairs: flags.smoke ? 1 : wholeNumber(flags.pairs, "--pairs", 3),
    smoke: flags.smoke === true,
    profileDir: flags.profile,
    onStep,
  });
}

async function workloadsOf(
  strategies: readonly string[],
  flags: BenchFlags,
): Promise<ReturnType<typeof planWorkloads>> {
  const { params = {}, fees, seed } = modelOptions({ ...flags, tape: [] });
  const models: RunModels = {
    latency: flags.latency,
    queue: flags.queue,
    exchange: flags.exchange,
    fees,
    accounts: flags.accounts,
    rules: flags.rules,
    faults: flags.faults,
    seed,
  };
  const deepAll = flags.all === true;
  const files = {
    bookWatcher: strategyFileOf("book-watcher"),
    marketMaker: strategyFileOf("market-maker"),
  };
  if (strategies.length === 0 && flags.tape === undefined && flags.set === undefined) {
    return sampleWorkloads(files, models, deepAll);
  }
  const samples = sampleWorkloads(files, models, deepAll).flatMap(({ tapeFiles }) => tapeFiles);
  const found = strategies.length === 0 ? ["market-maker"] : strategies;
  return planWorkloads({
    strategies: await Promise.all(
      found.map(async (name) => ({
        strategy: (await findStrategy(name)).strategy,
        file: strategyFileOf(name),
      })),
    ),
    tapeFiles: flags.tape ?? [samples[0]!],
    params,
    models,
    deepAll,
  });
}

async function keep(report: BenchmarkReport, flags: BenchFlags): Promise<void> {
  if (flags.writeBaseline) {
    if (report.smoke) throw new ConfigError("--write-baseline", "not of a --smoke run");
    await writeBaseline(flags.baseline!, report.workloads, runtimeKey(report.machine));
  }
  if (flags.markdown !== undefined) {
    writeWholeFile(flags.markdown, markdownReport(report), { sync: false });
  }
  if (flags.history !== undefined) {
    await appendHistory(flags.history, report, await currentCommit(thisCheckout()));
  }
}

/** A line for each failed figure, and exit code 1 when there is one. */
function gate(report: BenchmarkReport): void {
  const failures = report.checks.flatMap(({ failure }) => (failure === undefined ? [] : [failure]));
  for (const failure of failures) console.error(`gate: ${failure}`);
  if (failures.length > 0) process.exitCode = 1;
  else if (report.checks.every(({ verdict }) => verdict === "not compared")) {
    throw new ConfigError("--gate", "nothing was compared; give --baseline FILE or --base DIR");
  }
}

function readFigures(names: readonly string[]): FigureName[] {
  return names.map((name) => {
    const found = FIGURES.find((figure) => figure === name);
    if (found === undefined) {
      throw new ConfigError("--figures", `"${name}" is not one of ${FIGURES.join(", ")}`);
    }
    return found;
  });
}

function readLimits(flags: BenchFlags): Limits {
  return {
    bytesPerRow: readNumber(flags.maxBytes, "--max-bytes", /^(\d+(?:\.\d+)?)$/, "1"),
    bytesShare: readShare(flags.maxBytesShare, "--max-bytes-share", "5%"),
    instructions: readShare(flags.maxInstructions, "--max-instructions", "3%"),
    time: readShare(flags.maxSlowdown, "--max-slowdown", "5%"),
  };
}

function readShare(text: string, flag: string, example: string): number {
  return readNumber(text, flag, /^(\d+(?:\.\d+)?)%$/, example) / 100;
}

function readNumber(text: string, flag: string, form: RegExp, example: string): number {
  const found = form.exec(text);
  if (!found) throw new ConfigError(flag, `"${text}" is not like ${example}`);
  return Number(found[1]);
}
