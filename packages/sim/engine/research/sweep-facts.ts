import type { SearchSpace } from "../search/search-space.ts";
import type { FoldScore } from "./honesty.ts";

/** What an analysis needs to know beside the sweep itself. */
export interface SweepFacts {
  /**
   * Trials of the project so far, those of this sweep among them. Less than the points that the
   * sweep itself tried is read as their number.
   */
  readonly projectTrials: number;
  /** A best trial with fewer executions is warned of. */
  readonly minFills: number;
  /** Of the sweep: the points of its trials are in it. */
  readonly space: SearchSpace;
  /**
   * Limits of the parameters as the strategy declares them (its `params` will do), so that a warning
   * can tell a range that can be widened from one that cannot.
   */
  readonly declared?: Readonly<
    Record<string, { readonly min: string | undefined; readonly max: string | undefined }>
  >;
  /** By what trials are compared within folds and splits. */
  readonly foldScore: FoldScore;
  /** Of the resamples. */
  readonly seed: number;
}
