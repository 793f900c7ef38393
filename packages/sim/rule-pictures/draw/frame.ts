import { LEFT, RIGHT } from "./style.ts";

export const ROW = 46;

/** Where times and prices stand in one panel. */
export class Frame {
  readonly endMs: number;
  readonly low: number;
  readonly high: number;

  constructor(options: { endMs: number; low: number; high: number }) {
    this.endMs = options.endMs;
    this.low = options.low;
    this.high = options.high;
  }

  get height(): number {
    return (this.high - this.low + 1) * ROW;
  }

  x(ms: number): number {
    return Math.round(LEFT + (Math.min(ms, this.endMs) / this.endMs) * (RIGHT - LEFT));
  }

  /** Middle of a price's row, below the top of the chart. */
  y(price: number): number {
    return (this.high - price + 0.5) * ROW;
  }

  /** Upper edge of a price's row, kept inside the chart. */
  above(price: number): number {
    return Math.min(Math.max(this.y(price) - ROW / 2, 0), this.height);
  }

  below(price: number): number {
    return Math.min(Math.max(this.y(price) + ROW / 2, 0), this.height);
  }
}
