import type { Instrument, Money, Side } from "@mexoms/core";

export type OpportunityKind = "cross-venue" | "spot-perpetual" | "triangular";

/** One order of an opportunity. */
export interface Leg {
  readonly instrument: Instrument;
  readonly side: Side;
  readonly qtyLots: number;
  /** Worst price that still leaves the minimum profit: the limit of the order. Whole ticks. */
  readonly limitTicks: number;
  /** What the walk of the book expects to pay or get on average, for the record only. */
  readonly expectedTicks: number;
  /** Lots that the book shows within the limit; the leg with fewer is the thinner one. */
  readonly depthLots: number;
}

/** A profit that is there now, with what to send for it. */
export interface Opportunity {
  readonly kind: OpportunityKind;
  /** Names it in records, for example "BTC binance:spot>binance:usdm". */
  readonly name: string;
  readonly legs: readonly Leg[];
  /**
   * Of pairs with a perpetual: whether its position grows or goes back. A position that is opened
   * pays the fees of its exit later; they are in what was asked of the edge, not in `net`.
   */
  readonly phase?: "open" | "close";
  /** Expected profit after the fees of all legs, exact, in `currency`. */
  readonly net: Money;
  readonly currency: string;
  /** net over what is bought, in basis points, for people. */
  readonly netBps: number;
  readonly foundNs: number;
}
