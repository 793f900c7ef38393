import { spawnSync } from "node:child_process";
import type { ProbeJob, Results } from "./probe-job.ts";
import { type Around, REPEATABLE, runProbe } from "./probe-process.ts";

/** Counting makes a program 60 times slower: long tapes are cut, short ones are replayed often. */
const ROWS_MOST = 20_000;
/** About what an order costs with all that the strategy does around it, in rows of market data. */
const ROWS_AN_ORDER = 40;
/** Work until the compiler is done, and work that is counted, in rows. */
const WARM_WORK = 500_000;
const COUNTED_WORK = 300_000;
// Garbage is collected by the clock among other things: with room enough it never is.
const FLAGS = [...REPEATABLE, "--max-semi-space-size=128", "--min-semi-space-size=128"];

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

/** How often a tape is replayed: before counting, and while counting. */
export function countedReplays({ rows, orders }: Pick<Results, "rows" | "orders">): {
  readonly warm: number;
  readonly counted: number;
} {
  const part = Math.min(1, ROWS_MOST / rows);
  const work = part * (rows + ROWS_AN_ORDER * orders);
  return {
    warm: Math.max(4, Math.ceil(WARM_WORK / work)),
    counted: Math.max(3, Math.ceil(COUNTED_WORK / work)),
  };
}

/**
 * Instructions of a warm run for each row of market data, with the just-in-time compiler on: what
 * a longer run takes more than a shorter one. Compare within one Node version.
 */
export async function instructionsPerRow(
  job: Omit<ProbeJob, "task">,
  results: Pick<Results, "rows" | "orders">,
): Promise<number> {
  const { warm, counted } = countedReplays(results);
  const [short, long] = await Promise.all(
    [warm, warm + counted].map(async (replays) => count(job, replays)),
  );
  return (long!.instructions - short!.instructions) / (counted * long!.rows);
}

async function count(
  job: Omit<ProbeJob, "task">,
  replays: number,
): Promise<{ instructions: number; rows: number }> {
  const task = { kind: "replay", replays, rowsMost: ROWS_MOST } as const;
  const { told, stderr } = await runProbe<{ rows: number }>({ ...job, task }, FLAGS, VALGRIND);
  const found = /Collected : (\d+)/.exec(stderr);
  if (!found) throw new Error(`valgrind printed no count: ${stderr}`);
  return { instructions: Number(found[1]), rows: told.rows };
}
