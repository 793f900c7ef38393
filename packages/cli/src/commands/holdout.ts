import { hostname, userInfo } from "node:os";
import { Command } from "commander";
import { ConfigError } from "@mexoms/core";
import {
  damagedText,
  findProject,
  openHoldout,
  planHoldout,
  readResearchLog,
  readSweep,
  type SweepRecord,
} from "@mexoms/sim";
import { holdoutPlanText, holdoutText } from "../print/holdout.ts";
import { findStrategy } from "../strategies.ts";
import { withFlagNames } from "./flag-names.ts";
import { type MarketDataFlags, openMarketData, withMarketDataFlags } from "./market-data.ts";

interface HoldoutFlags extends MarketDataFlags {
  readonly strategy?: string;
  readonly project?: string;
  readonly open?: true;
}

const FLAGS = { sweep: "SWEEP", project: "--project", tape: "--tape", strategy: "--strategy" };

const EXAMPLES = `
Examples:
  mexoms holdout out/sweep-market-maker
  mexoms holdout out/sweep-market-maker --tape data/tapes/synthetic-swap-BTCUSDT.tape --open
  mexoms holdout out/sweep-mine --strategy ./mine.ts --tape day1.tape --open

Without --open it tells what it would do. It can be opened once: who has seen it chooses by it.`;

export function holdoutCommand(): Command {
  const command = new Command("holdout").argument("<sweep>", "folder of a finished sweep");
  return withMarketDataFlags(command)
    .option("--strategy <which>", "its name or file (default: the built-in one of that name)")
    .option(
      "--project <dir>",
      "folder of mexoms-research.jsonl (default: that of package.json or .git)",
    )
    .option("--open", "run the best trial on it, and write what came out into the project's log")
    .option("--json", "print the answer as JSON")
    .addHelpText("after", EXAMPLES)
    .action(run);
}

async function run(sweep: string, flags: HoldoutFlags): Promise<void> {
  await withFlagNames(FLAGS, async () => {
    const record = readSweep(sweep);
    const project = flags.project ?? findProject(process.cwd());
    const log = readResearchLog(project);
    const damaged = damagedText(log);
    if (damaged !== undefined) console.error(`note: ${damaged}`);
    const plan = planHoldout(record, log, sweep);
    if (flags.open) return await open(record, sweep, project, flags);
    if (!flags.json) return console.log(holdoutPlanText(plan, log.file));
    const { best, firstBar, bars, embargoBars, overlapping, seenPoints } = plan;
    const { number, point } = best;
    const past = { overlapping, seenPoints };
    console.log(JSON.stringify({ number, point, firstBar, bars, embargoBars, ...past }));
  });
}

async function open(
  record: SweepRecord,
  dir: string,
  project: string,
  flags: HoldoutFlags,
): Promise<void> {
  const { name } = record.plan.study.strategy;
  if (flags.tape === undefined && flags.from === undefined) {
    throw new ConfigError("--tape", "give the tapes of the sweep, which are needed to run on them");
  }
  const { strategy, codeDigest } = await findStrategy(flags.strategy ?? name);
  const data = await openMarketData(flags);
  try {
    const result = await openHoldout({
      record,
      strategy,
      codeDigest,
      tapes: data.tapes,
      project,
      dir,
      who: `${userInfo().username}@${hostname()}`,
      time: new Date().toISOString(),
    });
    console.log(flags.json ? JSON.stringify(result) : holdoutText(result, dir));
  } finally {
    data.close();
  }
}
