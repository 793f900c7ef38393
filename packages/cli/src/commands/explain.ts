import { Command } from "commander";
import { formatTimestamp } from "@mexoms/core";
import { explain, type ExplainedInstant } from "@mexoms/sim";
import { progressBar } from "../print/progress.ts";
import { findStrategy } from "../strategies.ts";
import { FLAGS, type ModelFlags, modelOptions, withModelFlags } from "./backtest.ts";
import { withFlagNames } from "./flag-names.ts";

interface ExplainFlags extends ModelFlags {
  readonly at: readonly string[];
  readonly json?: true;
}

const EXAMPLES = `
Examples:
  mexoms explain market-maker --tape data/tapes/synthetic-swap-BTCUSDT.tape --at 30s 90s
  mexoms explain ./mine.ts --tape day1.tape --at 2024-08-08T00:01:00Z --json

Times are of the clock, or after the start of the data. The run is the one that "mexoms backtest"
makes with the same flags; it ends with the last answer.`;

export function explainCommand(): Command {
  const command = new Command("explain");
  return withModelFlags(command)
    .requiredOption("--at <time...>", "when to ask: 2024-08-08T00:01:00Z, or 90s after the start")
    .option("--json", "print the answers as JSON, one a line")
    .addHelpText("after", EXAMPLES)
    .action(run);
}

async function run(nameOrPath: string, flags: ExplainFlags): Promise<void> {
  await withFlagNames({ ...FLAGS, at: "--at" }, async () => {
    const { strategy, codeDigest } = await findStrategy(nameOrPath);
    const progress = progressBar(strategy.name, flags.json === true);
    try {
      const onProgress = (share: number): void => progress.update(share);
      const { at } = flags;
      const options = { ...modelOptions(flags), strategy, codeDigest, at, onProgress };
      const { instants } = await explain(options);
      progress.stop();
      console.log(instants.map(flags.json ? jsonLine : textBlock).join(flags.json ? "\n" : "\n\n"));
    } finally {
      progress.stop();
    }
  });
}

function textBlock({ ns, explanation }: ExplainedInstant): string {
  return `${formatTimestamp(ns)}\n${explanation.text}`;
}

function jsonLine({ ns, explanation }: ExplainedInstant): string {
  const time = { iso: formatTimestamp(ns), ns: ns.toString() };
  return JSON.stringify({ time, ...explanation });
}
