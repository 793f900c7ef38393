import { ConfigError } from "@mexoms/core";
import { STOP_GRACE_NS } from "@mexoms/sim";
import type { Bus } from "../bus/bus.ts";
import { BusError } from "../bus/bus-error.ts";
import { SWEEP_OBJECTS, TRIALS_STREAM } from "../bus/sweep-streams.ts";
import { queueNames } from "../bus/work-queue-setup.ts";
import { pause } from "../pause.ts";
import { ObjectCache } from "./object-cache.ts";
import { PreparedSweep } from "./prepared-sweep.ts";
import { readManifest } from "./sweep-cleaning.ts";
import { ToldResults } from "./told-results.ts";
import { MOST_ATTEMPTS, TrialAttempts } from "./trial-attempts.ts";
import { hasLapsed, type WorkerJob, WorkerJobs } from "./worker-jobs.ts";
import type { SweepWorkerOptions, SweepWorkerStatus } from "./sweep-worker-options.ts";
import { WorkerSweep } from "./worker-sweep.ts";

/** Trials that wait here for each that runs, so that no thread ever waits for the server. */
const AHEAD = 2;
const LOOK_MS = 250;
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
  readonly #jobs: WorkerJobs;
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
    this.#jobs = new WorkerJobs(options.bus);
  }

  async run(): Promise<SweepWorkerStatus> {
    const { signal, once } = this.#options;
    // By itself: nothing that is asked of the server may hold it up.
    const heart = setInterval(() => this.#jobs.beat(), LOOK_MS);
    try {
      while (!signal.aborted && this.#failure === undefined) {
        await this.#look();
        if (once && this.#served && this.#sweeps.size === 0 && this.#jobs.size === 0) break;
        this.#deal();
        await pause(LOOK_MS, signal);
      }
      await this.#finish();
    } finally {
      clearInterval(heart);
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
      onWork: (work) => {
        if (this.#jobs.add(sweep, work)) this.#deal();
      },
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
      if (!sweep.start(manifest, prepared)) return;
      this.#served = true;
      onNote?.(`sweep ${sweep.name} of ${manifest.strategy}: takes part`);
      this.#deal();
    } catch (error) {
      if (error instanceof BusError) {
        // It is on its way there, or has just gone: looked for again.
        if (this.#sweeps.get(sweep.name) === sweep) this.#sweeps.delete(sweep.name);
        this.#busFailed(error);
      } else {
        this.#refuse(sweep, error);
      }
    }
  }

  /** Leaves a sweep to others, and says why, once. */
  #refuse(sweep: WorkerSweep, error: unknown): void {
    if (!(error instanceof Error)) throw error;
    this.#jobs.giveBackOf(sweep);
    if (sweep.refused) return;
    sweep.refuse();
    this.#options.onNote?.(`sweep ${sweep.name} is left to other workers: ${error.message}`);
  }

  /** A sweep is over. */
  #leave(sweep: WorkerSweep): void {
    this.#sweeps.delete(sweep.name);
    this.#jobs.dropOf(sweep);
    void sweep.close();
    if (sweep.strategy !== undefined) this.#options.onNote?.(`sweep ${sweep.name}: over`);
  }

  /** Begins trials where threads are free, and asks for as many as should wait here. */
  #deal(): void {
    const { workers, signal } = this.#options;
    if (signal.aborted) return;
    while (this.#jobs.running < workers) {
      const job = this.#jobs.begin();
      if (job === undefined) break;
      void this.#serve(job);
    }
    const room = workers * (1 + AHEAD) - this.#jobs.size;
    const open = [...this.#sweeps.values()].filter((sweep) => sweep.takes);
    for (const sweep of open) sweep.want(Math.max(0, Math.ceil(room / open.length)));
  }

  async #serve(job: WorkerJob): Promise<void> {
    try {
      await this.#run(job);
    } catch (error) {
      if (error instanceof BusError) {
        // Given to somebody again when the server is back.
        this.#jobs.giveBack(job);
        this.#busFailed(error);
      } else {
        this.#refuse(job.sweep, error);
      }
    } finally {
      this.#jobs.ended(job);
      this.#deal();
    }
  }

  async #run(job: WorkerJob): Promise<void> {
    const { sweep, trial, suspect } = job;
    if (suspect && (await this.#isTold(job))) return;
    const enough = suspect && !(await this.#attempts.again(sweep.name, trial.id));
    const end = enough
      ? ({ kind: "failed", reason: `its worker died ${MOST_ATTEMPTS} times` } as const)
      : await sweep.run(trial);
    // Nobody wants to know when the sweep is over; one that was given back has no end.
    if (end === undefined || this.#sweeps.get(sweep.name) !== sweep) return;
    if (hasLapsed(job) && (await this.#isTold(job))) return;
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

  /** Whether somebody else has told its result; it is done with then. */
  async #isTold({ sweep, trial, work }: WorkerJob): Promise<boolean> {
    const told = await this.#attempts.isTold(sweep.name, trial.id);
    if (told) work.done();
    return told;
  }

  /** Has what runs come to its end, for a while, and gives back the rest. */
  async #finish(): Promise<void> {
    const stopped = Promise.all([...this.#sweeps.values()].map((sweep) => sweep.stop()));
    await Promise.race([stopped, pause(LAST_WORD_MS, undefined)]);
    this.#jobs.giveBackWaiting();
    const endMs = performance.now() + (this.#options.graceMs ?? STOP_GRACE_NS / NS_PER_MS);
    while (this.#jobs.running > 0 && this.#bus.connected && performance.now() < endMs) {
      await pause(LOOK_MS / 10, undefined);
    }
    if (this.#bus.connected) await Promise.race([this.#giveUp(), pause(LAST_WORD_MS, undefined)]);
    // The server may be going, too, and would never answer.
    const flushed = this.#bus.connected ? this.#bus.flush().catch(() => undefined) : undefined;
    await Promise.race([flushed, pause(LAST_WORD_MS, undefined)]);
  }

  /** Others may run what has not ended here, none the worse for it. */
  async #giveUp(): Promise<void> {
    for (const { sweep, trial, work } of this.#jobs.all) {
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
    return { done: this.#done, failed: this.#failed, running: this.#jobs.running, sweeps };
  }
}
