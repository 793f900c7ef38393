import { Command } from "commander";
import { compareRuns, type RunComparison } from "@mexoms/sim";
import { comparisonJson, comparisonText } from "../print/comparison.ts";
import { comparedFolder, type TrialFlags } from "./compared-folder.ts";
import { withFlagNames } from "./flag-names.ts";
import { wholeNumber } from "./whole-number.ts";

interface CompareFlags extends TrialFlags {
  readonly all?: true;
  readonly fills: string;
  readonly json?: true;
}

const EXAMPLES = `
Examples:
  mexoms compare out/before out/after
  mexoms compare out/before out/after --all --fills 40
  mexoms compare out/paper out/paper-again
  mexoms compare out/sweep#9 out/sweep#10 --tape data/tapes/synthetic-swap-BTCUSDT.tape

RUN is a run folder, the folder of a session, or a trial of a sweep: SWEEP#NUMBER. Exits with 0 when both did the same, 1 when they did
not, 2 when they cannot be compared. How to read it: docs/compare.md.`;

export function compareCommand(): Command {
  return new Command("compare")
    .argument("<runA>", "folder of a run or a session")
    .argument("<runB>", "the one to compare it with")
    .option("--all", "also inputs and figures that are equal")
    .option("--fills <n>", "fills to show around the first one that differs", "10")
    .option("--tape <file...>", "for trials: the sweep's tapes, to run them again")
    .option("--strategy <which>", "for trials: its name or file (default: built in by that name)")
    .option("--json", "print the comparison as JSON")
    .addHelpText("after", EXAMPLES)
    .action(run);
}

async function run(a: string, b: string, flags: CompareFlags): Promise<void> {
  const fillLimit = wholeNumber(flags.fills, "--fills", 0);
  const comparison = await compared(a, b, flags, fillLimit);
  const all = flags.all === true;
  console.log(flags.json === true ? comparisonJson(comparison) : comparisonText(comparison, all));
  if (!comparison.equal) process.exitCode = 1;
}

async function compared(
  a: string,
  b: string,
  flags: CompareFlags,
  fillLimit: number,
): Promise<RunComparison> {
  const one = await comparedFolder(a, "RUN_A", flags);
  try {
    const other = await comparedFolder(b, "RUN_B", flags);
    try {
      const dirs = { a: one.dir, b: other.dir };
      const compare = (): Promise<RunComparison> =>
        Promise.resolve(compareRuns({ ...dirs, fillLimit }));
      const comparison = await withFlagNames({ a: "RUN_A", b: "RUN_B" }, compare);
      return { ...comparison, a: one.name, b: other.name };
    } finally {
      other.remove();
    }
  } finally {
    one.remove();
  }
}
