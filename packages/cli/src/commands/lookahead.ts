import { Command } from "commander";
import { lookahead } from "@mexoms/sim";
import { lookaheadJson, lookaheadText } from "../print/lookahead.ts";
import { progressBar } from "../print/progress.ts";
import { inputsText } from "../print/result.ts";
import { findStrategy } from "../strategies.ts";
import { FLAGS, type ModelFlags, modelOptions, withModelFlags } from "./backtest.ts";
import { withFlagNames } from "./flag-names.ts";
import { wholeNumber } from "./whole-number.ts";

interface LookaheadFlags extends ModelFlags {
  readonly cuts: string;
  readonly json?: true;
}

const EXAMPLES = `
Examples:
  mexoms lookahead market-maker --tape data/tapes/synthetic-swap-BTCUSDT.tape
  mexoms lookahead ./mine.ts --tape day1.tape day2.tape --cuts 50 --seed 7

Ends with 1 when a decision before a cut was not the same, or when nothing was decided at all.
--seed also draws the cuts.`;

export function lookaheadCommand(): Command {
  const command = new Command("lookahead");
  return withModelFlags(command)
    .option("--cuts <n>", "how many random times to cut the tapes at", "20")
    .option("--json", "print the result as JSON")
    .addHelpText("after", EXAMPLES)
    .action(run);
}

async function run(nameOrPath: string, flags: LookaheadFlags): Promise<void> {
  await withFlagNames({ ...FLAGS, cuts: "--cuts" }, async () => {
    const { strategy, codeDigest } = await findStrategy(nameOrPath);
    const options = modelOptions(flags);
    const cuts = wholeNumber(flags.cuts, "--cuts", 1);
    const progress = progressBar(strategy.name, flags.json === true);
    try {
      const onProgress = (share: number): void => progress.update(share);
      const result = await lookahead({ ...options, strategy, codeDigest, cuts, onProgress });
      progress.stop();
      if (flags.json) process.stdout.write(lookaheadJson(result));
      else console.log(`${inputsText(result.inputs, strategy.params)}\n\n${lookaheadText(result)}`);
      if (!result.passed) process.exitCode = 1;
    } finally {
      progress.stop();
    }
  });
}
