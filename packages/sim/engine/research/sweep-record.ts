import type { Study } from "./study.ts";
import type { TrialPhase, TrialRow } from "./trial.ts";

/** How a sweep was asked for: what `sweep.json` holds, beside its study. */
export interface SweepPlan {
  readonly study: Study;
  /** Swept parameters as they were given, for example { halfSpread: "1bps:20bps:1bps" }. */
  readonly space: Readonly<Record<string, string>>;
  readonly where: readonly string[];
  /** The search by its name, for example "grid" or "sobol 200". */
  readonly search: string;
  /** Seed of searches that draw. */
  readonly seed: number;
  /** Metrics that the search looks at, the first one decides which trial is the best. */
  readonly objectives: readonly string[];
  /** What is run: "search" always. */
  readonly phases: readonly TrialPhase[];
  /** Part of the data's time that trials never see, 0 for none. */
  readonly holdout: number;
  /** For the honesty section; see docs. */
  readonly folds: number;
  readonly foldKind: "rolling" | "anchored";
  /** Bars between training and test that count for neither. */
  readonly embargoBars: number;
}

/** A sweep as its folder keeps it. */
export interface SweepRecord {
  readonly plan: SweepPlan;
  /** In the order of their numbers. */
  readonly rows: readonly TrialRow[];
  /** Why there may be more rows to come: "interrupted" or "budget"; absent for a whole sweep. */
  readonly unfinished?: Unfinished;
}

/** "interrupted" also for a sweep that was killed, or is running now. */
export type Unfinished = "interrupted" | "budget";
