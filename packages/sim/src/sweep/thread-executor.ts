import { Worker } from "node:worker_threads";
import { fail } from "@mexoms/core/internal";
import type { Study, Trial } from "@mexoms/sim/engine";
import type { SharedTape } from "./shared-tape.ts";
import {
  STOP_GRACE_NS,
  type StopOptions,
  type TrialEnd,
  type TrialExecutor,
} from "./trial-executor.ts";
import type { RunTrial, WorkerJob, WorkerMessage } from "./worker-messages.ts";

/** Trials that a worker has beyond the one that it runs, so that it never waits for this thread. */
const QUEUED_AHEAD = 2;
/** A trial whose worker died is run again so often. */
const RUN_AGAIN = 2;
/** New objects have little room in a worker: their garbage is what makes the memory of threads grow. */
const YOUNG_MB = 2;
/** Most a worker's heap may hold unless said otherwise. */
const HEAP_MB = 512;
const NS_PER_MS = 1e6;

export interface ThreadExecutorOptions extends StopOptions {
  readonly study: Study;
  /** An ES module with the strategy as its default export. */
  readonly modulePath: string;
  /** The study's tapes without the hold-out. */
  readonly tapes: readonly SharedTape[];
  /** At least 1. */
  readonly workers: number;
  /** Most a worker's heap may hold, in MB; 512 when not given. */
  readonly heapMb?: number | undefined;
}

interface Seat {
  worker: Worker;
  /** What it was sent and has not answered, oldest first: the first one is what it runs. */
  readonly sent: Trial[];
  ready: boolean;
}

interface Round {
  readonly waiting: Trial[];
  /** Trials that are waiting or sent. */
  left: number;
  readonly told: (trial: Trial, end: TrialEnd) => void;
  readonly deaths: Map<string, number>;
  readonly resolve: () => void;
  readonly reject: (error: unknown) => void;
}

/**
 * Runs trials in worker threads over one memory with the tapes. A worker that dies is replaced, and
 * its trial is run again, twice at most: then it has failed. Whatever a trial does, it is ended when the
 * time to stop is over.
 */
export class ThreadExecutor implements TrialExecutor {
  readonly #options: ThreadExecutorOptions;
  readonly #stop: Int32Array = new Int32Array(new SharedArrayBuffer(4));
  readonly #seats: Seat[] = [];
  #round: Round | undefined;
  #grace: NodeJS.Timeout | undefined;
  #closed = false;

  constructor(options: ThreadExecutorOptions) {
    this.#options = options;
  }

  async run(
    trials: readonly Trial[],
    told: (trial: Trial, end: TrialEnd) => void,
    signal: AbortSignal,
  ): Promise<void> {
    if (trials.length === 0 || signal.aborted) return;
    if (this.#round || this.#closed)
      fail("an executor runs one round at a time, until it is closed");
    const stop = (): void => this.#stopRound();
    signal.addEventListener("abort", stop);
    try {
      await new Promise<void>((resolve, reject) => {
        const deaths = new Map<string, number>();
        this.#round = { waiting: [...trials], left: trials.length, told, deaths, resolve, reject };
        while (this.#seats.length < Math.min(this.#options.workers, trials.length)) {
          this.#seats.push(this.#newSeat());
        }
        this.#deal();
      });
    } finally {
      signal.removeEventListener("abort", stop);
      clearTimeout(this.#grace);
      this.#round = undefined;
      Atomics.store(this.#stop, 0, 0);
    }
  }

  /** Ends a round that is run, too, at once. */
  async close(): Promise<void> {
    this.#closed = true;
    const seats = this.#seats.splice(0);
    this.#round?.resolve();
    await Promise.all(seats.map(async ({ worker }) => worker.terminate()));
  }

  /** What runs has some time to come to its end; the rest is not started. */
  #stopRound(): void {
    const round = this.#round;
    if (!round) return;
    Atomics.store(this.#stop, 0, 1);
    const { graceNs = STOP_GRACE_NS } = this.#options;
    this.#grace = setTimeout(() => this.#endRound(round), graceNs / NS_PER_MS);
    this.#leave(round, round.waiting.splice(0).length);
  }

  /** Ends workers in the middle of what they run: a callback may never return. */
  #endRound(round: Round): void {
    const busy = this.#seats.filter(({ sent }) => sent.length > 0);
    for (const seat of busy) {
      this.#seats.splice(this.#seats.indexOf(seat), 1);
      void seat.worker.terminate();
    }
    this.#options.onStopped?.(busy.map(({ sent }) => sent[0]!));
    this.#leave(
      round,
      busy.reduce((sum, { sent }) => sum + sent.length, 0),
    );
  }

  /** Hands out trials in turn, so that the first ones begin at once in different workers. */
  #deal(): void {
    const round = this.#round;
    if (!round) return;
    for (let depth = 1; depth <= 1 + QUEUED_AHEAD; depth++) {
      for (const seat of this.#seats) {
        if (seat.sent.length >= depth) continue;
        const trial = round.waiting.shift();
        if (!trial) return;
        seat.sent.push(trial);
        const message: RunTrial = { trial };
        seat.worker.postMessage(message);
      }
    }
  }

