/**
 * How an order's place in the queue moves. Quantities are estimates of what stands ahead, in the
 * instrument's size unit (not lots: the logarithmic models depend on the unit), as doubles: an
 * expectation, not an amount of anything. What fills is decided in whole lots.
 *
 * A trade at the order's price always takes its quantity off the front; models differ in what a
 * change of the level's size tells.
 */
export interface QueueModel {
  /** For example "power3:3": what the run prints and what `parseQueueModel` reads. */
  readonly name: string;
  /**
   * Says that places are known and not estimated: it runs on order-by-order (L3) tapes only, where the
   * venue does not ask the other methods.
   */
  readonly orderByOrder?: true;
  /** Quantity ahead of an order that arrives where `shown` is; `shown` when there is no such method. */
  aheadOnArrival?(shown: number): number;
  /**
   * Quantity ahead after the level went from `before` to `after`, when `front` was ahead and
   * `traded` had been traded there since the last change of the level.
   */
  levelChanged(front: number, traded: number, before: number, after: number): number;
}

/** The smaller of two numbers; a NaN loses. */
export function lesser(a: number, b: number): number {
  if (Number.isNaN(a)) return b;
  return b < a ? b : a;
}

/** Whole lots by which trades went past an order whose front they moved to `front`; below 1, none. */
export function reachedLots(front: number, lotSize: number): number {
  return Math.floor(-front / lotSize + 0.5);
}
