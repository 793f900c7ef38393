import { ConfigError, DataError } from "@mexoms/core";
import { STOP_GRACE_NS } from "@mexoms/sim";
import type { Trial } from "@mexoms/sim/engine";
import type { Bus } from "../bus/bus.ts";
import { BusError } from "../bus/bus-error.ts";
import { SWEEP_OBJECTS, TRIALS_STREAM } from "../bus/sweep-streams.ts";
import type { Work } from "../bus/work-queue.ts";
import { queueNames } from "../bus/work-queue-setup.ts";
import { ObjectCache } from "./object-cache.ts";
import { PreparedSweep } from "./prepared-sweep.ts";
import { readManifest } from "./sweep-cleaning.ts";
import { ToldResults } from "./told-results.ts";
import { MOST_ATTEMPTS, TrialAttempts } from "./trial-attempts.ts";
import { WorkerSweep } from "./worker-sweep.ts";

export interface SweepWorkerOptions {
  /** A connection with the role `worker`, which stays open. */
  readonly bus: Bus;
  /** Trials that are run at once, each in a thread of its own. */
  readonly workers: number;
  /** Folder for tapes and code. Whoever may write there has this process run what they like. */
  readonly cacheDir: string;
  /** Ends it: what runs has some time to end, what waits or runs on is given back. */
  readonly signal: AbortSignal;
  /** Milliseconds that trials have to end then; 10000 when not given. */
  readonly graceMs?: number;
  /** End when a sweep that this worker took trials of is over, and there is no other. */
  readonly once: boolean;
  readonly onStatus?: (status: SweepWorkerStatus) => void;
  /** Told in words, such as that a sweep cannot be run here, and why. */
  readonly onNote?: (note: string) => void;
}

export interface SweepWorkerStatus {
  /** Trials that this worker has told the results of. */
  readonly done: number;
  /** Those of them that failed. */
  readonly failed: number;
  readonly running: number;
  /** Sweeps that it takes trials of. */
  readonly sweeps: readonly {
    readonly name: string;
    readonly strategy: string;
    readonly done: number;
  }[];
}

/** A trial that this worker has. */
interface Job {
  readonly sweep: WorkerSweep;
  readonly trial: Trial;
  work: Work;
  running: boolean;
  beatMs: number;
}

/** Trials that wait here for each that runs, so that no thread ever waits for the server. */
const AHEAD = 2;
const LOOK_MS = 250;
const BEATS_PER_WAIT = 4;
const LAST_WORD_MS = 2000;
const NS_PER_MS = 1e6;

/**
 * Takes trials of all sweeps on the server, runs them, and tells their results, until it is told to
 * end. It runs the code of whoever may start sweeps there. Throws BusError when the server does not
 * allow it.
 */
export async function runSweepWorker(options: SweepWorkerOptions): Promise<SweepWorkerStatus> {
  const worker = new SweepWorker(options);
  return worker.run();
}

class SweepWorker {
  readonly #options: SweepWorkerOptions;
  readonly #bus: Bus;
  readonly #cache: ObjectCache;
  readonly #attempts: TrialAttempts;
  readonly #results: ToldResults;
  readonly #sweeps = new Map<string, WorkerSweep>();
  readonly #jobs = new Map<string, Job>();
  /** Trials of sweeps that are over are worth nothing any more. */
  readonly #waiting: Job[] = [];
  #running = 0;
  /** A trial may have ended its worker: one of those at a time. */
  #suspect = false;
  #done = 0;
  #failed = 0;
  #served = false;
  #failure: unknown;

  constructor(options: SweepWorkerOptions) {
    this.#options = options;
    this.#bus = options.bus;
    this.#cache = new ObjectCache(options.cacheDir);
    this.#attempts = new TrialAttempts(options.bus);
    this.#results = new ToldResults(options.bus);
  }

