import { LEFT, RIGHT } from "./style.ts";

/** Where times and values stand in one panel of a picture. */
export class Scale {
  readonly top: number;
  readonly height: number;
  readonly low: number;
  readonly high: number;
  readonly #fromNs: number;
  readonly #toNs: number;

  constructor(options: {
    top: number;
    height: number;
    fromNs: number;
    toNs: number;
    /** All that must be seen. */
    values: readonly number[];
  }) {
    const low = options.values.reduce((a, b) => Math.min(a, b));
    const high = options.values.reduce((a, b) => Math.max(a, b));
    const margin = (high - low || 1) * 0.06;
    this.top = options.top;
    this.height = options.height;
    this.low = low - margin;
    this.high = high + margin;
    this.#fromNs = options.fromNs;
    this.#toNs = options.toNs;
  }

  x(ns: number): number {
    const share = (ns - this.#fromNs) / (this.#toNs - this.#fromNs);
    return LEFT + Math.min(1, Math.max(0, share)) * (RIGHT - LEFT);
  }

  y(value: number): number {
    return this.top + ((this.high - value) / (this.high - this.low)) * this.height;
  }

  /** Round values inside the panel, about `count` of them. */
  ticks(count: number): number[] {
    const span = (this.high - this.low) / count;
    const power = 10 ** Math.floor(Math.log10(span));
    const step = [1, 2, 5, 10].map((n) => n * power).find((each) => each >= span)!;
    const first = Math.ceil(this.low / step);
    const last = Math.floor(this.high / step);
    return Array.from({ length: last - first + 1 }, (_, i) => (first + i) * step);
  }
}
