import type { Trial } from "@mexoms/sim/engine";
import type { TrialEnd, TrialExecutor } from "./trial-executor.ts";
import type { TrialRunner } from "./trial-runner.ts";

/** Runs trials in this thread, one after the other. */
export class LocalExecutor implements TrialExecutor {
  readonly #runner: TrialRunner;

  constructor(runner: TrialRunner) {
    this.#runner = runner;
  }

  async run(
    trials: readonly Trial[],
    told: (trial: Trial, end: TrialEnd) => void,
    signal: AbortSignal,
  ): Promise<void> {
    for (const trial of trials) {
      if (signal.aborted) return;
      told(trial, await this.#runner.run(trial));
      // A signal may come between two trials.
      await new Promise<void>((resolve) => {
        setImmediate(resolve);
      });
    }
  }

  async close(): Promise<void> {}
}