  #newSeat(): Seat {
    const { study, modulePath, tapes, heapMb = HEAP_MB } = this.#options;
    const workerData: WorkerJob = { study, modulePath, tapes, stop: this.#stop };
    const worker = new Worker(new URL("worker-main.js", import.meta.url), {
      workerData,
      resourceLimits: { maxYoungGenerationSizeMb: YOUNG_MB, maxOldGenerationSizeMb: heapMb },
      name: "mexoms sweep",
    });
    const seat: Seat = { worker, sent: [], ready: false };
    let cause: unknown;
    worker.on("message", (message: WorkerMessage) => this.#hear(seat, message));
    worker.on("error", (error) => (cause = error));
    worker.on("exit", (code) => this.#bury(seat, cause ?? `it ended with code ${code}`));
    return seat;
  }

  #hear(seat: Seat, message: WorkerMessage): void {
    const round = this.#round;
    if (message.kind === "ready") {
      seat.ready = true;
      return;
    }
    if (!round || !this.#seats.includes(seat)) return; // it was given up
    const trial = seat.sent.shift();
    if (trial?.id !== message.id) fail(`a worker answers for ${message.id} out of turn`);
    if (message.kind === "end") this.#tell(round, trial, message.end);
    this.#leave(round, 1);
    this.#deal();
  }

  #tell(round: Round, trial: Trial, end: TrialEnd): void {
    try {
      round.told(trial, end);
    } catch (error) {
      round.reject(error);
    }
  }

  #leave(round: Round, count: number): void {
    round.left -= count;
    if (round.left === 0) round.resolve();
  }

  /** Puts another worker in the place of one that died. */
  #bury(seat: Seat, cause: unknown): void {
    const round = this.#round;
    const at = this.#seats.indexOf(seat);
    if (this.#closed || at < 0) return;
    if (!seat.ready) {
      // It never came so far as to run anything: no other one would.
      this.#seats.splice(at, 1);
      round?.reject(cause);
      return;
    }
    const [running, ...queued] = seat.sent;
    this.#seats[at] = this.#newSeat();
    if (!round) return;
    if (Atomics.load(this.#stop, 0) > 0) {
      this.#leave(round, seat.sent.length);
      return;
    }
    round.waiting.unshift(...queued);
    if (running) this.#again(round, running, cause);
    this.#deal();
  }

  #again(round: Round, trial: Trial, cause: unknown): void {
    const deaths = (round.deaths.get(trial.id) ?? 0) + 1;
    round.deaths.set(trial.id, deaths);
    if (deaths <= RUN_AGAIN) {
      round.waiting.unshift(trial);
      return;
    }
    const reason = `its worker died ${deaths} times: ${this.#problem(cause)}`;
    this.#tell(round, trial, { kind: "failed", reason });
    this.#leave(round, 1);
  }

  #problem(cause: unknown): string {
    if (!(cause instanceof Error)) return String(cause);
    if ("code" in cause && cause.code === "ERR_WORKER_OUT_OF_MEMORY") {
      return `out of memory, a trial may take ${this.#options.heapMb ?? HEAP_MB} MB beside the tapes`;
    }
    return `${cause.name}: ${cause.message}`;
  }
}
