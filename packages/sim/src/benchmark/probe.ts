// A fresh process that measures one workload of one checkout, and prints JSON. It loads the library
// of that checkout by its path, so that one way of measuring serves both sides of a comparison.
import { writeFile } from "node:fs/promises";
import { Session } from "node:inspector/promises";
import { pathToFileURL } from "node:url";
import type { Strategy } from "@mexoms/core";
import type { BacktestRun, Tape } from "@mexoms/sim/engine";
import { firstPart, type TapeMemory } from "./first-part.ts";
import type { HeapBytes, ProbeJob, ProbeTask, ReplayTimes, Results } from "./probe-job.ts";
import { jsonDigest, type LoadedModule, type Workload } from "./workload.ts";

/** Pieces of a run between two collections of garbage, so that none comes unasked. */
const INSTANTS_AT_ONCE = 20_000;
/** So much of a tape is enough to count bytes on. */
const HEAP_ROWS_MOST = 250_000;

type Engine = typeof import("@mexoms/sim/engine");
type Backtests = typeof import("../backtest.ts");
type TapeFiles = typeof import("../tape-file/open-tape.ts");
type Guards = typeof import("../host-guard/host-guard.ts");
type StrategyFiles = typeof import("../strategy-file/load-strategy-file.ts");

class Probe {
  readonly #library: string;
  readonly #workload: Workload;

  constructor({ library, workload }: ProbeJob) {
    this.#library = library;
    this.#workload = workload;
  }

  async load(): Promise<LoadedModule> {
    const { loadStrategyFile } = await this.#import<StrategyFiles>(
      "strategy-file/load-strategy-file.js",
    );
    const { modulePath, codeDigest } = await loadStrategyFile(this.#workload.strategyFile);
    return { modulePath, codeDigest };
  }

  async run(task: ProbeTask, module: LoadedModule): Promise<unknown> {
    const { openTape } = await this.#import<TapeFiles>("tape-file/open-tape.js");
    const { prepareBacktest } = await this.#import<Backtests>("backtest.js");
    const { withHostGuard } = await this.#import<Guards>("host-guard/host-guard.js");
    const { default: strategy } = (await import(pathToFileURL(module.modulePath).href)) as {
      default: Strategy;
    };
    const { tapeFiles, params, latency, queue, exchange, fees, accounts, rules, faults, seed } =
      this.#workload;
    const engine = await this.#import<Engine>("../engine/index.js");
    const opened = tapeFiles.map((file) => engine.loadTape(openTape(file, { verify: true })));
    const tapes = "rowsMost" in task ? firstPart(opened, task.rowsMost, engine) : opened;
    const prepare: Subject["prepare"] = async (replayed = tapes) =>
      prepareBacktest({
        params,
        latency,
        queue,
        exchange,
        rules,
        seed,
        ...(fees === undefined ? {} : { fees }),
        ...(accounts === undefined ? {} : { accounts }),
        ...(faults === undefined ? {} : { faults }),
        strategy,
        codeDigest: module.codeDigest,
        tapes: replayed,
      });
    return await measure(task, { tapes, prepare, guard: withHostGuard, memory: engine });
  }

  async #import<T>(file: string): Promise<T> {
    return (await import(pathToFileURL(`${this.#library}/${file}`).href)) as T;
  }
}

interface Subject {
  readonly tapes: readonly Tape[];
  readonly memory: TapeMemory;
  /** A run on the tapes, or on others that are given. */
  readonly prepare: (tapes?: readonly Tape[]) => Promise<BacktestRun>;
  readonly guard: <T>(run: () => T) => T;
}

async function measure(task: ProbeTask, subject: Subject): Promise<unknown> {
  switch (task.kind) {
    case "results":
      return await results(subject);
    case "bytes":
      return await heapBytes(subject, task);
    case "replay":
      return await countedReplays(subject, task);
    case "time":
      return await times(subject, task);
    case "profile":
      return await profile(subject, task);
    default:
      throw new Error(`no task ${task.kind}`);
  }
}

/**
 * One run from its first event to its last; the nanoseconds of CPU time that it took. On a machine of
 * its own that is time; on one with company, what others do is not in it.
 */
async function replay({ prepare, guard }: Subject, tapes?: readonly Tape[]): Promise<number> {
  const run = await prepare(tapes);
  const before = process.cpuUsage();
  guard(() => run.advance(Number.MAX_SAFE_INTEGER));
  const { user, system } = process.cpuUsage(before);
  return (user + system) * 1e3;
}

