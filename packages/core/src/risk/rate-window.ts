import type { RateLimit } from "./limit-texts.ts";

/** Counts events in a sliding span of time, exactly: the times of the last `most` are kept. */
export class RateWindow {
  readonly limit: RateLimit;
  readonly #times: Float64Array;
  readonly #clock: Float64Array;
  #next = 0;

  /** `clock[0]` is the time of the run in nanoseconds. */
  constructor(limit: RateLimit, clock: Float64Array) {
    this.limit = limit;
    this.#clock = clock;
    this.#times = new Float64Array(limit.most).fill(Number.NEGATIVE_INFINITY);
  }

  /** Whether fewer than `most` events lie in the span that ends now. */
  hasRoom(most: number): boolean {
    if (most <= 0) return false;
    const length = this.#times.length;
    const at = this.#next - most;
    return this.#times[at < 0 ? at + length : at]! <= this.#clock[0]! - this.limit.spanNs;
  }

  add(): void {
    this.#push(this.#clock[0]!);
  }

  /** Times of the events that it knows, the oldest first. */
  save(): number[] {
    const times = [...this.#times.subarray(this.#next), ...this.#times.subarray(0, this.#next)];
    return times.filter(Number.isFinite);
  }

  restore(times: readonly number[]): void {
    // The limit may have become smaller.
    for (const time of times.slice(-this.#times.length)) this.#push(time);
  }

  #push(time: number): void {
    this.#times[this.#next] = time;
    this.#next += 1;
    if (this.#next === this.#times.length) this.#next = 0;
  }

  /** Events in the span that ends now. For people. */
  count(): number {
    const since = this.#clock[0]! - this.limit.spanNs;
    let count = 0;
    for (const time of this.#times) if (time > since) count += 1;
    return count;
  }
}
