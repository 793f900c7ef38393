import type { Money } from "@mexoms/core";

/** Arbitrage of a run, from what its strategy explained under the topics of DealRecord. */
export interface ArbitrageSheet {
  readonly detected: number;
  /** Opportunities that were not taken, by gate. */
  readonly gated: Readonly<Record<string, number>>;
  /** Deals that were begun. */
  readonly taken: number;
  /** Of them: the first orders filled every leg alike; they left a residual; they filled nothing. */
  readonly bothFilled: number;
  readonly oneLegged: number;
  readonly missed: number;
  readonly byCurrency: readonly {
    readonly currency: string;
    readonly expected: Money;
    readonly realised: Money;
    /** Lost on what had to be hedged again or unwound. */
    readonly residualCost: Money;
    readonly expectedBps: number | undefined;
    readonly realisedBps: number | undefined;
  }[];
  /** How long edges lived, of those that were found. */
  readonly edgeLife: { readonly p50Ns: number; readonly p90Ns: number } | undefined;
  /** Position by instrument at the end, less that at the start. */
  readonly drift: readonly { readonly instrument: string; readonly qty: string }[];
}
