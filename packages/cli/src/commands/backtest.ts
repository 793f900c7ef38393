import { readFile } from "node:fs/promises";
import path from "node:path";
import { Command } from "commander";
import { ConfigError } from "@mexoms/core";
import {
  backtest,
  type BacktestResult,
  checkRunFolder,
  type RunFolder,
  writeRunFolder,
} from "@mexoms/sim";
import { interruptible } from "../interrupt.ts";
import { progressBar } from "../print/progress.ts";
import { inputsText, resultText } from "../print/result.ts";
import { findStrategy, type FoundStrategy } from "../strategies.ts";
import { withFlagNames } from "./flag-names.ts";
import { keyValues } from "./key-values.ts";
import { wholeNumber } from "./whole-number.ts";

interface BacktestFlags {
  readonly tape: readonly string[];
  readonly set?: readonly string[];
  readonly latency: string;
  readonly queue: string;
  readonly exchange: string;
  readonly fees?: string;
  readonly accounts?: string;
  readonly rules: string;
  readonly seed: string;
  readonly out?: string;
  readonly report: boolean;
  readonly json?: true;
}

const FLAGS = {
  tape: "--tape",
  latency: "--latency",
  "latency entry": "--latency entry",
  "latency response": "--latency response",
  queue: "--queue",
  exchange: "--exchange",
  rules: "--rules",
  dir: "--out",
  accounts: "--accounts",
};

const EXAMPLES = `
Examples:
  mexoms backtest market-maker --tape data/tapes/synthetic-swap-BTCUSDT.tape
  mexoms backtest ./mine.ts --tape day1.tape day2.tape --set spread=5bps size=0.1BTC
  mexoms params market-maker          lists what --set can change`;

export function backtestCommand(): Command {
  return new Command("backtest")
    .description("run a strategy on recorded data")
    .argument(
      "<strategy>",
      "comes first: name of a built-in one (market-maker) or path of a .ts file",
    )
    .requiredOption("--tape <file...>", "tapes; several of one instrument follow each other")
    .option("--set <param=value...>", "parameters, with their units: --set spread=5bps")
    .option(
      "--latency <text>",
      "of orders: 5ms, entry=5ms,response=8ms or file:ROUNDTRIPS.csv",
      "5ms",
    )
    .option("--queue <model>", "risk, log, log2, power:N, power2:N or power3:N", "power3:3")
    .option("--exchange <model>", "no-partial or partial fills", "no-partial")
    .option("--fees <rates>", "replace the instruments' fees: maker=-0.5bps,taker=3bps")
    .option("--accounts <file>", "JSON file of accounts: balances, margin, fees (docs/accounts.md)")
    .option("--rules <which>", "of the venue: none, venue (as bundled) or FILE.json", "none")
    .option("--seed <n>", "of the strategy's random numbers", "0")
    .option("--out <dir>", "folder for the run (default: out/STRATEGY)")
    .option("--no-report", "do not write report.html")
    .option("--json", "print run.json instead of tables")
    .addHelpText("after", EXAMPLES)
    .action(run);
}

async function run(nameOrPath: string, flags: BacktestFlags): Promise<void> {
  await withFlagNames(FLAGS, async () => {
    const found = await findStrategy(nameOrPath);
    const dir = flags.out ?? path.join("out", found.strategy.name);
    await checkRunFolder(dir, "--out");
    // Ctrl-C ends the run itself at once, whatever the strategy does: nothing is written yet.
    const result = await runWith(found, flags);
    const folder = await interruptible(async () =>
      writeRunFolder({
        dir,
        result,
        report: flags.report ? "html" : "none",
        command: ["mexoms", ...process.argv.slice(2)].join(" "),
      }),
    );
    await print(result, folder, flags.json === true);
  });
}

async function runWith(found: FoundStrategy, flags: BacktestFlags): Promise<BacktestResult> {
  const { strategy, codeDigest } = found;
  const params = keyValues(flags.set ?? [], "--set", "spread=5bps");
  const fees = flags.fees === undefined ? {} : { fees: readFees(flags.fees) };
  const accounts = flags.accounts === undefined ? {} : { accounts: flags.accounts };
  const seed = wholeNumber(flags.seed, "--seed", 0);
  const progress = progressBar(strategy.name, flags.json === true);
  try {
    return await backtest({
      strategy,
      codeDigest,
      params,
      tapes: flags.tape,
      latency: flags.latency,
      queue: flags.queue,
      exchange: flags.exchange,
      ...fees,
      ...accounts,
      rules: flags.rules,
      seed,
      onProgress: (share) => progress.update(share),
    });
  } finally {
    progress.stop();
  }
}

async function print(result: BacktestResult, folder: RunFolder, json: boolean): Promise<void> {
  if (json) {
    process.stdout.write(await readFile(path.join(folder.dir, "run.json"), "utf8"));
    return;
  }
  const shown = folder.reportFile ?? folder.dir;
  console.log(`${inputsText(result.inputs)}\n\n${resultText(result)}`);
  console.log(`${folder.reportFile === undefined ? "run   " : "report"} ${shown}`);
}

function readFees(text: string): { maker: string; taker: string } {
  const example = "maker=-0.5bps,taker=3bps";
  const { maker, taker, ...rest } = keyValues(text.split(","), "--fees", example);
  if (maker === undefined || taker === undefined || Object.keys(rest).length > 0) {
    throw new ConfigError("--fees", `"${text}" is not like ${example}`);
  }
  return { maker, taker };
}
