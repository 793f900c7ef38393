import { spawnSync } from "node:child_process";
import type { ProbeJob } from "./probe-job.ts";
import { type Around, REPEATABLE, runProbe } from "./probe-process.ts";

/** Counting makes a program 60 times slower: long tapes are cut, short ones are replayed often. */
const ROWS_MOST = 25_000;
const LEAST_WARM_ROWS = 100_000;
const LEAST_COUNTED_ROWS = 75_000;

// Code that a just-in-time compiler writes must be seen again when it changes.
const VALGRIND: Around = {
  program: "valgrind",
  args: ["--tool=callgrind", "--smc-check=all-non-file", "--callgrind-out-file=/dev/null"],
};

/** Version of valgrind, undefined where there is none. */
export function valgrindVersion(): string | undefined {
  const { status, stdout } = spawnSync("valgrind", ["--version"], { encoding: "utf8" });
  return status === 0 ? stdout.trim() : undefined;
}

/** How often a tape of so many rows is replayed: before counting, and while counting. */
export function countedReplays(rows: number): { warm: number; counted: number; rowsMost: number } {
  const each = Math.min(rows, ROWS_MOST);
  return {
    warm: Math.max(4, Math.ceil(LEAST_WARM_ROWS / each)),
    counted: Math.max(3, Math.ceil(LEAST_COUNTED_ROWS / each)),
    rowsMost: ROWS_MOST,
  };
}

/**
 * Instructions of a warm run for each row of market data, with the just-in-time compiler on: what
 * a longer run takes more than a shorter one. Repeatable to about 1e-4 for one Node version.
 */
export async function instructionsPerRow(
  job: Omit<ProbeJob, "task">,
  rows: number,
): Promise<number> {
  const { warm, counted, rowsMost } = countedReplays(rows);
  const [short, long] = await Promise.all(
    [warm, warm + counted].map(async (replays) => count(job, replays, rowsMost)),
  );
  return (long!.instructions - short!.instructions) / (counted * long!.rows);
}

async function count(
  job: Omit<ProbeJob, "task">,
  replays: number,
  rowsMost: number,
): Promise<{ instructions: number; rows: number }> {
  const task = { kind: "replay", replays, rowsMost } as const;
  const { told, stderr } = await runProbe<{ rows: number }>({ ...job, task }, REPEATABLE, VALGRIND);
  const found = /Collected : (\d+)/.exec(stderr);
  if (!found) throw new Error(`valgrind printed no count: ${stderr}`);
  return { instructions: Number(found[1]), rows: told.rows };
}
