import { readFile } from "node:fs/promises";
import path from "node:path";
import { Command } from "commander";
import { ConfigError } from "@mexoms/core";
import { backtest, type BacktestResult, type RunFolder, writeRunFolder } from "@mexoms/sim";
import { progressBar } from "../print/progress.ts";
import { inputsText, resultText } from "../print/result.ts";
import { findStrategy } from "../strategies.ts";
import { keyValues } from "./key-values.ts";

interface BacktestFlags {
  readonly tape: readonly string[];
  readonly set: readonly string[];
  readonly latency: string;
  readonly queue: string;
  readonly exchange: string;
  readonly fees?: string;
  readonly seed: string;
  readonly out?: string;
  readonly report: boolean;
  readonly json: boolean;
}

export function backtestCommand(): Command {
  return new Command("backtest")
    .description("run a strategy on recorded data")
    .argument("<strategy>", "name of a built-in strategy (market-maker) or path of a .ts file")
    .requiredOption("--tape <file...>", "tapes; several of one instrument follow each other")
    .option("--set <param=value...>", "parameters, with their units: --set spread=5bps", [])
    .option(
      "--latency <text>",
      "of orders: 5ms, entry=5ms,response=8ms or file:ROUNDTRIPS.csv",
      "5ms",
    )
    .option("--queue <model>", "risk, log, log2, power:N, power2:N or power3:N", "power3:3")
    .option("--exchange <model>", "no-partial or partial fills", "no-partial")
    .option("--fees <rates>", "replace the instruments' fees: maker=-0.5bps,taker=3bps")
    .option("--seed <n>", "of the strategy's random numbers", "0")
    .option("--out <dir>", "folder for the run (default: out/STRATEGY)")
    .option("--no-report", "do not write report.html")
    .option("--json", "print run.json instead of tables", false)
    .addHelpText("after", "\nmexoms params STRATEGY lists the parameters of a strategy.")
    .action(run);
}

async function run(nameOrPath: string, flags: BacktestFlags): Promise<void> {
  const params = keyValues(flags.set, "--set", "spread=5bps");
  const { strategy, codeDigest } = await findStrategy(nameOrPath);
  const progress = progressBar(strategy.name, flags.json);
  let result: BacktestResult;
  try {
    result = await backtest({
      strategy,
      codeDigest,
      params,
      tapes: flags.tape,
      latency: flags.latency,
      queue: flags.queue,
      exchange: flags.exchange,
      ...(flags.fees === undefined ? {} : { fees: readFees(flags.fees) }),
      seed: readSeed(flags.seed),
      onProgress: (share) => progress.update(share),
    });
  } finally {
    progress.stop();
  }
  const folder = await writeRunFolder({
    dir: flags.out ?? path.join("out", strategy.name),
    result,
    report: flags.report ? "html" : "none",
    command: ["mexoms", ...process.argv.slice(2)].join(" "),
  });
  await print(result, folder, flags.json);
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

function readSeed(text: string): number {
  if (!/^\d{1,15}$/.test(text)) {
    throw new ConfigError("--seed", `"${text}" is not a whole number such as 7`);
  }
  return Number(text);
}

function readFees(text: string): { maker: string; taker: string } {
  const example = "maker=-0.5bps,taker=3bps";
  const { maker, taker, ...rest } = keyValues(text.split(","), "--fees", example);
  if (maker === undefined || taker === undefined || Object.keys(rest).length > 0) {
    throw new ConfigError("--fees", `"${text}" is not like ${example}`);
  }
  return { maker, taker };
}
