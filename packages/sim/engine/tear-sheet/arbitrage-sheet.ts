import type { Money, NearestEdge } from "@mexoms/core";

/** Arbitrage of a run, from what its strategy explained under the topics of DealRecord. */
export interface ArbitrageSheet {
  readonly detected: number;
  /** Opportunities that were not taken, by gate. */
  readonly gated: Readonly<Record<string, number>>;
  /** Opportunities that were taken. */
  readonly taken: number;
  /** All deals: those of opportunities, of quotes that were filled, of dust and of late fills. */
  readonly deals: number;
  /** Of all deals: the first orders filled every leg alike; they left a residual; they filled nothing. */
  readonly bothFilled: number;
  readonly oneLegged: number;
  readonly missed: number;
  readonly byCurrency: readonly {
    readonly currency: string;
    readonly expected: Money;
    readonly realised: Money;
    /**
     * Equity change of the instruments settled in the currency, less what was realised: positions that
     * are kept at both ends of a deal, and dust that is carried, at the prices of the run's end.
     */
    readonly openMarks: Money;
    /** Lost on what had to be hedged again or unwound. */
    readonly residualCost: Money;
    readonly expectedBps: number | undefined;
    readonly realisedBps: number | undefined;
  }[];
  /** How long edges lived, of those that were found. */
  readonly edgeLife: { readonly p50Ns: number; readonly p90Ns: number } | undefined;
  /** The pairs that came nearest to being taken; empty where the strategy does not tell. */
  readonly nearest: readonly NearestEdge[];
  /** Position by instrument at the end, less that at the start. */
  readonly drift: readonly { readonly instrument: string; readonly qty: string }[];
}
