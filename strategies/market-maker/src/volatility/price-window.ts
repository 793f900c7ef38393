import { ConfigError } from "@mexoms/core";
import type { PricePoint } from "./estimator.ts";

const MAX_SAMPLES = 100_000;

/** Prices at fixed intervals over a window of time, the oldest of which gives way to the newest. */
export class PriceWindow {
  /** Prices it holds. */
  count = 0;
  readonly capacity: number;
  readonly #intervalNs: number;
  readonly #ticks: Float64Array;
  readonly #times: Float64Array;
  #next = 0;

  /** Holds the prices of one more instant than there are intervals in the window. */
  constructor(options: { readonly intervalNs: number; readonly windowNs: number }) {
    const intervals = Math.floor(options.windowNs / options.intervalNs);
    if (intervals < 2 || intervals > MAX_SAMPLES) {
      throw new ConfigError(
        "volatilityWindow",
        `has ${intervals} intervals of volatilityInterval; it needs 2 to ${MAX_SAMPLES}, for example volatilityWindow=5m volatilityInterval=1s`,
      );
    }
    this.#intervalNs = options.intervalNs;
    this.capacity = intervals + 1;
    this.#ticks = new Float64Array(this.capacity);
    this.#times = new Float64Array(this.capacity);
  }

  /** Whether a price at this time is an interval or more after the newest. */
  wants({ nowNs }: Readonly<PricePoint>): boolean {
    return this.count === 0 || nowNs - this.#times[this.#slot(0)]! >= this.#intervalNs;
  }

  add({ nowNs, ticks }: Readonly<PricePoint>): void {
    this.#ticks[this.#next] = ticks;
    this.#times[this.#next] = nowNs;
    this.#next = this.#next + 1 === this.capacity ? 0 : this.#next + 1;
    if (this.count < this.capacity) this.count += 1;
  }

  /** Square of the move from the price `far` samples ago to the one `near` samples ago; 0 is the newest. */
  squaredMove(far: number, near: number): number {
    const move = this.#ticks[this.#slot(near)]! - this.#ticks[this.#slot(far)]!;
    return move * move;
  }

  /** Time from the oldest price to the newest. */
  get spanNs(): number {
    return this.count < 2
      ? 0
      : this.#times[this.#slot(0)]! - this.#times[this.#slot(this.count - 1)]!;
  }

  #slot(ago: number): number {
    const slot = this.#next - 1 - ago;
    return slot < 0 ? slot + this.capacity : slot;
  }
}
