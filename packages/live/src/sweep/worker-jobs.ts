import type { Trial } from "@mexoms/sim/engine";
import type { Bus } from "../bus/bus.ts";
import type { Work } from "../bus/work-queue.ts";
import type { WorkerSweep } from "./worker-sweep.ts";

/** A trial that a worker has. */
export interface WorkerJob {
  readonly sweep: WorkerSweep;
  readonly trial: Trial;
  /** As it was given to us last. */
  work: Work;
  /** It was given to somebody before, who may have told it, or died of it. */
  suspect: boolean;
  running: boolean;
  /** When the server last heard that it is ours. */
  beatMs: number;
  /** The server did not hear of it for so long that somebody else may have it. */
  lapsed: boolean;
}

const BEATS_PER_WAIT = 4;

/** The trials that a worker has: those that wait for a thread, and those that run. */
export class WorkerJobs {
  readonly #bus: Bus;
  /** By sweep and trial. What runs for a sweep that is over is not there any more. */
  readonly #jobs = new Map<string, WorkerJob>();
  readonly #waiting: WorkerJob[] = [];
  #running = 0;
  /** A trial may have ended its worker: one of those at a time. */
  #suspectRuns = false;

  constructor(bus: Bus) {
    this.#bus = bus;
  }

  get size(): number {
    return this.#jobs.size;
  }

  get all(): readonly WorkerJob[] {
    return [...this.#jobs.values()];
  }

  get running(): number {
    return this.#running;
  }

  /** A trial came from the queue. False when it is here already. */
  add(sweep: WorkerSweep, work: Work): boolean {
    const trial = JSON.parse(new TextDecoder().decode(work.data)) as Trial;
    const here = this.#jobs.get(keyOf(sweep, trial));
    if (here !== undefined) {
      // We were away for longer than the server waits: it is still ours.
      here.work = work;
      if (!here.running) here.suspect = true;
      work.working();
      return false;
    }
    const suspect = work.deliveries > 1;
    const beatMs = performance.now();
    const job = { sweep, trial, work, suspect, running: false, beatMs, lapsed: false };
    this.#jobs.set(keyOf(sweep, trial), job);
    this.#waiting.push(job);
    return true;
  }

  /** Begins one that waits, if one may be begun now. `ended` is due for it. */
  begin(): WorkerJob | undefined {
    for (const job of this.#waiting) if (hasLapsed(job)) job.suspect = true;
    const at = this.#waiting.findIndex((job) => !this.#suspectRuns || !job.suspect);
    const [job] = at < 0 ? [] : this.#waiting.splice(at, 1);
    if (job === undefined) return undefined;
    job.running = true;
    this.#running++;
    if (job.suspect) this.#suspectRuns = true;
    return job;
  }

  ended(job: WorkerJob): void {
    this.#running--;
    if (job.suspect) this.#suspectRuns = false;
    this.#drop(job);
  }

  /** Somebody else may have a trial, at once; one that runs here goes on nevertheless. */
  giveBack(job: WorkerJob): void {
    job.work.giveBack();
    if (!job.running) this.#drop(job);
  }

  /** Gives all trials of a sweep back. */
  giveBackOf(sweep: WorkerSweep): void {
    for (const job of this.#of(sweep)) this.giveBack(job);
  }

  giveBackWaiting(): void {
    while (this.#waiting.length > 0) this.giveBack(this.#waiting[0]!);
  }

  /** Trials of a sweep that is over are worth nothing any more. */
  dropOf(sweep: WorkerSweep): void {
    for (const job of this.#of(sweep)) this.#drop(job);
  }

  /** Tells the server that trials are still ours, where that is due. */
  beat(): void {
    if (!this.#bus.connected) return; // due when it is
    const now = performance.now();
    for (const job of this.#jobs.values()) {
      if (hasLapsed(job)) job.lapsed = true;
      if (now - job.beatMs < job.sweep.ackWaitMs / BEATS_PER_WAIT) continue;
      job.beatMs = now;
      job.work.working();
    }
  }

  #of(sweep: WorkerSweep): WorkerJob[] {
    return this.all.filter((job) => job.sweep === sweep);
  }

  #drop(job: WorkerJob): void {
    // The same sweep may have come again meanwhile, and its trial with it.
    const key = keyOf(job.sweep, job.trial);
    if (this.#jobs.get(key) === job) this.#jobs.delete(key);
    const at = this.#waiting.indexOf(job);
    if (at >= 0) this.#waiting.splice(at, 1);
  }
}

/** Whether somebody else may have it: we, or the server, were away. */
export function hasLapsed({ lapsed, beatMs, sweep }: WorkerJob): boolean {
  return lapsed || performance.now() - beatMs > sweep.ackWaitMs;
}

function keyOf(sweep: WorkerSweep, trial: Trial): string {
  return `${sweep.name}.${trial.id}`;
}
