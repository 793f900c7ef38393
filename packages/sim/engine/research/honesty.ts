import type { Figure } from "./not-enough.ts";

/** From `low` to `high` in `level` (0.95) of the cases. */
export interface Interval {
  readonly low: number;
  readonly high: number;
  readonly level: number;
}

/** The Sharpe ratio of a bar, and how sure one can be of it. Not annualised. */
export interface SharpeFigures {
  readonly bars: number;
  readonly sharpe: number;
  /** Standard error, with skew and kurtosis (Lo 2002, Mertens 2002). */
  readonly error: number;
  /** 0 for a symmetric distribution. */
  readonly skew: number;
  /** 3 for a normal distribution. */
  readonly kurtosis: number;
  /** Probability that the true Sharpe ratio is above 0, were this the only trial ever made. */
  readonly probabilistic: number;
}

/** The Sharpe ratio against what the best of so many worthless trials would show (Bailey, Lopez de Prado 2014). */
export interface DeflatedSharpe {
  /** Probability that the true Sharpe ratio is above 0, after so many trials. */
  readonly probability: number;
  /**
   * Expected Sharpe ratio of a bar of the best of `trials` worthless trials. Those that are not
   * `counted` are taken to spread at least as chance alone makes them.
   */
  readonly expectedMax: number;
  /** Trials of the project so far, this sweep's among them. */
  readonly trials: number;
  /** Standard deviation of the Sharpe ratios of this sweep's trials. */
  readonly sharpeDeviation: number;
  /** Trials of this sweep whose Sharpe ratios were counted. */
  readonly counted: number;
}

/** Probability of backtest overfitting (Bailey, Borwein, Lopez de Prado, Zhu 2015). */
export interface Overfitting {
  /** Part of the splits in which the best trial of one half is below the median in the other, 0 to 1. */
  readonly probability: number;
  /** Part of the splits in which it loses in the other half. */
  readonly probabilityOfLoss: number;
  readonly trials: number;
  readonly blocks: number;
  /** Ways of choosing half of the blocks. */
  readonly splits: number;
  /** Bars in use: a whole number of blocks of equal length; the last few bars may be left out. */
  readonly bars: number;
  /** Logits of the rank in the other half, in equal bins from `from` to `to`: for a histogram. */
  readonly logits: {
    readonly from: number;
    readonly to: number;
    readonly counts: readonly number[];
  };
  readonly medianLogit: number;
  /** The line of the score in the other half over the score in the chosen half. */
  readonly degradation: {
    readonly slope: number;
    readonly intercept: number;
    /** Squared correlation. */
    readonly fit: number;
    /** Some of the splits, at most 500: [score in the chosen half, in the other one]. */
    readonly points: readonly (readonly [number, number])[];
  };
  /** What the score is: mean over deviation of a bar, or the profit. */
  readonly by: FoldScore;
}

/** By what trials are compared within a part of the bars. */
export type FoldScore = "pnl" | "sharpe";

/** What could have been had the days come in another order: the stationary bootstrap (Politis, Romano 1994). */
export interface BootstrapFigures {
  readonly pnl: Interval;
  /** Of a bar; absent when it is not defined in some resample. */
  readonly sharpe?: Interval;
  /** Part of the resamples with a profit of 0 or less. */
  readonly lossShare: number;
  /** Mean length of a block in bars. */
  readonly block: number;
  readonly resamples: number;
  readonly seed: number;
}

/** Bars from `from` up to but not with `to`. */
export interface BarSpan {
  readonly from: number;
  readonly to: number;
}

/** One fold: the trial that wins in training and what it earns in the test. */
export interface FoldFigures {
  /** Training bars; two spans where a test lies between them. */
  readonly train: readonly BarSpan[];
  readonly test: BarSpan;
  /** The trial that wins in training. */
  readonly number: number;
  /** Profit of a bar in training. */
  readonly trainPnlPerBar: number;
  readonly testPnlPerBar: number;
  readonly testPnl: number;
  /** Sharpe ratio of a bar in the test; absent when not defined. */
  readonly testSharpe?: number;
  /** Place of the winner among all trials in the test: 1 is the best, 0 the worst. */
  readonly testRank: number;
  /** Rank correlation (Spearman) of all trials between training and test; absent when all are equal. */
  readonly rankCorrelation?: number;
}

export type FoldKind = "anchored" | "rolling" | "purged";

/** Folds of one kind. */
export interface FoldAnalysis {
  readonly kind: FoldKind;
  readonly by: FoldScore;
  /** Bars left out on each border between training and test. */
  readonly embargoBars: number;
  readonly folds: readonly FoldFigures[];
  /** Profit of the winners over all test spans. */
  readonly testPnl: number;
  /** Folds in which the winner earned something in the test. */
  readonly wins: number;
  /** Profit of a bar in tests by that in training; absent when training earned nothing. */
  readonly efficiency?: number;
  /** Mean of the folds' rank correlations; absent when there is none. */
  readonly rankCorrelation?: number;
  /** Different winners among the folds. */
  readonly winners: number;
}

/** How much of the best trial is real. */
export interface Honesty {
  readonly sharpe: Figure<SharpeFigures>;
  readonly deflated: Figure<DeflatedSharpe>;
  readonly overfitting: Figure<Overfitting>;
  readonly bootstrap: Figure<BootstrapFigures>;
  /** Walk-forward as the plan asks for it: anchored or rolling. */
  readonly walkForward: Figure<FoldAnalysis>;
  /** The other one of anchored and rolling. */
  readonly walkForwardOther: Figure<FoldAnalysis>;
  readonly purged: Figure<FoldAnalysis>;
}
