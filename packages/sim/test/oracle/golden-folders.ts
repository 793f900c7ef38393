import { spawnSync } from "node:child_process";
import { existsSync, readdirSync } from "node:fs";
import path from "node:path";
import { RECORDINGS, RECORDINGS_ABSENT } from "../recordings.ts";

const ROOT = path.resolve(import.meta.dirname, "../../../../..");
const MAIN = path.join(ROOT, "packages/sim/dist/oracle/main.js");

/** Where golden runs lie; they do not come with the project. */
const ORACLE: string = path.resolve(
  process.env["MEXOMS_ORACLE"] ?? path.join(ROOT, "../shared/oracle"),
);

/** Folders of golden runs, each with a manifest. */
export const GOLDEN_FOLDERS: readonly string[] = existsSync(ORACLE)
  ? readdirSync(ORACLE)
      .map((name) => path.join(ORACLE, name))
      .filter((folder) => existsSync(path.join(folder, "manifest.json")))
  : [];

/** Why the tests on golden runs cannot run, or undefined when they can. */
export const GOLDEN_ABSENT: string | undefined =
  GOLDEN_FOLDERS.length > 0
    ? RECORDINGS_ABSENT
    : `not run: no golden runs in ${ORACLE}; set MEXOMS_ORACLE to their folder`;

export interface OracleOutcome {
  readonly code: number | null;
  readonly lines: readonly string[];
  readonly stderr: string;
}

/** Runs the oracle command on a folder. */
export function oracle(folder: string, args: readonly string[] = []): OracleOutcome {
  return oracleWith([folder, "--raw", RECORDINGS, ...args]);
}

export function oracleWith(args: readonly string[]): OracleOutcome {
  const { status, stdout, stderr } = spawnSync(process.execPath, [MAIN, ...args], {
    encoding: "utf8",
  });
  return { code: status, lines: stdout.trimEnd().split("\n"), stderr };
}
