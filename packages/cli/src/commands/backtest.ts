import { readFile } from "node:fs/promises";
import path from "node:path";
import { Command } from "commander";
import { ConfigError, type Params, type Strategy } from "@mexoms/core";
import {
  backtest,
  backtestBounds,
  type BacktestBounds,
  type BacktestOptions,
  type BacktestResult,
  checkRunFolder,
  type RunFolder,
  TEAR_SHEET_OPTIONS,
  type Tape,
  tearSheet,
  writeRunFolder,
} from "@mexoms/sim";
import { interruptible } from "../interrupt.ts";
import { boundsText } from "../print/bounds.ts";
import { progressBar } from "../print/progress.ts";
import { inputsText, resultText } from "../print/result.ts";
import { findStrategy, type FoundStrategy } from "../strategies.ts";
import { withFlagNames } from "./flag-names.ts";
import { keyValues } from "./key-values.ts";
import { type MarketDataFlags, openMarketData, withMarketDataFlags } from "./market-data.ts";
import { wholeNumber } from "./whole-number.ts";

/** The flags that decide a run: its data and its models. */
export interface ModelFlags {
  readonly tape: readonly string[];
  readonly set?: readonly string[];
  readonly latency: string;
  readonly queue: string;
  readonly exchange: string;
  readonly fees?: string;
  readonly accounts?: string;
  readonly rules: string;
  readonly faults?: string;
  readonly risk?: string;
  readonly warmup?: string;
  readonly seed: string;
}

interface BacktestFlags extends Omit<ModelFlags, "tape">, MarketDataFlags {
  readonly out?: string;
  readonly bounds?: true;
  readonly report: boolean;
}

/** What a person writes for the options of a run. */
export const FLAGS = {
  tape: "--tape",
  latency: "--latency",
  "latency entry": "--latency entry",
  "latency response": "--latency response",
  queue: "--queue",
  exchange: "--exchange",
  rules: "--rules",
  warmup: "--warmup",
  dir: "--out",
  accounts: "--accounts",
  risk: "--risk",
};

const EXAMPLES = `
Examples:
  mexoms backtest market-maker --tape data/tapes/synthetic-swap-BTCUSDT.tape
  mexoms backtest ./mine.ts --tape day1.tape day2.tape --set spread=5bps size=0.1BTC
  mexoms backtest market-maker --from nats://127.0.0.1:4222 --since 2024-08-08T12:00:00Z
  mexoms params market-maker          lists what --set can change`;

export function backtestCommand(): Command {
  const command = new Command("backtest");
  return withRunFlags(withRiskFlag(withMarketDataFlags(withStrategy(command))))
    .option("--out <dir>", "folder for the run (default: out/STRATEGY)")
    .option("--bounds", "also run with the queue at its harshest and kindest, beside each other")
    .option("--no-report", "do not write report.html and the tear sheet's files")
    .option("--json", "print run.json (with --bounds, bounds.json) instead of tables")
    .addHelpText("after", EXAMPLES)
    .action(run);
}

/** Adds what every command that runs one strategy has in common. */
export function withModelFlags(command: Command): Command {
  const tapes = "tapes; several of one instrument follow each other";
  return withRunFlags(
    withRiskFlag(withStrategy(command).requiredOption("--tape <file...>", tapes)),
  );
}

function withStrategy(command: Command): Command {
  const text = "comes first: name of a built-in one (market-maker) or path of a .ts file";
  return command.argument("<strategy>", text);
}

function withRiskFlag(command: Command): Command {
  const text = "limits before orders: none, default or FILE.json";
  return command.option("--risk <which>", text, "none");
}

/** Adds the flags that decide a run, but for its strategy and tapes. */
export function withRunFlags(command: Command): Command {
  return withVenueFlags(
    command
      .option("--set <param=value...>", "parameters, with their units: --set spread=5bps")
      .option(
        "--latency <text>",
        "of orders: 5ms, entry=5ms,response=8ms, file:ROUNDTRIPS.csv, or by venue: binance:5ms;okx:20ms",
        "5ms",
      ),
  )
    .option("--warmup <time>", "the strategy sees so much of the data before it may trade: 5m")
    .option("--seed <n>", "of the strategy's random numbers", "0");
}

