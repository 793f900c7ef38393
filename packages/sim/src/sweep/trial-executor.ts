import type { Trial, TrialOutcome } from "@mexoms/sim/engine";

/** What became of a trial: an outcome, or why there is none. */
export type TrialEnd =
  | { readonly kind: "done"; readonly outcome: TrialOutcome }
  /** The trial itself cannot be run: it would fail again everywhere. */
  | { readonly kind: "failed"; readonly reason: string };

/** How an executor stops. */
export interface StopOptions {
  /** Time that trials which run have to end once they are to stop; 10 s when not given. */
  readonly graceNs?: number | undefined;
  /** Trials that had not ended after that time, and were ended without an end of their own. */
  readonly onStopped?: ((trials: readonly Trial[]) => void) | undefined;
}

export const STOP_GRACE_NS = 10e9;

/**
 * Runs trials somewhere: in worker threads of this process, or by workers on NATS. A trial that was
 * lost with its worker is run again, without a word to the caller.
 */
export interface TrialExecutor {
  /**
   * Runs all of them, in any order, and tells each end once. Resolves when all have ended, or, once the
   * signal is aborted, after the time that it gives those which run: what has not ended by then has no
   * end, and nothing is told any more. Rejects when trials cannot be run at all, for example because
   * workers keep dying.
   */
  run(
    trials: readonly Trial[],
    told: (trial: Trial, end: TrialEnd) => void,
    signal: AbortSignal,
  ): Promise<void>;
  close(): Promise<void>;
}
