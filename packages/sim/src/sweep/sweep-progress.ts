import type { TrialRow } from "@mexoms/sim/engine";

/** How far a sweep is. Rates count what was run now, not what a log had already. */
export interface SweepProgress {
  readonly done: number;
  /** Trials in total, as far as known. */
  readonly expected: number;
  readonly failed: number;
  /** Taken from the log of an earlier start, part of `done`. */
  readonly known: number;
  readonly trialsPerSecond: number;
  readonly rowsPerSecond: number;
  /** Undefined as long as nothing was run. */
  readonly etaNs: number | undefined;
  /** The best trial so far by the first objective, on the whole data. */
  readonly best: TrialRow | undefined;
}
