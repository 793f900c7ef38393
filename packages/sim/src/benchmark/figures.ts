import type { Results } from "./probe-job.ts";
import type { ReplayTime } from "./replay-time.ts";
import type { Workload } from "./workload.ts";

/** The figures, in order of trust. */
export const FIGURES = ["results", "bytes", "instructions", "time"] as const;
export type FigureName = (typeof FIGURES)[number];

/** What one checkout gave for one workload, exactly. Undefined is what was not measured. */
export interface ExactFigures {
  readonly results: Results;
  /** Heap bytes allocated for a row of market data once warm. */
  readonly bytesPerRow: number | undefined;
  /** Machine instructions for a row once warm. */
  readonly instructionsPerRow: number | undefined;
}

/** All that was measured of a workload. */
export interface WorkloadFigures {
  readonly workload: Workload;
  readonly head: ExactFigures;
  readonly base: ExactFigures | undefined;
  readonly time: ReplayTime | undefined;
}
