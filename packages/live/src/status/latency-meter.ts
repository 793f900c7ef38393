import { build, type Histogram } from "hdr-histogram-js";

const HIGHEST_NS = 60_000_000_000;
const DIGITS = 2;

/**
 * Percentiles of how long something took over the last one to two windows. Recording allocates
 * nothing. Figures are right to one part in a hundred.
 */
export class LatencyMeter {
  /** How many were recorded in all, and the longest of all. */
  count = 0;
  max = 0;
  #now: Histogram = histogram();
  #before: Histogram = histogram();
  readonly #both: Histogram = histogram();
  #stale = true;

  /** One duration in nanoseconds. */
  record(ns: number): void {
    const whole = ns < 1 ? 1 : ns > HIGHEST_NS ? HIGHEST_NS : Math.round(ns);
    this.#now.recordValue(whole);
    this.count += 1;
    if (whole > this.max) this.max = whole;
    this.#stale = true;
  }

  /** Nanoseconds that a share of the durations did not exceed; 0 when there are none. */
  percentile(share: number): number {
    if (this.#stale) {
      this.#both.reset();
      this.#both.add(this.#before);
      this.#both.add(this.#now);
      this.#stale = false;
    }
    return this.#both.totalCount === 0 ? 0 : this.#both.getValueAtPercentile(share);
  }

  /** A new window begins; the one before the last is forgotten. */
  turn(): void {
    const old = this.#before;
    this.#before = this.#now;
    this.#now = old;
    old.reset();
    this.#stale = true;
  }
}

function histogram(): Histogram {
  return build({
    bitBucketSize: 32,
    autoResize: false,
    lowestDiscernibleValue: 1,
    highestTrackableValue: HIGHEST_NS,
    numberOfSignificantValueDigits: DIGITS,
  });
}
