import path from "node:path";
import type { Baseline } from "./baseline.ts";
import { type Check, checksOf } from "./check.ts";
import type { Checkout } from "./checkout.ts";
import type { ExactFigures, FigureName, WorkloadFigures } from "./figures.ts";
import { instructionsPerRow, valgrindVersion } from "./instructions.ts";
import type { Limits } from "./limits.ts";
import { type Machine, runtimeKey, thisMachine } from "./machine.ts";
import type { HeapBytes, ProbeJob, Results } from "./probe-job.ts";
import { REPEATABLE, runProbe } from "./probe-process.ts";
import { replayTime } from "./replay-time.ts";
import type { LoadedModule, Workload } from "./workload.ts";

const HEAP_FLAGS = [
  ...REPEATABLE,
  "--expose-gc",
  "--max-semi-space-size=128",
  "--min-semi-space-size=128",
];
const LEAST_WARM_ROWS = 170_000;
const HEAP_REPLAYS = 3;
const PROFILE_NS = 2e9;

export interface BenchmarkOptions {
  readonly workloads: readonly Workload[];
  readonly head: Checkout;
  readonly base: Checkout | undefined;
  readonly baseline: Baseline | undefined;
  readonly figures: readonly FigureName[];
  readonly limits: Limits;
  /** Pairs of processes of the time. */
  readonly pairs: number;
  /** Everything once and as short as can be, to see that it works; figures mean nothing. */
  readonly smoke: boolean;
  /** Folder for a CPU profile of each workload, undefined for none. */
  readonly profileDir: string | undefined;
  /** Told what is measured next. May throw to stop. */
  readonly onStep?: (step: string) => void;
}

export interface BenchmarkReport {
  readonly machine: Machine;
  readonly headName: string;
  readonly baseName: string | undefined;
  readonly workloads: readonly WorkloadFigures[];
  readonly checks: readonly Check[];
  /** What a reader must know: what was not measured or not compared, and why. */
  readonly notes: readonly string[];
  readonly profiles: readonly string[];
  readonly smoke: boolean;
}

/** Measures workloads in fresh processes, beside a base and a baseline where they are given. */
export async function runBenchmark(options: BenchmarkOptions): Promise<BenchmarkReport> {
  const machine = thisMachine();
  const key = runtimeKey(machine);
  const { figures, smoke } = options;
  const notes: string[] = smoke ? ["smoke run: everything once, the figures mean nothing"] : [];
  const valgrind = figures.includes("instructions") && !smoke ? valgrindVersion() : undefined;
  if (figures.includes("instructions") && !smoke && valgrind === undefined) {
    notes.push(
      "instructions are not measured: valgrind is not installed (Debian: apt-get install valgrind)",
    );
  }
  notes.push(...baselineNotes(options, key));
  const counting = valgrind !== undefined;
  const workloads: WorkloadFigures[] = [];
  const profiles: string[] = [];
  for (const workload of options.workloads) {
    const one = new Measuring(workload, options);
    const counts = { head: counting, base: counting && countsBase(options, workload, key) };
    const first = await one.measure(figures, counts);
    const failed = checksOf(first, options, key)
      .filter(({ figure, verdict }) => figure !== "results" && verdict === "FAILED")
      .map(({ figure }) => figure);
    // What a machine did besides shows once; what the code does shows again.
    workloads.push(
      failed.length === 0 ? first : betterOf(first, await one.measure(failed, counts)),
    );
    if (options.profileDir !== undefined) profiles.push(await one.profile(options.profileDir));
  }
  return {
    machine,
    headName: options.head.name,
    baseName: options.base?.name,
    workloads,
    checks: workloads.flatMap((each) => checksOf(each, options, key)),
    notes,
    profiles,
    smoke,
  };
}

function baselineNotes({ baseline, base, workloads }: BenchmarkOptions, key: string): string[] {
  if (baseline === undefined) return [];
  const notes: string[] = [];
  if (baseline.figures[key] === undefined) {
    const known = Object.keys(baseline.figures).join("; ") || "none";
    const instead = base === undefined ? "not compared" : "compared with base";
    notes.push(
      `the baseline has no heap bytes and instructions of ${key} (it has: ${known}): ` +
        `they are ${instead}; results are compared all the same`,
    );
  }
  const absent = workloads.filter(({ name }) => baseline.results[name] === undefined);
  for (const { name } of absent) {
    notes.push(`the baseline does not know "${name}"; --write-baseline adds it`);
  }
  return notes;
}

/** Counting takes long: base is not counted where the baseline has the figure. */
function countsBase({ baseline }: BenchmarkOptions, { name }: Workload, key: string): boolean {
  return baseline?.figures[key]?.[name]?.instructionsPerRow === undefined;
}

