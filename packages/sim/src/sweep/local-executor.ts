import type { Trial } from "@mexoms/sim/engine";
import {
  STOP_GRACE_NS,
  type StopOptions,
  type TrialEnd,
  type TrialExecutor,
} from "./trial-executor.ts";
import type { TrialRunner } from "./trial-runner.ts";

const NS_PER_MS = 1e6;

/**
 * Runs trials in this thread, one after the other. A callback of a strategy that never returns cannot be
 * ended here.
 */
export class LocalExecutor implements TrialExecutor {
  readonly #runner: TrialRunner;
  readonly #stop: StopOptions;

  constructor(runner: TrialRunner, stop: StopOptions) {
    this.#runner = runner;
    this.#stop = stop;
  }

  async run(
    trials: readonly Trial[],
    told: (trial: Trial, end: TrialEnd) => void,
    signal: AbortSignal,
  ): Promise<void> {
    const over = new AbortController();
    let timer: NodeJS.Timeout | undefined;
    const stop = (): void => {
      const { graceNs = STOP_GRACE_NS } = this.#stop;
      timer = setTimeout(() => over.abort(), graceNs / NS_PER_MS);
    };
    signal.addEventListener("abort", stop);
    try {
      for (const trial of trials) {
        if (signal.aborted) return;
        const end = await this.#run(trial, over.signal);
        if (end === undefined) return;
        told(trial, end);
        // A signal may come between two trials.
        await new Promise<void>((resolve) => {
          setImmediate(resolve);
        });
      }
    } finally {
      signal.removeEventListener("abort", stop);
      clearTimeout(timer);
    }
  }

  async close(): Promise<void> {}

  /** Undefined when there was no time left for it. */
  async #run(trial: Trial, over: AbortSignal): Promise<TrialEnd | undefined> {
    try {
      return await this.#runner.run(trial, over);
    } catch (error) {
      if (!over.aborted) throw error;
      this.#stop.onStopped?.([trial]);
      return undefined;
    }
  }
}
