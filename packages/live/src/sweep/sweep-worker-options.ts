import type { Bus } from "../bus/bus.ts";

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
