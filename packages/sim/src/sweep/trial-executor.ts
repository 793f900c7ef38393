import type { Trial, TrialOutcome } from "@mexoms/sim/engine";

/** What became of a trial: an outcome, or why there is none. */
export type TrialEnd =
  | { readonly kind: "done"; readonly outcome: TrialOutcome }
  /** The trial itself cannot be run: it would fail again everywhere. */
  | { readonly kind: "failed"; readonly reason: string };

/**
 * Runs trials somewhere: in worker threads of this process, or by workers on NATS. A trial that was
 * lost with its worker is run again, without a word to the caller.
 */
export interface TrialExecutor {
  /**
   * Runs all of them, in any order, and tells each end once. Resolves when all have ended, or soon
   * after the signal is aborted: the rest is not run then, and nothing is told any more. Rejects when
   * trials cannot be run at all, for example because workers keep dying.
   */
  run(
    trials: readonly Trial[],
    told: (trial: Trial, end: TrialEnd) => void,
    signal: AbortSignal,
  ): Promise<void>;
  close(): Promise<void>;
}
