import path from "node:path";
import { Command } from "commander";
import { ConfigError } from "@mexoms/core";
import { writeSampleTapes } from "@mexoms/sim";

export function generateCommand(): Command {
  return new Command("generate")
    .description("make tapes of SYNTHETIC market data: three correlated markets, seeded")
    .option("--seed <n>", "equal seeds give equal tapes", "1")
    .option("--minutes <n>", "length", "5")
    .requiredOption("--out <dir>", "folder for the tapes")
    .action(run);
}

function run(flags: {
  readonly seed: string;
  readonly minutes: string;
  readonly out: string;
}): void {
  const files = writeSampleTapes({
    seed: whole(flags.seed, "--seed", 0),
    minutes: whole(flags.minutes, "--minutes", 1),
    dir: path.resolve(flags.out),
  });
  for (const file of files) console.log(file);
}

function whole(text: string, flag: string, least: number): number {
  const value = Number(text);
  if (/^\d{1,9}$/.test(text) && value >= least) return value;
  throw new ConfigError(flag, `"${text}" is not a whole number of at least ${least}`);
}
