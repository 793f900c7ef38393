/**
 * The time of the look that goes on, in nanoseconds of the run. It is shared as fields, because a
 * double that is passed to a function costs a heap number wherever the call is not inlined.
 */
export class Clock {
  nowNs: number = Number.NEGATIVE_INFINITY;
  /** The exchange's time of the change that is looked at; NaN: what the book view says. */
  exchNs: number = Number.NaN;
}
