/** Cost of a message; all distances together stay below it. */
export const MESSAGE_COST: number = 2 ** 36;
/** Most that the distance of a pair counts, in ticks. */
export const FAR_TICKS: number = 2 ** 22;

/** Cost of an order that stands for no level: it is canceled. And of a level without one: it is sent. */
export const UNMATCHED_COST: number = MESSAGE_COST + FAR_TICKS;

/**
 * Says which open order stands for which level, at the least cost: first in messages, then in ticks
 * of distance. Orders and levels are both given from the inner to the outer one, and keep that
 * order: no inner order stands for a level behind that of an outer one. Of two orders that are as
 * good the earlier one is taken.
 */
export class LevelMatch {
  /** Order of each level, -1 for none. */
  readonly orderOf: Int32Array;
  /** Level of each order, -1 for none. */
  levelOf: Int32Array = new Int32Array(0);
  /** Cost of each pair, at order * maxLevels + level: set before `solve`. */
  pairCost: Float64Array = new Float64Array(0);
  readonly #maxLevels: number;
  /** Least cost of the first i orders and j levels, at i * (maxLevels + 1) + j. */
  #least: Float64Array = new Float64Array(0);

  constructor(maxLevels: number) {
    this.#maxLevels = maxLevels;
    this.orderOf = new Int32Array(maxLevels);
  }

  /** Makes room for so many orders. Allocates only when there have never been as many. */
  reserve(orders: number): void {
    if (orders <= this.levelOf.length) return;
    const capacity = Math.max(16, orders * 2);
    this.levelOf = new Int32Array(capacity);
    this.pairCost = new Float64Array(capacity * this.#maxLevels);
    this.#least = new Float64Array((capacity + 1) * (this.#maxLevels + 1));
  }

  solve(orders: number, levels: number): void {
    const { pairCost } = this;
    const least = this.#least;
    const max = this.#maxLevels;
    const width = max + 1;
    for (let j = 0; j <= levels; j++) least[j] = j * UNMATCHED_COST;
    for (let i = 1; i <= orders; i++) {
      const row = i * width;
      least[row] = i * UNMATCHED_COST;
      for (let j = 1; j <= levels; j++) {
        const without = Math.min(least[row - width + j]!, least[row + j - 1]!) + UNMATCHED_COST;
        const pair = least[row - width + j - 1]! + pairCost[(i - 1) * max + j - 1]!;
        least[row + j] = Math.min(without, pair);
      }
    }
    this.levelOf.fill(-1, 0, orders);
    this.orderOf.fill(-1, 0, levels);
    let i = orders;
    let j = levels;
    while (i > 0 && j > 0) {
      const at = least[i * width + j]!;
      // The later order is left out first, so that the earlier one has the place.
      if (at === least[(i - 1) * width + j]! + UNMATCHED_COST) i -= 1;
      else if (at === least[i * width + j - 1]! + UNMATCHED_COST) j -= 1;
      else {
        i -= 1;
        j -= 1;
        this.levelOf[i] = j;
        this.orderOf[j] = i;
      }
    }
  }
}
