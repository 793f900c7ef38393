import path from "node:path";
import { Command } from "commander";
import { ConfigError } from "@mexoms/core";
import { findProject, readSweep, writeSweepReport } from "@mexoms/sim";
import { sweepReportText } from "../print/sweep-report.ts";
import { findStrategy, type FoundStrategy, isBuiltIn } from "../strategies.ts";
import { FOLD_SCORE, MIN_FILLS } from "./doubt-defaults.ts";
import { withFlagNames } from "./flag-names.ts";
import { wholeNumber } from "./whole-number.ts";

interface ReportFlags {
  readonly out?: string;
  readonly best: string;
  readonly tape?: readonly string[];
  readonly strategy?: string;
  readonly project?: string;
  readonly minFills: string;
  readonly score: string;
}

const FLAGS = { sweep: "SWEEP", tape: "--tape", dir: "--out", strategy: "--strategy" };

const EXAMPLES = `
Examples:
  mexoms report out/sweep-market-maker --tape data/tapes/synthetic-swap-BTCUSDT.tape
  mexoms report out/sweep-mine --strategy ./mine.ts --tape day1.tape day2.tape --best 5

The page needs no network. With the sweep's tapes the best trials are run again, each into
SWEEP/best/NUMBER with its tear sheet, and the page links to them. How to read it:
docs/sweep-report.md`;

export function reportCommand(): Command {
  return new Command("report")
    .argument("<sweep>", "folder of a sweep, finished or not")
    .option("--out <file>", "the page (default: report.html in the sweep's folder)")
    .option("--best <n>", "so many of the best trials get a tear sheet", "3")
    .option("--tape <file...>", "the sweep's tapes, for the tear sheets")
    .option("--strategy <which>", "its name or file (default: the built-in one of that name)")
    .option(
      "--project <dir>",
      "folder of mexoms-research.jsonl (default: that of package.json or .git)",
    )
    .option("--min-fills <n>", "a best trial with fewer fills is warned of", MIN_FILLS)
    .option("--score <which>", "what folds compare trials by: pnl or sharpe", FOLD_SCORE)
    .addHelpText("after", EXAMPLES)
    .action(run);
}

async function run(sweep: string, flags: ReportFlags): Promise<void> {
  await withFlagNames(FLAGS, async () => {
    const { name } = readSweep(sweep).plan.study.strategy;
    const written = await writeSweepReport({
      dir: sweep,
      ...(flags.out !== undefined && { file: flags.out }),
      best: wholeNumber(flags.best, "--best", 0),
      tapes: flags.tape ?? [],
      strategy: await strategyOf(name, flags.strategy),
      project: flags.project ?? findProject(process.cwd()),
      facts: {
        minFills: wholeNumber(flags.minFills, "--min-fills", 0),
        foldScore: scoreOf(flags.score),
      },
      command: ["mexoms", ...process.argv.slice(2)].join(" "),
    });
    console.log(sweepReportText(written, path.relative(process.cwd(), written.file)));
  });
}

/** A strategy of a file has to be named; without it the page says what is missing. */
async function strategyOf(
  name: string,
  given: string | undefined,
): Promise<FoundStrategy | undefined> {
  if (given !== undefined) return await findStrategy(given);
  return isBuiltIn(name) ? await findStrategy(name) : undefined;
}

function scoreOf(text: string): "pnl" | "sharpe" {
  if (text === "pnl" || text === "sharpe") return text;
  throw new ConfigError("--score", `"${text}" is not pnl or sharpe`);
}
