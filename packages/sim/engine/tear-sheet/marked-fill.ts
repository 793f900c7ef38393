import type { FillRow } from "../result/result.ts";

/** A fill, and what its order and the market were then and later. Prices are half ticks. */
export interface MarkedFill {
  readonly fill: FillRow;
  /** Row of its order's timeline. */
  readonly row: number;
  /** Nanoseconds after the start of the run, by the exchange's clock. */
  readonly atNs: number;
  /** +1 for a buy, -1 for a sell. */
  readonly sign: number;
  readonly priceHalf: number;
  /** The mid at the fill. */
  midHalf: number;
  /** The mid `adverseNs` later, or at the end when that comes first. */
  adverseHalf: number;
  /** Whether that is `adverseNs` later, and not the end. */
  adverseKnown: boolean;
  /** The mids at the horizons; NaN beyond the data. */
  readonly laterHalf: Float64Array;
  /** (size of our side - size of the other) / both, at the best prices before a maker fill; NaN else. */
  imbalance: number;
  /** All that was traded against our side at the time of a maker fill, in lots; NaN for a taker's. */
  takerLots: number;
  /** Place of its price among our own on the side: 1 is the nearest to the market; 0 for takers. */
  level: number;
  /** Since its order took its place in the book; NaN for takers. */
  ageNs: number;
  /** Size ahead on arrival over all at the price; NaN where nobody knows. */
  shareAtEntry: number;
  /** Size of the order when it took its place, in lots; NaN for takers. */
  orderLots: number;
  /** From the submission of its order to the first answer; NaN when there was none. */
  ackNs: number;
  /** Root mean square of the returns of the seconds before it, in basis points; NaN while too few. */
  volatilityBps: number;
}

/** Profit of a fill in basis points of its price when the price goes to `toHalf`. */
export function moveBps({ sign, priceHalf }: MarkedFill, toHalf: number): number {
  return (sign * (toHalf - priceHalf) * 1e4) / priceHalf;
}
