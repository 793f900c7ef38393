import { ConfigError, naturalExp } from "@mexoms/core";
import type { FlowConfig } from "./config.ts";

/** What an order does: take liquidity, rest in the book, or go from it. */
export const TAKE = 0;
export const PLACE = 1;
export const PULL = 2;
const KINDS = 3;
const TYPES = 2 * KINDS; // each for buyers (even) and sellers (odd)

// Mean number of further events that one event causes, at full clustering: rows are the kinds of
// the children, columns those of the parent; same side first, then the other side. Takers split
// large orders, and makers flee from them and come back; replaced quotes are pulled and placed.
const CHILDREN_SAME_SIDE: readonly (readonly number[])[] = [
  [0.8, 0, 0],
  [0.5, 0.5, 0.3],
  [0, 0.2, 0.5],
];
const CHILDREN_OTHER_SIDE: readonly (readonly number[])[] = [
  [0.1, 0, 0],
  [0.5, 0.2, 0],
  [1, 0, 0],
];

/** The index of a kind of order from one side. For PLACE and PULL, the side of the book. */
export function flowType(kind: number, side: number): number {
  return 2 * kind + side;
}

/**
 * Intensities of order flow that excite themselves and each other (a Hawkes process with an
 * exponential kernel), in events a second. Between events they only fall.
 */
export class OrderFlow {
  /** Constant part of each type's intensity. */
  readonly base: Float64Array = new Float64Array(TYPES);
  /** Part that earlier events left behind. */
  readonly excited: Float64Array = new Float64Array(TYPES);
  readonly #decayPerSecond: number;
  readonly #jump: Float64Array; // [child * TYPES + parent]

  constructor(config: FlowConfig, field: string) {
    this.#decayPerSecond = 1e9 / config.memoryNs;
    const children = new Float64Array(TYPES * TYPES);
    for (let child = 0; child < TYPES; child++) {
      for (let parent = 0; parent < TYPES; parent++) {
        const table = child % 2 === parent % 2 ? CHILDREN_SAME_SIDE : CHILDREN_OTHER_SIDE;
        const count = table[Math.floor(child / 2)]![Math.floor(parent / 2)]!;
        children[child * TYPES + parent] = count * config.clustering;
      }
    }
    this.#jump = children.map((count) => count * this.#decayPerSecond);
    this.#setBase(config, children, field);
  }

  /** Lets `elapsedNs` pass. */
  decay(elapsedNs: number): void {
    const factor = naturalExp((-elapsedNs / 1e9) * this.#decayPerSecond);
    for (let i = 0; i < TYPES; i++) this.excited[i]! *= factor;
  }

  /** An event of this type happens now. */
  excite(type: number): void {
    for (let child = 0; child < TYPES; child++) {
      this.excited[child]! += this.#jump[child * TYPES + type]!;
    }
  }

  // The mean rates solve rate = base + children * rate. They are given, so the base follows.
  #setBase(config: FlowConfig, children: Float64Array, field: string): void {
    const meanRates = [config.takesPerSecond, config.placesPerSecond, config.pullsPerSecond];
    for (let type = 0; type < TYPES; type++) {
      let base = meanRates[Math.floor(type / 2)]! / 2;
      for (let parent = 0; parent < TYPES; parent++) {
        base -= (children[type * TYPES + parent]! * meanRates[Math.floor(parent / 2)]!) / 2;
      }
      if (!(base >= 0)) {
        throw new ConfigError(
          `${field}.clustering`,
          "with these rates, some orders would all be answers to others: give less clustering, " +
            "for example 0.5, or placesPerSecond and pullsPerSecond well above takesPerSecond",
        );
      }
      this.base[type] = base;
    }
  }
}