/** Adds the flags that say how a simulated venue fills orders. */
export function withVenueFlags(command: Command): Command {
  return command
    .option(
      "--queue <model>",
      "risk, log, log2, power:N, power2:N, power3:N, front, back; fifo on L3 tapes",
      "power3:3",
    )
    .option("--exchange <model>", "no-partial or partial fills", "no-partial")
    .option("--fees <rates>", "replace the instruments' fees: maker=-0.5bps,taker=3bps")
    .option("--accounts <file>", "JSON file of accounts: balances, margin, fees (docs/accounts.md)")
    .option("--rules <which>", "of the venue: none, venue (as bundled) or FILE.json", "none")
    .option("--faults <file>", "what goes wrong: outages, gaps, lost answers and others, as JSON");
}

/** The options of a run as the library takes them. */
export function modelOptions(flags: ModelFlags): Omit<BacktestOptions<Params>, "strategy"> {
  return {
    params: keyValues(flags.set ?? [], "--set", "spread=5bps"),
    tapes: flags.tape,
    latency: flags.latency,
    queue: flags.queue,
    exchange: flags.exchange,
    ...(flags.fees === undefined ? {} : { fees: readFees(flags.fees) }),
    ...(flags.accounts === undefined ? {} : { accounts: flags.accounts }),
    rules: flags.rules,
    ...(flags.faults === undefined ? {} : { faults: flags.faults }),
    ...(flags.risk === undefined ? {} : { risk: flags.risk }),
    ...(flags.warmup === undefined ? {} : { warmup: flags.warmup }),
    seed: wholeNumber(flags.seed, "--seed", 0),
  };
}

async function run(nameOrPath: string, flags: BacktestFlags): Promise<void> {
  await withFlagNames(FLAGS, async () => {
    const found = await findStrategy(nameOrPath);
    const dir = flags.out ?? path.join("out", found.strategy.name);
    await checkRunFolder(dir, "--out");
    const data = await openMarketData(flags);
    try {
      await runOn(data.tapes, { found, flags, dir });
    } finally {
      data.close();
    }
  });
}

interface Asked {
  readonly found: FoundStrategy;
  readonly flags: BacktestFlags;
  readonly dir: string;
}

async function runOn(tapes: readonly Tape[], { found, flags, dir }: Asked): Promise<void> {
  // Ctrl-C ends the run itself at once, whatever the strategy does: nothing is written yet.
  const { result, bounds } = await runWith(found, flags, tapes);
  const sheet = flags.report
    ? tearSheet({ result, tapes, options: TEAR_SHEET_OPTIONS })
    : undefined;
  const folder = await interruptible(async () =>
    writeRunFolder({
      dir,
      result,
      bounds,
      report: flags.report ? "html" : "none",
      tearSheet: sheet,
      command: ["mexoms", ...process.argv.slice(2)].join(" "),
    }),
  );
  await print({ result, bounds }, folder, found.strategy, flags.json === true);
}

interface Ran {
  readonly result: BacktestResult;
  readonly bounds?: BacktestBounds | undefined;
}

async function runWith(
  found: FoundStrategy,
  flags: BacktestFlags,
  tapes: readonly Tape[],
): Promise<Ran> {
  const { strategy, codeDigest } = found;
  const progress = progressBar(strategy.name, flags.json === true);
  const onProgress = (share: number): void => progress.update(share);
  const models = modelOptions({ ...flags, tape: [] });
  const options = { ...models, tapes, strategy, codeDigest, onProgress };
  try {
    if (!flags.bounds) return { result: await backtest(options) };
    const bounds = await backtestBounds(options);
    return { result: bounds.expected, bounds };
  } finally {
    progress.stop();
  }
}

async function print(
  { result, bounds }: Ran,
  folder: RunFolder,
  { params }: Strategy,
  json: boolean,
): Promise<void> {
  if (json) {
    const file = bounds ? "bounds.json" : "run.json";
    process.stdout.write(await readFile(path.join(folder.dir, file), "utf8"));
    return;
  }
  const shown = folder.reportFile ?? folder.dir;
  const text = bounds ? boundsText(bounds) : resultText(result);
  console.log(`${inputsText(result.inputs, params)}\n\n${text}`);
  console.log(`${folder.reportFile === undefined ? "run   " : "report"} ${shown}`);
}

/** Reads --fees. Throws ConfigError. */
export function readFees(text: string): { maker: string; taker: string } {
  const example = "maker=-0.5bps,taker=3bps";
  const { maker, taker, ...rest } = keyValues(text.split(","), "--fees", example);
  if (maker === undefined || taker === undefined || Object.keys(rest).length > 0) {
    throw new ConfigError("--fees", `"${text}" is not like ${example}`);
  }
  return { maker, taker };
}
