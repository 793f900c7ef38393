import type { Point } from "../search/search.ts";
import type { BarSpan, Honesty } from "./honesty.ts";
import type { Figure } from "./not-enough.ts";
import type { SweepWarning } from "./sweep-warning.ts";

/**
 * What a sweep says, as plain data: JSON without loss (no NaN, no infinity, no typed arrays). A part
 * that the trials do not give is `{ notEnough: "why" }`; see isFigure. Trials are named by the numbers
 * of their rows. Unless said otherwise "all trials" are those of the search that ran on all of the
 * sweep's time under its own assumptions and did not fail.
 */
export interface SweepAnalysis {
  readonly version: 1;
  /** The first objective: decides which trial is the best. */
  readonly objective: string;
  /** Whether more of it is better. */
  readonly moreIsBetter: boolean;
  readonly currency: string;
  readonly barNs: number;
  readonly counts: TrialCounts;
  readonly best: Figure<BestTrial>;
  /** All trials, the best first. Those without the figure (NaN) come last and have no `value`. */
  readonly ranking: readonly RankedTrial[];
  readonly pareto: ParetoFront;
  /** Most important first. */
  readonly importance: Figure<{ readonly parameters: readonly ParameterImportance[] }>;
  /** In the order of the sweep's parameters. */
  readonly marginals: readonly ParameterMarginal[];
  readonly plateau: Figure<Plateau>;
  /** The best trial with one parameter moved by some percent. */
  readonly nearby: Figure<{ readonly moves: readonly NearbyMove[] }>;
  readonly assumptions: Figure<AssumptionFigures>;
  readonly overTime: Figure<TimeStability>;
  readonly overSymbols: Figure<{ readonly symbols: readonly SymbolStability[] }>;
  readonly bestStability: Figure<BestStability>;
  readonly honesty: Honesty;
  /** Reasons to doubt the best trial, in the order of WARNING_CODES; empty when none was found. */
  readonly warnings: readonly SweepWarning[];
}

export interface TrialCounts {
  /** Rows of all phases. */
  readonly rows: number;
  readonly search: number;
  readonly nearby: number;
  readonly assumptions: number;
  /** Of all phases. */
  readonly failed: number;
  /** Trials that the statistics are about. */
  readonly complete: number;
  /** Trials of the project so far, from its research log, those of this sweep among them. */
  readonly project: number;
}

export interface RankedTrial {
  readonly number: number;
  readonly point: Point;
  /** Of the first objective. */
  readonly value?: number;
}

export interface BestTrial {
  readonly number: number;
  readonly point: Point;
  readonly value: number;
  /** Exact decimal text, or the shortest text of a double. */
  readonly text: string;
  /** Of the currency, exact. */
  readonly pnl: string;
  readonly inventoryPnl: string;
  readonly fills: number;
}

export interface ParetoFront {
  readonly objectives: readonly string[];
  /** Trials that no other one is better than in one objective without being worse in another. */
  readonly numbers: readonly number[];
}

export interface ParameterImportance {
  readonly name: string;
  /**
   * Part of the variance of the trials' ranks that the means over this parameter's values explain,
   * from 0 to 1 (first order of a functional ANOVA), less what chance alone would explain.
   */
  readonly share: number;
  /** Values, or equal parts of a range, that were told apart. */
  readonly groups: number;
}

/** What the objective does along one parameter, whatever the others are. */
export interface ParameterMarginal {
  readonly name: string;
  readonly ordered: boolean;
  readonly values: readonly {
    /** The value, or of drawn values the one in the middle of those told together. */
    readonly text: string;
    /** Of the axis, from 0 to 1. */
    readonly place: number;
    readonly trials: number;
    /** Over the trials that have the figure. */
    readonly mean: number;
    readonly median: number;
    readonly best: number;
    readonly worst: number;
  }[];
}

/** Whether the best trial stands on a plateau or on a peak of its own. */
export interface Plateau {
  /** Median of the neighbours by the best: near 1 is a plateau; absent when the best is not above 0. */
  readonly score?: number;
  readonly best: number;
  readonly median: number;
  readonly worst: number;
  readonly neighbours: readonly number[];
  /** "steps": one step away on one ordered parameter; "nearest": the nearest ones in the unit space. */
  readonly how: "steps" | "nearest";
}

/** The best trial with one parameter moved. */
export interface NearbyMove {
  readonly number: number;
  readonly name: string;
  readonly from: string;
  readonly to: string;
  /** Relative to the best trial's value, for example -0.1; absent where it has no size (0 or no number). */
  readonly change?: number;
  /** Of the objective; absent for a failed trial. */
  readonly value?: number;
  /** `value` by the best trial's; absent when that is not above 0. */
  readonly ratio?: number;
}

/** The best trial, and for queue models the best ones, under other assumptions. */
export interface AssumptionFigures {
  /** The best trial under each variant, in the order of their rows. */
  readonly best: readonly VariantFigures[];
  /** For each queue model that several trials were run again under. */
  readonly queues: readonly QueueFigures[];
}

export interface VariantFigures {
  readonly label: string;
  readonly kind: "latency" | "fees" | "queue" | "other";
  /** Of a latency variant. */
  readonly latencyTimes?: number;
  readonly number: number;
  /** Of the objective; absent for a failed trial. */
  readonly value?: number;
  /** Profit; absent for a failed trial. */
  readonly pnl?: number;
  /** `value` by the best trial's under the sweep's own assumptions; absent when that is not above 0. */
  readonly ratio?: number;
}

export interface QueueFigures {
  readonly label: string;
  /** Search trials that were run again under it, and what came out, the best first. */
  readonly trials: readonly {
    /** Of the trial under the sweep's own assumptions. */
    readonly original: number;
    readonly number: number;
    readonly value: number;
  }[];
  /** Whether the winner under this model is the best trial, next to it, or far away. */
  readonly winner: "same" | "neighbour" | "other";
}

/** The bars of a trial in parts of time. */
export interface TimeParts {
  /** "day": UTC days; "hour": UTC hours, of data of one day; "part": equal parts of less. */
  readonly unit: "day" | "hour" | "part";
  readonly parts: readonly {
    /** Start, for example "2024-08-08" or "2024-08-08T14:00Z". */
    readonly label: string;
    readonly bars: BarSpan;
  }[];
}

/** Where in time the best trial earned. */
export interface TimeStability extends TimeParts {
  readonly parts: readonly (TimeParts["parts"][number] & { readonly pnl: number })[];
  /** Parts with a profit. */
  readonly positive: number;
  /** Part of the whole profit from the best part; absent when there is no profit. */
  readonly bestShare?: number;
}

/** Where the ten best trials earned, or as many as there are, the best first. */
export interface BestStability extends TimeParts {
  readonly trials: readonly {
    readonly number: number;
    readonly point: Point;
    /** Of the whole time, exact. */
    readonly pnl: string;
    readonly over: Figure<TimeProfit>;
    readonly symbols: readonly Pick<SymbolStability, "instrument" | "currency" | "pnl">[];
  }[];
}

/** What one trial earned in parts of time. */
export interface TimeProfit {
  /** In the order of the parts. */
  readonly pnl: readonly number[];
  /** Parts with a profit. */
  readonly positive: number;
  /** Part of the whole profit from the best part; absent when there is no profit. */
  readonly bestShare?: number;
}

/** What the best trial earned with one instrument. */
export interface SymbolStability {
  readonly instrument: string;
  readonly currency: string;
  readonly pnl: string;
  readonly turnover: string;
  readonly fills: number;
  /** Part of all trials that had a profit with this instrument, 0 to 1. */
  readonly positive: number;
}
