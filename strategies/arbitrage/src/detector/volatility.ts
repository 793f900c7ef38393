import { naturalExp } from "@mexoms/core";
import type { Clock } from "./clock.ts";

/** The middle is sampled no more often: faster changes are the bounce between bid and ask. */
const SAMPLE_NS = 1e9;
/** After a longer silence the estimate starts from the new return alone. */
const LONGEST_HALF_LIVES = 60;

/**
 * Variance of a middle price per second, by an average that forgets with a half-life in time, over
 * returns of at least one second. A signal: doubles.
 */
export class Volatility {
  readonly #halfLifeNs: number;
  readonly #clock: Clock;
  #mid = Number.NaN;
  #atNs = 0;
  #variance = Number.NaN;

  constructor(halfLifeNs: number, clock: Clock) {
    this.#halfLifeNs = halfLifeNs;
    this.#clock = clock;
  }

  /** A middle price, in any unit, at the time of the clock. */
  see(mid: number): void {
    const { nowNs } = this.#clock;
    const passed = nowNs - this.#atNs;
    if (passed < SAMPLE_NS && this.#mid > 0) return;
    if (this.#mid > 0) {
      const bps = ((mid - this.#mid) / this.#mid) * 10_000;
      const perSecond = (bps * bps) / (passed / 1e9);
      const lives = Math.min(passed / this.#halfLifeNs, LONGEST_HALF_LIVES);
      const kept = naturalExp(-Math.LN2 * lives);
      this.#variance =
        this.#variance >= 0 ? kept * this.#variance + (1 - kept) * perSecond : perSecond;
    }
    this.#mid = mid;
    this.#atNs = nowNs;
  }

  /** Basis points squared per second; NaN before the second sample. */
  get variance(): number {
    return this.#variance;
  }
}
