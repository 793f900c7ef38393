import type { Strategy } from "@mexoms/core";
import type { Study, Tape, Trial } from "@mexoms/sim/engine";
import type { TrialEnd } from "./trial-executor.ts";

/** Runs the trials of one study in this thread, one after the other. */
export interface TrialRunner {
  /**
   * Deterministic. Errors of settings and of the strategy, and limits that it runs into, are ends; others
   * are thrown. Rejects with the signal's reason when it is aborted before the end.
   */
  run(trial: Trial, signal?: AbortSignal): Promise<TrialEnd>;
}

export interface TrialRunnerOptions {
  readonly study: Study;
  readonly strategy: Strategy;
  /**
   * The study's tapes as far as a trial with this share may see: cut at that part of the time from
   * `study.startNs` to `study.endNs`. The same share gives the same tapes.
   */
  readonly tapes: (share: number) => readonly Tape[];
}
