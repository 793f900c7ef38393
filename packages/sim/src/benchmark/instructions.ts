import { spawnSync } from "node:child_process";
import type { ProbeJob, Results } from "./probe-job.ts";
import { type Around, REPEATABLE, runProbe } from "./probe-process.ts";

/** Counting makes a program 30 times slower: long tapes are cut, short ones are replayed often. */
const ROWS_MOST = 50_000;
/** About what an order costs with all that the strategy does around it, in rows of market data. */
const ROWS_AN_ORDER = 40;
/** Work until the compiler is done, and work that is counted: much, beside what the start of Node varies by. */
const WARM_WORK = 800_000;
const COUNTED_WORK = 2_000_000;
/** Of a tape: what is replayed where the rest of it is left out. */
const SHORT_SHARE = 0.1;
// Garbage is collected by the clock among other things: with room enough it never is.
const FLAGS = [...REPEATABLE, "--max-semi-space-size=128", "--min-semi-space-size=128"];

// Code that a just-in-time compiler writes must be seen again when it changes. Caches are not simulated.
const VALGRIND: Around = {
  program: "valgrind",
  args: [
    "--tool=cachegrind",
    "--cache-sim=no",
    "--smc-check=all-non-file",
    "--cachegrind-out-file=/dev/null",
  ],
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
    warm: Math.max(3, Math.ceil(WARM_WORK / work)),
    counted: Math.max(2, Math.ceil(COUNTED_WORK / work)),
  };
}

/**
 * Instructions of a warm run for each row of market data, with the just-in-time compiler on. Two
 * processes replay equally often; one leaves out most of the tape in its last replays, so that what
 * a process and a run cost by themselves falls out of the difference. Compare within one Node version.
 */
export async function instructionsPerRow(
  job: Omit<ProbeJob, "task">,
  results: Pick<Results, "rows" | "orders">,
): Promise<number> {
  const { warm, counted } = countedReplays(results);
  const [short, long] = await Promise.all(
    [SHORT_SHARE, 1].map(async (share) => count(job, { warm, counted, share })),
  );
  return (long!.instructions - short!.instructions) / (long!.rows - short!.rows);
}

/** Instructions of a process, and the rows of its last replays. */
async function count(
  job: Omit<ProbeJob, "task">,
  replays: { readonly warm: number; readonly counted: number; readonly share: number },
): Promise<{ instructions: number; rows: number }> {
  const task = { kind: "replay", ...replays, rowsMost: ROWS_MOST } as const;
  const { told, stderr } = await runProbe<{ rows: number }>({ ...job, task }, FLAGS, VALGRIND);
  const found = /I +refs: +([\d,]+)/.exec(stderr);
  if (!found) throw new Error(`valgrind printed no count: ${stderr}`);
  return { instructions: Number(found[1]!.replaceAll(",", "")), rows: told.rows };
}
