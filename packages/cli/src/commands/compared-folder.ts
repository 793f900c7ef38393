import { existsSync } from "node:fs";
import { ConfigError } from "@mexoms/core";
import { openTape, readSweep, runTrial, writeRunFolder } from "@mexoms/sim";
import { TemporaryFolder } from "@mexoms/sim/files";
import { findStrategy } from "../strategies.ts";
import { withFlagNames } from "./flag-names.ts";

/** What a person gave to compare, and the folder to read it from. */
export interface ComparedFolder {
  readonly name: string;
  readonly dir: string;
  /** Removes what was only made to be compared. */
  remove(): void;
}

export interface TrialFlags {
  readonly tape?: readonly string[];
  readonly strategy?: string;
}

/**
 * The folder of a run, of a session, or of SWEEP#NUMBER: that trial is run again into a folder that
 * lasts as long as the comparison. Throws ConfigError with `field` before what is wrong.
 */
export async function comparedFolder(
  given: string,
  field: string,
  flags: TrialFlags,
): Promise<ComparedFolder> {
  const trial = /^(.+)#(\d+)$/.exec(given);
  if (trial === null || existsSync(given)) return { name: given, dir: given, remove: () => {} };
  const [, sweep, number] = trial;
  const folder = new TemporaryFolder("mexoms-trial");
  const remove = (): void => folder.remove();
  try {
    const names = { number: field, strategy: "--strategy", tapes: "--tape" };
    await withFlagNames(names, async () => writeTrial(sweep!, Number(number), flags, folder.path));
  } catch (error) {
    remove();
    throw error;
  }
  return { name: given, dir: folder.path, remove };
}

async function writeTrial(
  sweep: string,
  number: number,
  flags: TrialFlags,
  dir: string,
): Promise<void> {
  const record = readSweep(sweep);
  if (flags.tape === undefined) {
    const why = `are needed to run trial ${number} of ${sweep} again`;
    throw new ConfigError("tapes", `the sweep's tapes ${why}: --tape day1.tape`);
  }
  const { name } = record.plan.study.strategy;
  const { strategy, codeDigest } = await findStrategy(flags.strategy ?? name);
  const tapes = flags.tape.map((file) => openTape(file, { verify: true }));
  const result = await runTrial({ record, number, strategy, codeDigest, tapes });
  await writeRunFolder({ dir, result, report: "none" });
}
