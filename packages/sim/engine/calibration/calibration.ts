import type { StayEnd } from "./observations.ts";
import type { LeftOut } from "./stays.ts";

/** How one queue model fits own orders. Log likelihoods are natural; the nearer to 0 the better. */
export interface ModelScore {
  /** As `--queue` takes it. */
  readonly queue: string;
  /** Fitted on the first part: scale of the front's error, in sizes shown on arrival. */
  readonly noiseScale: number;
  /** Fitted on the first part: share of trades at which chance decides. */
  readonly noiseChance: number;
  /** Mean log likelihood of a trade, first part; the noise was fitted there. */
  readonly fitLogLikelihood: number;
  /** Mean log likelihood of a trade, second part: the score. Minus it is the log loss. */
  readonly logLikelihood: number;
  /** Mean squared error of the predicted chance of a trade, second part. */
  readonly brier: number;
  /** Part of mere chance's log loss that the model takes away, second part: 1 is perfect. */
  readonly explained: number;
  /** Orders reached, second part, by the chances that the model gave to their trades. */
  readonly expectedReached: number;
  /** Both parts, no noise: orders that the model says were reached before they left. */
  readonly predictedReached: number;
  /** Both parts, no noise: orders reached at the very instant that the model says, or never by both. */
  readonly agreed: number;
  readonly fillTimeError: FillTimeError;
  readonly lotsError: LotsError;
  /** How much better the best model's log likelihood of an order is, second part; 95 % bands. */
  readonly behindBest: { readonly mean: number; readonly low: number; readonly high: number };
  /** The data does not tell it from the best. */
  readonly tied: boolean;
}

/** Predicted minus actual time, in nanoseconds, of reached orders. null: not before the tape's end. */
export interface FillTimeError {
  readonly orders: number;
  readonly p10Ns: number | null;
  readonly medianNs: number | null;
  readonly p90Ns: number | null;
}

/**
 * Both parts, no noise: lots by which a model says that a trade went past the front minus those that
 * it filled, of orders that one trade filled in part. Above zero, the model's front is too near.
 */
export interface LotsError {
  readonly orders: number;
  readonly p10: number | null;
  readonly median: number | null;
  readonly p90: number | null;
}

/** Trades to which the best model gave a chance in a tenth, and how many of them reached the order. */
export interface ChanceBin {
  readonly from: number;
  readonly to: number;
  readonly trades: number;
  /** Mean predicted chance, 0 when there is no trade. */
  readonly predicted: number;
  /** Share that reached the order, 0 when there is no trade. */
  readonly observed: number;
}

/** A part of the informative orders, by time of acceptance. */
export interface CalibrationPart {
  readonly orders: number;
  readonly trades: number;
  readonly reached: number;
  /** Orders of which the models do not all say the same. */
  readonly telling: number;
  /** Groups of orders that stood in one queue at one time: the units of the bootstrap. */
  readonly groups: number;
  /** Groups with a telling order. */
  readonly tellingGroups: number;
}

export interface CalibrationCounts {
  readonly orders: number;
  readonly leftOut: Readonly<Record<LeftOut, number>>;
  /** Stays in a queue that were followed; an order has one more for each amend that cost its place. */
  readonly stays: number;
  /** How followed stays ended. */
  readonly ends: Readonly<Record<StayEnd, number>>;
  /** Followed stays with nothing ahead on arrival: they tell nothing of queues. */
  readonly alone: number;
  /** Followed stays, not alone, at whose price nothing traded before they ended. */
  readonly untraded: number;
  /** Stays that the market went through without a fill at that instant: clocks may not agree. */
  readonly survivedThrough: number;
}

export type VerdictKind =
  | "best"
  | "tied"
  | "parts-disagree"
  | "no-better-than-chance"
  | "too-few"
  | "nothing-to-learn"
  | "tape-disagrees";

export interface Verdict {
  readonly kind: VerdictKind;
  /** What to give to `--queue`; only a "best" verdict has it. */
  readonly queue: string | undefined;
  /** Models that the data does not tell from the best, the best first. */
  readonly tied: readonly string[];
  /** In words. */
  readonly text: string;
}

/** How queue models fit own orders. */
export interface QueueCalibration {
  readonly instrument: string;
  readonly tapes: readonly string[];
  readonly fitShare: number;
  readonly resamples: number;
  readonly seed: number;
  readonly counts: CalibrationCounts;
  readonly fit: CalibrationPart;
  readonly held: CalibrationPart;
  /** Mean log likelihood of a held-out trade by mere chance. */
  readonly chanceLogLikelihood: number;
  /** Best first. */
  readonly models: readonly ModelScore[];
  /** Of the best model, second part. */
  readonly bins: readonly ChanceBin[];
  readonly verdict: Verdict;
}