/** Replays the whole some times and then its first part; the rows of the latter. */
async function countedReplays(
  subject: Subject,
  task: { warm: number; counted: number; share: number },
): Promise<{ rows: number }> {
  const rows = Math.ceil(rowsOf(subject.tapes) * task.share);
  const part = firstPart(subject.tapes, rows, subject.memory);
  for (let n = 0; n < task.warm; n++) await replay(subject);
  for (let n = 0; n < task.counted; n++) await replay(subject, part);
  return { rows: rowsOf(part) * task.counted };
}

async function results(subject: Subject): Promise<Results> {
  const run = await subject.prepare();
  subject.guard(() => run.advance(Number.MAX_SAFE_INTEGER));
  const { inputs, outputsDigest, orders, fills } = run.result();
  const { codeDigest, ...strategy } = inputs.strategy;
  return {
    outputs: outputsDigest,
    inputs: jsonDigest({ ...inputs, strategy }),
    code: codeDigest,
    rows: rowsOf(subject.tapes),
    orders: orders.length,
    fills: fills.length,
    tapes: inputs.tapes.map(({ digest }) => digest),
  };
}

/**
 * Heap bytes for a row: what the whole takes more than its first half, so that what a run makes once
 * does not count. The least of several replays, since a compiler at work adds to some.
 */
async function heapBytes(
  subject: Subject,
  task: { warmRows: number; replays: number },
): Promise<HeapBytes> {
  const told = await results(subject);
  const tapes = firstPart(subject.tapes, HEAP_ROWS_MOST, subject.memory);
  for (let n = 0; n < task.warmRows; n += rowsOf(tapes)) await replay(subject);
  const half = firstPart(tapes, Math.ceil(rowsOf(tapes) / 2), subject.memory);
  const whole = await leastBytes(subject, tapes, task.replays);
  const first = await leastBytes(subject, half, task.replays);
  return {
    results: told,
    bytes: whole - first,
    rows: rowsOf(tapes) - rowsOf(half),
  };
}

async function leastBytes(
  { prepare, guard }: Subject,
  tapes: readonly Tape[],
  replays: number,
): Promise<number> {
  const { gc } = globalThis;
  if (gc === undefined) throw new Error("heap bytes are measured with --expose-gc");
  let least = Number.POSITIVE_INFINITY;
  for (let n = 0; n < replays; n++) {
    const run = await prepare(tapes);
    let bytes = 0;
    for (let goesOn = true; goesOn;) {
      gc();
      const before = process.memoryUsage().heapUsed;
      goesOn = guard(() => run.advance(INSTANTS_AT_ONCE));
      bytes += process.memoryUsage().heapUsed - before;
    }
    least = Math.min(least, bytes);
  }
  return least;
}

async function times(
  subject: Subject,
  task: { warmups: number; leastNs: number },
): Promise<ReplayTimes> {
  for (let n = 0; n < task.warmups; n++) await replay(subject);
  const taken: number[] = [];
  for (let sum = 0; sum < task.leastNs || taken.length < 3;) {
    const ns = Math.max(1, await replay(subject));
    taken.push(ns);
    sum += ns;
  }
  taken.sort((a, b) => a - b);
  return {
    rows: rowsOf(subject.tapes),
    runs: taken.length,
    bestNs: taken[0]!,
    medianNs: taken[taken.length >> 1]!,
  };
}

async function profile(
  subject: Subject,
  task: { warmups: number; leastNs: number; file: string },
): Promise<{ file: string }> {
  for (let n = 0; n < task.warmups; n++) await replay(subject);
  const session = new Session();
  session.connect();
  await session.post("Profiler.enable");
  await session.post("Profiler.setSamplingInterval", { interval: 200 });
  await session.post("Profiler.start");
  for (let sum = 0; sum < task.leastNs;) sum += await replay(subject);
  const stopped = await session.post("Profiler.stop");
  session.disconnect();
  await writeFile(task.file, JSON.stringify(stopped.profile));
  return { file: task.file };
}

function rowsOf(tapes: readonly Tape[]): number {
  return tapes.reduce((sum, { rowCount }) => sum + rowCount, 0);
}

const job = JSON.parse(process.argv[2]!) as ProbeJob;
const probe = new Probe(job);
const told = job.module === undefined ? await probe.load() : await probe.run(job.task, job.module);
process.stdout.write(`${JSON.stringify(told)}\n`);
