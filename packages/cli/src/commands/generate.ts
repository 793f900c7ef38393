import path from "node:path";
import { Command } from "commander";
import { writeSampleTapes } from "@mexoms/sim";
import { withFlagNames } from "./flag-names.ts";
import { wholeNumber } from "./whole-number.ts";

interface GenerateFlags {
  readonly seed: string;
  readonly minutes: string;
  readonly out: string;
  readonly l3?: true;
}

const EXAMPLE = `
Example:
  mexoms generate --seed 1 --minutes 60 --out tapes`;

export function generateCommand(): Command {
  return new Command("generate")
    .option("--seed <n>", "equal seeds give equal tapes", "1")
    .option("--minutes <n>", "length in minutes", "5")
    .option("--l3", "instead: one market order by order (L3), for --queue fifo")
    .requiredOption("--out <dir>", "folder for the tapes")
    .addHelpText("after", EXAMPLE)
    .action(async (flags: GenerateFlags) => {
      await withFlagNames({ minutes: "--minutes", seed: "--seed" }, async () => run(flags));
    });
}

async function run(flags: GenerateFlags): Promise<void> {
  const files = writeSampleTapes({
    seed: wholeNumber(flags.seed, "--seed", 0),
    minutes: wholeNumber(flags.minutes, "--minutes", 1),
    dir: path.resolve(flags.out),
    byOrder: flags.l3 === true,
  });
  for (const file of files) console.log(file);
}
