import { Command } from "commander";
import { ConfigError } from "@mexoms/core";
import { calibrateFiles, calibrationJson, writeCalibration } from "@mexoms/sim";
import { calibrationText } from "../print/calibration.ts";
import { withFlagNames } from "./flag-names.ts";
import { wholeNumber } from "./whole-number.ts";

interface CalibrateFlags {
  readonly tape: readonly string[];
  readonly orders: string;
  readonly fills: string;
  readonly amends?: string;
  readonly fitShare: string;
  readonly resamples: string;
  readonly seed: string;
  readonly out?: string;
  readonly json?: true;
}

const FLAGS = {
  tape: "--tape",
  fitShare: "--fit-share",
  resamples: "--resamples",
  seed: "--seed",
};

const EXAMPLES = `
Examples:
  mexoms calibrate --tape day.tape --orders my-orders.csv --fills my-fills.csv
  mexoms calibrate --tape day.tape --orders out/run/orders.csv \\
    --fills out/run/fills.csv --json --out queue.json

docs/calibrate.md has the columns of the files and what the figures mean.`;

export function calibrateCommand(): Command {
  return new Command("calibrate")
    .requiredOption("--tape <file...>", "tapes of one instrument; they follow each other")
    .requiredOption("--orders <file>", "own orders: orders.csv of a run, or your own CSV")
    .requiredOption("--fills <file>", "their fills: fills.csv of a run, or your own CSV")
    .option("--amends <file>", "amends of orders that orders.csv has as placed")
    .option("--fit-share <part>", "part of the orders, the first, that noise is fitted on", "0.5")
    .option("--resamples <n>", "of the bootstrap", "1000")
    .option("--seed <n>", "of the bootstrap", "0")
    .option("--out <file>", "write the result as JSON")
    .option("--json", "print the result as JSON instead of tables")
    .addHelpText("after", EXAMPLES)
    .action(run);
}

async function run(flags: CalibrateFlags): Promise<void> {
  await withFlagNames(FLAGS, async () => {
    const calibration = await calibrateFiles({
      tapes: flags.tape,
      orders: flags.orders,
      fills: flags.fills,
      amends: flags.amends,
      fitShare: share(flags.fitShare),
      resamples: wholeNumber(flags.resamples, "--resamples", 100),
      seed: wholeNumber(flags.seed, "--seed", 0),
    });
    if (flags.out !== undefined) writeCalibration(flags.out, calibration);
    if (flags.json) process.stdout.write(calibrationJson(calibration));
    else console.log(calibrationText(calibration));
  });
}

function share(text: string): number {
  const value = Number(text);
  if (/^0?\.\d+$/.test(text) && value > 0) return value;
  throw new ConfigError("--fit-share", `"${text}" is not above 0 and below 1, for example 0.5`);
}
