import type { Instant } from "../fair-value/touch.ts";

/** Depths at which trades are counted. */
export const DEPTHS = 40;

/**
 * How many of these depths the deepest trade of each interval reached, on each side, over a window
 * of time. A trade reaches every depth up to its own, so what is counted are tails.
 */
export class DeepestTrades {
  /** Intervals in the window. */
  intervals = 0;
  /** Their time together. */
  spanNs = 0;
  readonly #windowNs: number;
  readonly #ends: Float64Array;
  readonly #spans: Float64Array;
  /** Depths reached: by buys of interval i at 2i, by sells at 2i + 1. */
  readonly #reached: Uint8Array;
  /** Interval sides by how many depths they reached. */
  readonly #sides = new Int32Array(DEPTHS + 1);
  #oldest = 0;

  constructor(options: { readonly windowNs: number; readonly maxIntervals: number }) {
    this.#windowNs = options.windowNs;
    this.#ends = new Float64Array(options.maxIntervals);
    this.#spans = new Float64Array(options.maxIntervals);
    this.#reached = new Uint8Array(2 * options.maxIntervals);
  }

  /** Adds an interval that ends now; `beganNs` is when it began. */
  add(end: Instant, beganNs: number, buys: number, sells: number): void {
    const spanNs = end.nowNs - beganNs;
    const capacity = this.#ends.length;
    if (this.intervals === capacity) this.#drop();
    const at = (this.#oldest + this.intervals) % capacity;
    this.#ends[at] = end.nowNs;
    this.#spans[at] = spanNs;
    this.#reached[2 * at] = buys;
    this.#reached[2 * at + 1] = sells;
    this.#count(buys, 1);
    this.#count(sells, 1);
    this.spanNs += spanNs;
    this.intervals += 1;
    this.forget(end);
  }

  /** Forgets the intervals that ended more than a window ago. */
  forget({ nowNs }: Instant): void {
    while (this.intervals > 0 && nowNs - this.#ends[this.#oldest]! > this.#windowNs) {
      this.#drop();
    }
  }

  /** Writes, for each depth, how many interval sides reached it. */
  tails(into: Int32Array): void {
    let reached = 0;
    for (let depth = DEPTHS; depth > 0; depth--) {
      reached += this.#sides[depth]!;
      into[depth - 1] = reached;
    }
  }

  #count(depths: number, change: number): void {
    this.#sides[depths] = this.#sides[depths]! + change;
  }

  #drop(): void {
    const at = this.#oldest;
    this.#count(this.#reached[2 * at]!, -1);
    this.#count(this.#reached[2 * at + 1]!, -1);
    this.spanNs -= this.#spans[at]!;
    this.intervals -= 1;
    this.#oldest = (at + 1) % this.#ends.length;
  }
}
