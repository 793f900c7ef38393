/** What a row of a timeline tells. Requests are ours, all others are the venue's. */
export const TIMELINE = {
  accepted: 1,
  filled: 2,
  canceled: 3,
  expired: 4,
  rejected: 5,
  amended: 6,
  cancelRefused: 7,
  amendRefused: 8,
  triggered: 9,
  /** A request of ours goes out. */
  submit: 33,
  cancel: 34,
  amend: 35,
  /** Of all that a market has; the row has no order. */
  cancelAll: 36,
  /** The order takes a place in the book: new, woken up, or again after an amend. */
  rested: 40,
} as const;

/**
 * What happened to the orders of one instrument, as columns of equal length, in the order in which it
 * was sent or handled. Times are nanoseconds after the start of the run, -1 for none. It is a record
 * beside the result: no digest is made of it.
 */
export interface OrderTimeline {
  readonly instrument: string;
  /** Values of TIMELINE. */
  readonly kind: Uint8Array;
  /** As in OrderRow; 0 for a cancel of all. */
  readonly orderId: Float64Array;
  /** When the venue did it; -1 for a request. */
  readonly exchNs: Float64Array;
  /** When a request was sent, or an answer reached us; -1 when it never did, or nobody was told. */
  readonly localNs: Float64Array;
  /** Price of the order, of a fill its own; 0 where there is none. */
  readonly priceTicks: Int32Array;
  /** What is open of the order after it. */
  readonly leavesLots: Float64Array;
  /**
   * Size ahead in the queue as the queue model estimates it, in lots, where an order takes a place, is
   * filled in it or gives it up; NaN elsewhere. Infinity where a model says that nothing gets there.
   */
  readonly aheadLots: Float64Array;
  /** Of a `rested` row: what the others at its price show. */
  readonly levelLots: Float64Array;
  /** The row of each fill of the instrument, in the order of the result's fills. */
  readonly fillRow: Int32Array;
}
