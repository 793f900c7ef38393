import { Command } from "commander";
import { compareRuns, type RunComparison } from "@mexoms/sim";
import { comparisonJson, comparisonText } from "../print/comparison.ts";
import { withFlagNames } from "./flag-names.ts";
import { wholeNumber } from "./whole-number.ts";

interface CompareFlags {
  readonly all?: true;
  readonly fills: string;
  readonly json?: true;
}

const EXAMPLES = `
Examples:
  mexoms compare out/before out/after
  mexoms compare out/before out/after --all --fills 40
  mexoms compare out/paper out/paper-again

RUN is a run folder, or the folder of a session. Exits with 0 when both did the same, 1 when they did
not, 2 when they cannot be compared. How to read it: docs/compare.md.`;

export function compareCommand(): Command {
  return new Command("compare")
    .argument("<runA>", "folder of a run or a session")
    .argument("<runB>", "the one to compare it with")
    .option("--all", "also inputs and figures that are equal")
    .option("--fills <n>", "fills to show around the first one that differs", "10")
    .option("--json", "print the comparison as JSON")
    .addHelpText("after", EXAMPLES)
    .action(run);
}

async function run(a: string, b: string, flags: CompareFlags): Promise<void> {
  const fillLimit = wholeNumber(flags.fills, "--fills", 0);
  const compared = (): Promise<RunComparison> => Promise.resolve(compareRuns({ a, b, fillLimit }));
  const comparison = await withFlagNames({ a: "RUN_A", b: "RUN_B" }, compared);
  const all = flags.all === true;
  console.log(flags.json === true ? comparisonJson(comparison) : comparisonText(comparison, all));
  if (!comparison.equal) process.exitCode = 1;
}
