import type { Instant } from "./touch.ts";

const SAMPLES = 64;

/** Prices of the last moments, to know how far it has moved over a window of time. */
export class RecentPrices {
  /** Found by the last `look`: see there. */
  thenTicks: number = Number.NaN;
  readonly #windowNs: number;
  readonly #everyNs: number;
  readonly #ticks = new Float64Array(SAMPLES);
  readonly #times = new Float64Array(SAMPLES).fill(Number.NEGATIVE_INFINITY);
  #next = 0;
  #lastNs = Number.NEGATIVE_INFINITY;

  constructor(windowNs: number) {
    this.#windowNs = windowNs;
    this.#everyNs = windowNs / (SAMPLES / 2);
  }

  /** Takes a price, unless the one before is too near for the window. */
  add({ nowNs }: Instant, price: { readonly midTicks: number }): void {
    if (nowNs - this.#lastNs < this.#everyNs) return;
    this.#lastNs = nowNs;
    this.#ticks[this.#next] = price.midTicks;
    this.#times[this.#next] = nowNs;
    this.#next = (this.#next + 1) % SAMPLES;
  }

  /**
   * Puts into thenTicks the newest price that is a window old, or up to twice as old where there was
   * none at that time; NaN when there is none.
   */
  look({ nowNs }: Instant): void {
    this.thenTicks = Number.NaN;
    for (let ago = 1; ago <= SAMPLES; ago++) {
      const slot = (this.#next - ago + SAMPLES) % SAMPLES;
      const age = nowNs - this.#times[slot]!;
      if (age < this.#windowNs) continue;
      if (age <= 2 * this.#windowNs) this.thenTicks = this.#ticks[slot]!;
      return;
    }
  }
}
