/** Backtests of the best trials, made for their tear sheets. */
export interface BestRuns {
  /** Addresses of tear sheets, relative to the page, by number of the trial. */
  readonly sheets: Readonly<Record<string, string>>;
  /** What a reader should know, such as why there are none. */
  readonly notes: readonly string[];
}
