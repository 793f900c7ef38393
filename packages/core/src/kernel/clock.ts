/**
 * The time of a run in nanoseconds. One object is shared and its field is written: a time that is
 * passed to or returned from a function costs a heap number wherever the call is not inlined.
 */
export interface Clock {
  nowNs: number;
}
