/**
 * The machine's monotonic clock (CLOCK_MONOTONIC), which all its processes share: heartbeats in
 * shared memory are of this clock. Whole nanoseconds as a double, exact to a few.
 */
export class MonoClock {
  /** The time that `read` found last; tests set it themselves. */
  nowNs: number = Number.NaN;
  readonly #zeroNs: number = Number(monoAtPerformanceZero());
  // Kept, so that the clock is read while the host's is closed to a strategy.
  readonly #now: () => number = performance.now.bind(performance);

  /** Reads the clock into `nowNs` and returns it. */
  read(): number {
    this.nowNs = this.#zeroNs + Math.floor(this.#now() * 1e6);
    return this.nowNs;
  }
}

/** The monotonic clock when performance.now() was zero: both tick alike, so that it stays true. */
export function monoAtPerformanceZero(): bigint {
  let best = Number.POSITIVE_INFINITY;
  let zero = 0n;
  for (let i = 0; i < 16; i++) {
    const before = performance.now();
    const mono = process.hrtime.bigint();
    const after = performance.now();
    if (after - before >= best) continue;
    best = after - before;
    zero = mono - BigInt(Math.round(((before + after) / 2) * 1e6));
  }
  return zero;
}