/** Of two measurements of one workload the better one, figure by figure. */
function betterOf(first: WorkloadFigures, second: WorkloadFigures): WorkloadFigures {
  const better = (a: ExactFigures, b: ExactFigures): ExactFigures => ({
    results: a.results,
    bytesPerRow: least(a.bytesPerRow, b.bytesPerRow),
    instructionsPerRow: least(a.instructionsPerRow, b.instructionsPerRow),
  });
  const low = ({ time }: WorkloadFigures): number => time?.ratio?.low ?? Number.POSITIVE_INFINITY;
  return {
    workload: first.workload,
    head: better(first.head, second.head),
    base: first.base && second.base ? better(first.base, second.base) : first.base,
    time: low(second) < low(first) ? second.time : first.time,
  };
}

function least(a: number | undefined, b: number | undefined): number | undefined {
  return a === undefined || b === undefined ? (a ?? b) : Math.min(a, b);
}

/** The measuring of one workload. */
class Measuring {
  readonly #workload: Workload;
  readonly #options: BenchmarkOptions;
  readonly #jobs: Map<Checkout, Promise<Omit<ProbeJob, "task">>> = new Map();

  constructor(workload: Workload, options: BenchmarkOptions) {
    this.#workload = workload;
    this.#options = options;
  }

  async measure(
    figures: readonly FigureName[],
    counts: { readonly head: boolean; readonly base: boolean },
  ): Promise<WorkloadFigures> {
    const { base } = this.#options;
    const deep = this.#workload.deep;
    const headJob = await this.#job(this.#options.head);
    const baseJob = base === undefined ? undefined : await this.#job(base);
    const counting = deep && figures.includes("instructions");
    this.#say("results and heap");
    const [head, ofBase] = await Promise.all([
      this.#results(headJob, figures),
      baseJob === undefined ? undefined : this.#results(baseJob, figures),
    ]);
    const headCount = counting && counts.head ? await this.#count(headJob, head) : undefined;
    const baseCount =
      counting && counts.base && baseJob && ofBase ? await this.#count(baseJob, ofBase) : undefined;
    const time =
      deep && figures.includes("time") ? await this.#time(headJob, baseJob, head) : undefined;
    return {
      workload: this.#workload,
      head: { ...head, instructionsPerRow: headCount },
      base: ofBase && { ...ofBase, instructionsPerRow: baseCount },
      time,
    };
  }

  async #count(job: Omit<ProbeJob, "task">, { results }: ExactFigures): Promise<number> {
    this.#say("instructions");
    return await instructionsPerRow(job, results);
  }

  async #time(
    head: Omit<ProbeJob, "task">,
    base: Omit<ProbeJob, "task"> | undefined,
    { results }: ExactFigures,
  ): Promise<WorkloadFigures["time"]> {
    const { pairs, smoke } = this.#options;
    this.#say(`time, ${pairs} ${base === undefined ? "processes" : "pairs"}`);
    return await replayTime({ head, base, rows: results.rows, pairs, smoke });
  }

  /** Writes a CPU profile and returns its path. */
  async profile(dir: string): Promise<string> {
    this.#say("profile");
    const name = this.#workload.name.replaceAll(/[^\w.-]+/g, "-");
    const file = path.join(path.resolve(dir), `${name}.cpuprofile`);
    const job = await this.#job(this.#options.head);
    const { smoke } = this.#options;
    const task = {
      kind: "profile",
      warmups: smoke ? 0 : 5,
      leastNs: smoke ? 1 : PROFILE_NS,
      file,
    } as const;
    await runProbe({ ...job, task }, ["--no-warnings"]);
    return file;
  }

  /** What a process needs to run this workload on a checkout's code. */
  async #job(checkout: Checkout): Promise<Omit<ProbeJob, "task">> {
    const job = this.#jobs.get(checkout) ?? this.#load(checkout);
    this.#jobs.set(checkout, job);
    return await job;
  }

  async #load(checkout: Checkout): Promise<Omit<ProbeJob, "task">> {
    const { head } = this.#options;
    const strategyFile = checkout.own(this.#workload.strategyFile, head);
    const workload = { ...this.#workload, strategyFile };
    const library = checkout.library;
    const load = { library, workload, module: undefined, task: { kind: "load" } } as const;
    const { told } = await runProbe<LoadedModule>(load);
    return { library, workload, module: told };
  }

  async #results(
    job: Omit<ProbeJob, "task">,
    figures: readonly FigureName[],
  ): Promise<ExactFigures> {
    const { smoke } = this.#options;
    const rest = { bytesPerRow: undefined, instructionsPerRow: undefined };
    if (!figures.includes("bytes")) {
      const { told } = await runProbe<Results>({ ...job, task: { kind: "results" } });
      return { ...rest, results: told };
    }
    const warmRows = smoke ? 0 : LEAST_WARM_ROWS;
    const task = { kind: "bytes", warmRows, replays: smoke ? 1 : HEAP_REPLAYS } as const;
    const { told } = await runProbe<HeapBytes>({ ...job, task }, HEAP_FLAGS);
    return { ...rest, results: told.results, bytesPerRow: told.bytes / told.rows };
  }

  #say(what: string): void {
    this.#options.onStep?.(`${this.#workload.name}: ${what}`);
  }
}
