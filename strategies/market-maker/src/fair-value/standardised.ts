import type { Instant } from "./touch.ts";

/** Samples that a window holds: more would not make its mean and deviation better. */
const SAMPLES = 1024;
/** Fewer say nothing of a deviation. */
export const ENOUGH_SAMPLES = 20;

/** A signal in standard deviations from its mean over a window of time. */
export class Standardised {
  count = 0;
  readonly #values = new Float64Array(SAMPLES);
  readonly #everyNs: number;
  #next = 0;
  #sum = 0;
  #squares = 0;
  #lastNs = Number.NEGATIVE_INFINITY;

  constructor(windowNs: number) {
    this.#everyNs = windowNs / SAMPLES;
  }

  /** Takes a sample, unless the one before is too near for the window. */
  add({ nowNs }: Instant, value: number): void {
    if (nowNs - this.#lastNs < this.#everyNs) return;
    this.#lastNs = nowNs;
    const old = this.#values[this.#next]!;
    this.#values[this.#next] = value;
    this.#sum += value - old;
    this.#squares += value * value - old * old;
    this.#next += 1;
    if (this.count < SAMPLES) this.count += 1;
    if (this.#next === SAMPLES) this.#resum();
  }

  /** NaN until there are enough samples; 0 where they are all alike. */
  of(value: number): number {
    if (this.count < ENOUGH_SAMPLES) return Number.NaN;
    const mean = this.#sum / this.count;
    const variance = this.#squares / this.count - mean * mean;
    return variance > 1e-12 ? (value - mean) / Math.sqrt(variance) : 0;
  }

  /** Once a round: what running sums of doubles are off by must not grow. */
  #resum(): void {
    this.#next = 0;
    this.#sum = 0;
    this.#squares = 0;
    for (let i = 0; i < SAMPLES; i++) {
      const value = this.#values[i]!;
      this.#sum += value;
      this.#squares += value * value;
    }
  }
}