  async run(): Promise<SweepWorkerStatus> {
    const { signal, once } = this.#options;
    try {
      while (!signal.aborted && this.#failure === undefined) {
        await this.#look();
        if (once && this.#served && this.#sweeps.size === 0 && this.#jobs.size === 0) break;
        this.#beat();
        this.#deal();
        await pause(LOOK_MS, signal);
      }
      await this.#finish();
    } finally {
      this.#results.close();
      for (const sweep of this.#sweeps.values()) await sweep.close();
    }
    if (this.#failure !== undefined) throw this.#failure;
    return this.#status();
  }

  /** Finds sweeps that came and went. */
  async #look(): Promise<void> {
    if (!this.#bus.connected) return;
    let names: string[];
    try {
      names = await queueNames(this.#bus, TRIALS_STREAM);
    } catch (error) {
      this.#busFailed(error);
      return;
    }
    for (const name of names) if (!this.#sweeps.has(name)) this.#meet(name);
    for (const sweep of this.#sweeps.values()) if (!names.includes(sweep.name)) this.#leave(sweep);
  }

  #meet(name: string): void {
    const sweep = new WorkerSweep(name, {
      bus: this.#bus,
      onWork: (work) => this.#take(sweep, work),
    });
    this.#sweeps.set(name, sweep);
    void this.#prepare(sweep);
  }

  async #prepare(sweep: WorkerSweep): Promise<void> {
    const { onNote } = this.#options;
    try {
      const manifest = await readManifest(this.#bus, sweep.name);
      if (manifest === undefined) throw new BusError("absent", "nothing says what it is");
      const store = this.#bus.objects(SWEEP_OBJECTS);
      const prepared = await PreparedSweep.open(manifest, { store, cache: this.#cache });
      sweep.start(manifest, prepared);
      this.#served = true;
      onNote?.(`sweep ${sweep.name} of ${manifest.strategy}: takes part`);
      this.#deal();
    } catch (error) {
      if (error instanceof BusError) {
        // It is on its way there, or has just gone: looked for again.
        this.#sweeps.delete(sweep.name);
        this.#busFailed(error);
      } else {
        this.#refuse(sweep, error);
      }
    }
  }

  /** Leaves a sweep to others, and says why, once. */
  #refuse(sweep: WorkerSweep, error: unknown): void {
    if (!(error instanceof ConfigError || error instanceof DataError || error instanceof Error)) {
      throw error;
    }
    for (const job of this.#jobs.values()) if (job.sweep === sweep) this.#giveBack(job);
    if (sweep.refused) return;
    sweep.refuse();
    this.#options.onNote?.(`sweep ${sweep.name} is left to other workers: ${error.message}`);
  }

  /** A sweep is over. */
  #leave(sweep: WorkerSweep): void {
    this.#sweeps.delete(sweep.name);
    for (const job of this.#jobs.values()) if (job.sweep === sweep) this.#drop(job);
    void sweep.close();
    if (sweep.strategy !== undefined) this.#options.onNote?.(`sweep ${sweep.name}: over`);
  }

  #take(sweep: WorkerSweep, work: Work): void {
    const trial = JSON.parse(new TextDecoder().decode(work.data)) as Trial;
    const key = `${sweep.name}.${trial.id}`;
    const here = this.#jobs.get(key);
    if (here !== undefined) {
      // We were away for longer than the server waits: it is still ours.
      here.work = work;
      work.working();
      return;
    }
    const job: Job = { sweep, trial, work, running: false, beatMs: performance.now() };
    this.#jobs.set(key, job);
    this.#waiting.push(job);
    this.#deal();
  }

  /** Begins trials where threads are free, and asks for as many as should wait here. */
  #deal(): void {
    const { workers, signal } = this.#options;
    if (signal.aborted) return;
    while (this.#running < workers) {
      const at = this.#waiting.findIndex((job) => !this.#suspect || job.work.deliveries === 1);
      const [job] = at < 0 ? [] : this.#waiting.splice(at, 1);
      if (job === undefined) break;
      void this.#begin(job);
    }
    const room = workers * (1 + AHEAD) - this.#jobs.size;
    const open = [...this.#sweeps.values()].filter((sweep) => sweep.takes);
    for (const sweep of open) sweep.want(Math.max(0, Math.ceil(room / open.length)));
  }

  async #begin(job: Job): Promise<void> {
    const suspect = job.work.deliveries > 1;
    job.running = true;
    this.#running++;
    if (suspect) this.#suspect = true;
    try {
      await this.#run(job, suspect);
    } catch (error) {
      if (error instanceof BusError) {
        // Given to somebody again when the server is back.
        this.#giveBack(job);
        this.#busFailed(error);
      } else {
        this.#refuse(job.sweep, error);
      }
    } finally {
      this.#running--;
      if (suspect) this.#suspect = false;
      this.#drop(job);
      this.#deal();
    }
  }

  async #run(job: Job, suspect: boolean): Promise<void> {
    const { sweep, trial } = job;
    if (suspect && (await this.#attempts.isTold(sweep.name, trial.id))) {
      job.work.done();
      return;
    }
    const enough = suspect && !(await this.#attempts.again(sweep.name, trial.id));
    const end = enough
      ? ({ kind: "failed", reason: `its worker died ${MOST_ATTEMPTS} times` } as const)
      : await sweep.run(trial);
    // Nobody wants to know when the sweep is over; one that was given back has no end.
    if (end === undefined || this.#sweeps.get(sweep.name) !== sweep) return;
    await this.#results.tell(
      { sweep: sweep.name, generation: sweep.generation, trialId: trial.id },
      end,
    );
    job.work.done();
    sweep.done++;
    this.#done++;
    if (end.kind === "failed") this.#failed++;
    this.#options.onStatus?.(this.#status());
  }

  #giveBack(job: Job): void {
    job.work.giveBack();
    if (!job.running) this.#drop(job);
  }

  #drop(job: Job): void {
    this.#jobs.delete(`${job.sweep.name}.${job.trial.id}`);
    const at = this.#waiting.indexOf(job);
    if (at >= 0) this.#waiting.splice(at, 1);
  }

  /** Tells the server that trials are still ours. */
  #beat(): void {
    const now = performance.now();
    for (const job of this.#jobs.values()) {
      if (now - job.beatMs < job.sweep.ackWaitMs / BEATS_PER_WAIT) continue;
      job.beatMs = now;
      job.work.working();
    }
  }

  /** Has what runs come to its end, for a while, and gives back the rest. */
  async #finish(): Promise<void> {
    const stopped = Promise.all([...this.#sweeps.values()].map((sweep) => sweep.stop()));
    await Promise.race([stopped, pause(LAST_WORD_MS, undefined)]);
    for (const job of this.#waiting.splice(0)) this.#giveBack(job);
    const endMs = performance.now() + (this.#options.graceMs ?? STOP_GRACE_NS / NS_PER_MS);
    while (this.#running > 0 && this.#bus.connected && performance.now() < endMs) {
      this.#beat();
      await pause(LOOK_MS / 10, undefined);
    }
    if (this.#bus.connected) await Promise.race([this.#giveUp(), pause(LAST_WORD_MS, undefined)]);
    // The server may be going, too, and would never answer.
    const flushed = this.#bus.connected ? this.#bus.flush().catch(() => undefined) : undefined;
    await Promise.race([flushed, pause(LAST_WORD_MS, undefined)]);
  }

  /** Others may run what has not ended here, none the worse for it. */
  async #giveUp(): Promise<void> {
    for (const { sweep, trial, work } of this.#jobs.values()) {
      try {
        await this.#attempts.forget(sweep.name, trial.id);
      } catch (error) {
        if (!(error instanceof BusError)) throw error;
      }
      work.giveBack();
      this.#options.onNote?.(
        `sweep ${sweep.name}: trial ${trial.id} had not ended, and is given back`,
      );
    }
  }

  /** What passes by itself is waited for; what does not ends the worker. */
  #busFailed(error: unknown): void {
    if (!(error instanceof BusError)) throw error;
    if (error.code === "forbidden" || error.code === "refused") this.#failure ??= error;
    if (error.code === "absent" && error.message.includes("stream")) {
      this.#failure ??= new ConfigError(
        "nats",
        'the server has no streams for sweeps: run "mexoms nats setup"',
      );
    }
  }

  #status(): SweepWorkerStatus {
    const sweeps = [...this.#sweeps.values()]
      .filter((sweep) => sweep.takes)
      .map(({ name, strategy, done }) => ({ name, strategy: strategy ?? "", done }));
    return { done: this.#done, failed: this.#failed, running: this.#running, sweeps };
  }
}

function pause(ms: number, signal: AbortSignal | undefined): Promise<void> {
  return new Promise((done) => {
    const over = (): void => {
      clearTimeout(timer);
      signal?.removeEventListener("abort", over);
      done();
    };
    const timer = setTimeout(over, ms);
    signal?.addEventListener("abort", over);
    if (signal?.aborted === true) over();
  });
}
