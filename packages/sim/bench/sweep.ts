// What a sweep does with worker threads: trials of the market maker's spread in steady state (the second
// half of them), by workers; beside it the machine's own limit, which is what as many processes do
// that know nothing of each other, each with a sweep in its one thread. Memory is what the process has
// to itself (RssAnon, Linux), without the shared tapes that all figures have in common.
//
//   node packages/sim/dist/bench/sweep.js [--tape FILE] [--trials N] [--workers N] [--rounds N] [--smoke]
import { spawn } from "node:child_process";
import { once } from "node:events";
import { availableParallelism, loadavg } from "node:os";
import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { parseArgs } from "node:util";
import { loadStrategyFile, sweep } from "@mexoms/sim";
import { benchData } from "./data.ts";

/** What one process measured; times in milliseconds. */
interface Measured {
  /** From the call to the first trial's end. */
  readonly firstMs: number;
  /** Of a trial in steady state, by the clock: its worker's time over the number of workers. */
  readonly trialMs: number;
  /** Processor time of the whole process by trial, in steady state. */
  readonly cpuMs: number;
  /** Mean in steady state; NaN where the system does not tell it. */
  readonly ownMb: number;
}

const ROOT = path.resolve(import.meta.dirname, "../../../..");
const SETTINGS = {
  where: [],
  search: "grid",
  searchSeed: 0,
  halving: false,
  objectives: ["pnl"],
  phases: ["search"],
  holdout: 0.2,
  folds: 4,
  foldKind: "rolling",
  latency: "5ms",
  queue: "power3:3",
  exchange: "no-partial",
  seed: 0,
} as const;
const STATUS = "/proc/self/status";

const { values } = parseArgs({
  options: {
    tape: { type: "string" },
    trials: { type: "string" },
    workers: { type: "string" },
    rounds: { type: "string" },
    smoke: { type: "boolean", default: false },
    child: { type: "string" },
  },
});
const trials = Number(values.trials ?? (values.smoke ? 4 : 200));
const most = Number(values.workers ?? (values.smoke ? 2 : availableParallelism()));
const rounds = Number(values.rounds ?? (values.smoke ? 1 : 5));
const tape = values.tape ?? (await benchData(values.smoke, 0)).tapeFile;
if (values.child === undefined) await printTable();
else console.log(JSON.stringify(await measure(Number(values.child))));

async function measure(workers: number): Promise<Measured> {
  const file = path.join(ROOT, "strategies/market-maker/dist/src/index.js");
  const { definition, codeDigest, modulePath } = await loadStrategyFile(file);
  const startMs = performance.now();
  const ends: number[] = [];
  const own: number[] = [];
  let halfCpu = 0;
  await sweep({
    strategy: definition,
    codeDigest,
    modulePath,
    tapes: [tape],
    space: { spread: `0.1bps:${(trials / 10).toFixed(1)}bps:0.1bps` },
    ...SETTINGS,
    workers,
    onProgress: ({ done }) => {
      if (done === ends.length) return;
      while (ends.length < done) ends.push(performance.now() - startMs);
      if (done === trials >> 1) halfCpu = cpuMs();
      if (done >= trials >> 1) own.push(ownMb());
    },
  });
  const half = trials >> 1;
  return {
    firstMs: ends[0]!,
    trialMs: (ends[trials - 1]! - ends[half - 1]!) / (trials - half),
    cpuMs: (cpuMs() - halfCpu) / (trials - half),
    ownMb: own.reduce((sum, mb) => sum + mb, 0) / own.length,
  };
}

/** One round of a number of workers: they and their neighbours in time, as machines change speed. */
interface Round {
  readonly measured: Measured;
  /** Trials in a time, as a multiple of one worker's in this round. */
  readonly times: number;
  /** The same of processes that know nothing of each other. */
  readonly limit: number;
  readonly eachMb: number;
}

async function printTable(): Promise<void> {
  console.log(
    `${path.basename(tape)}, ${trials} trials, median of ${rounds} rounds, load ${loadavg()[0]!.toFixed(2)}`,
  );
  const head = ["workers", "trials/s", "times one", "limit", "ms/trial CPU", "first ms", "MB each"];
  console.log(head.map((text) => text.padStart(13)).join(""));
  for (let workers = 1; workers <= most; workers++) {
    const all: Round[] = [];
    for (let i = 0; i < rounds; i++) all.push(await round(workers));
    const of = (figure: (each: Round) => number): number => median(all.map(figure));
    const cells = [
      `${workers}`,
      of(({ measured }) => 1000 / measured.trialMs).toFixed(1),
      of(({ times }) => times).toFixed(2),
      of(({ limit }) => limit).toFixed(2),
      of(({ measured }) => measured.cpuMs).toFixed(1),
      of(({ measured }) => measured.firstMs).toFixed(0),
      workers === 1 ? "-" : of(({ eachMb }) => eachMb).toFixed(1),
    ];
    console.log(cells.map((text) => text.padStart(13)).join(""));
  }
  console.log(
    "MB each: of a worker beyond the first one. What a trial costs beyond its run: trial.js",
  );
}

/** What is compared stands next to each other, and on both sides of what it is compared with. */
async function round(workers: number): Promise<Round> {
  const before = await only(1);
  const measured = workers === 1 ? before : await only(workers);
  const after = workers === 1 ? before : await only(1);
  const beside = workers === 1 ? [before] : await inProcesses(workers, 0);
  const [alone] = workers === 1 ? [before] : await inProcesses(1, 0);
  const oneMs = (before.trialMs + after.trialMs) / 2;
  return {
    measured,
    times: oneMs / measured.trialMs,
    limit: beside.reduce((sum, { trialMs }) => sum + alone!.trialMs / trialMs, 0),
    eachMb: (measured.ownMb - (before.ownMb + after.ownMb) / 2) / (workers - 1),
  };
}

function median(figures: readonly number[]): number {
  return figures.toSorted((a, b) => a - b)[figures.length >> 1]!;
}

async function only(workers: number): Promise<Measured> {
  const [measured] = await inProcesses(1, workers);
  return measured!;
}

/** The same measurement in several processes at once. */
async function inProcesses(count: number, workers: number): Promise<Measured[]> {
  return Promise.all(Array.from({ length: count }, async () => inProcess(workers)));
}

async function inProcess(workers: number): Promise<Measured> {
  const own = ["--child", `${workers}`, "--trials", `${trials}`, "--tape", tape];
  const child = spawn(process.execPath, [import.meta.filename, ...own], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  let text = "";
  child.stdout.setEncoding("utf8").on("data", (piece: string) => (text += piece));
  const [code] = (await once(child, "close")) as [number | null];
  if (code !== 0) throw new Error(`a process with ${workers} workers ended with ${code}`);
  return JSON.parse(text) as Measured;
}

function cpuMs(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}

function ownMb(): number {
  if (!existsSync(STATUS)) return Number.NaN;
  return Number(/RssAnon:\s+(\d+)/.exec(readFileSync(STATUS, "latin1"))?.[1]) / 1024;
}
