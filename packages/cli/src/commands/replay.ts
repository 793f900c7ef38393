import { Command } from "commander";
import { ConfigError } from "@mexoms/core";
import { backtestOfJournal, replayJournal, type StrategyLookup } from "@mexoms/live";
import { recordedRunText, parityText, replayJson } from "../print/replay.ts";
import { findStrategy } from "../strategies.ts";
import { withFlagNames } from "./flag-names.ts";
import { JOURNAL_FOLDER, journalIn } from "./journal-folder.ts";

interface ReplayFlags {
  readonly strategy?: string;
  readonly backtest?: true;
  readonly tape?: readonly string[];
  readonly json?: true;
}

const EXAMPLES = `
Examples:
  mexoms replay out/paper
  mexoms replay out/paper --strategy ./changed.ts
  mexoms replay out/paper --backtest --tape data/tapes/synthetic-swap-BTCUSDT.tape

DIR is the folder of a session, or its journal. Exits with 1 when there is a difference. What it
proves, and how to read a difference: docs/replay.md.`;

export function replayCommand(): Command {
  return new Command("replay")
    .argument("<dir>", JOURNAL_FOLDER)
    .option("--strategy <name>", "another strategy or file than the one that ran")
    .option("--backtest", "compare the fills of a paper session with those of a backtest instead")
    .option("--tape <file...>", "with --backtest: the tapes that the paper venue played")
    .option("--json", "print the result as JSON")
    .addHelpText("after", EXAMPLES)
    .action(run);
}

async function run(dir: string, flags: ReplayFlags): Promise<void> {
  await withFlagNames({ tape: "--tape", strategy: "--strategy" }, async () => {
    const journal = journalIn(dir);
    const find: StrategyLookup = (start) => findStrategy(flags.strategy ?? start.strategy.source);
    if (flags.backtest !== true) {
      if (flags.tape !== undefined) throw new ConfigError("tape", "is only for --backtest");
      const result = await replayJournal(journal, { find });
      console.log(flags.json === true ? replayJson(result) : parityText(result));
      const nothing = result.sessions.length === 0;
      if (result.difference !== undefined || nothing) process.exitCode = 1;
      return;
    }
    const tapes = flags.tape ?? [];
    if (tapes.length === 0) {
      throw new ConfigError("tape", "give the tapes that the paper venue played");
    }
    const { result, ...compared } = await backtestOfJournal(journal, { find, tapes });
    const text = { ...compared, digest: result.digest };
    console.log(flags.json === true ? replayJson(text) : recordedRunText(text));
    const { difference, strange } = compared;
    if (difference !== undefined || strange !== undefined) process.exitCode = 1;
  });
}
