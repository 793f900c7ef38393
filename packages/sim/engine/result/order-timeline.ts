/** Requests of ours. */
export const REQUESTED = {
  submit: 1,
  cancel: 2,
  amend: 3,
  /** Of all that a market has; it has no order. */
  cancelAll: 4,
} as const;

/** What a venue did to an order. */
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
  /** An order that was amended, or a stop that woke up, takes a place in the book; nobody is told. */
  rested: 40,
} as const;

/** What was sent, as columns of equal length, in order of time. */
export interface RequestTimes {
  /** Values of REQUESTED. */
  readonly kind: Uint8Array;
  /** As in OrderRow; 0 for a cancel of all. */
  readonly orderId: Float64Array;
  readonly localNs: Float64Array;
}

/**
 * What happened to the orders of one instrument at the venue, as columns of equal length, in the order
 * in which the venue did it, and what was sent. Times are nanoseconds after the start of the run. It
 * is a record beside the result: no digest is made of it.
 */
export interface OrderTimeline {
  readonly instrument: string;
  readonly requests: RequestTimes;
  /** Values of TIMELINE. */
  readonly kind: Uint8Array;
  /** As in OrderRow. */
  readonly orderId: Float64Array;
  /** When the venue did it. */
  readonly exchNs: Float64Array;
  /** When the answer reached us; -1 when it never did, or nobody was told. */
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
  /** What the others at its price show, where an order takes a place (`accepted`, `rested`); else NaN. */
  readonly levelLots: Float64Array;
  /** The row of each fill of the instrument, in the order of the result's fills. */
  readonly fillRow: Int32Array;
}

/** Whether the order of a row takes a place in the book. */
export function takesPlace({ levelLots }: OrderTimeline, row: number): boolean {
  return !Number.isNaN(levelLots[row]!);
}
