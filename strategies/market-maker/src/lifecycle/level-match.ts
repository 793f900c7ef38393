/**
 * Costs are whole numbers: first messages, then how far the size is off (in 1024ths of the level's),
 * then ticks of distance, then how far the ranks are apart. All of a kind together stay below one of
 * the kind before.
 */
const RANKS = 64;
const FAR_TICKS = 4096;
const SIZE_SHARES = 1024;
const TICK_COST = RANKS;
const SHARE_COST = TICK_COST * FAR_TICKS;
const MESSAGE_COST = 2 ** 38;

/** Cost of an order that stands for no level: it is canceled. And of a level without one: it is sent. */
export const UNMATCHED_COST: number = MESSAGE_COST + SHARE_COST * SIZE_SHARES;

/** An order that could stand for a level. Reuse one: pairs are looked at often. */
export interface Pair {
  /** Ranks from the inside out. */
  order: number;
  level: number;
  /** Messages that it takes. */
  messages: number;
  /** How far its size is from the level's, as a part of that: from 0 to 1, more counts as 1. */
  sizeOff: number;
  offTicks: number;
}

/** Cost of letting an order stand for a level. */
export function pairCost(of: Pair): number {
  const share = Math.floor(Math.min(1, of.sizeOff) * (SIZE_SHARES - 1));
  const ticks = Math.min(FAR_TICKS - 1, of.offTicks);
  const ranks = Math.min(RANKS - 1, Math.abs(of.order - of.level));
  return of.messages * MESSAGE_COST + share * SHARE_COST + ticks * TICK_COST + ranks;
}

/**
 * Says which open order stands for which level, at the least cost in all (the Hungarian method: rows
 * are the levels, columns the orders and one way for each level to stay without). Of orders that are
 * as good, the one that comes first among orders as the level does among levels is taken.
 */
export class LevelMatch {
  /** Order of each level, -1 for none. */
  readonly orderOf: Int32Array;
  /** Level of each order, -1 for none. */
  levelOf: Int32Array = new Int32Array(0);
  readonly #maxLevels: number;
  /** At order * maxLevels + level. */
  #cost: Float64Array = new Float64Array(0);
  /** Potentials of rows and columns; both count from 1. */
  readonly #rowPotential: Float64Array;
  #columnPotential: Float64Array = new Float64Array(0);
  /** Row of each column, 0 for none; and the column before it on the way that is tried. */
  #rowOf: Int32Array = new Int32Array(0);
  #before: Int32Array = new Int32Array(0);
  #nearest: Float64Array = new Float64Array(0);
  #seen: Uint8Array = new Uint8Array(0);

  constructor(maxLevels: number) {
    this.#maxLevels = maxLevels;
    this.orderOf = new Int32Array(maxLevels);
    this.#rowPotential = new Float64Array(maxLevels + 1);
  }

  /** Makes room for so many orders. Allocates only when there have never been as many. */
  reserve(orders: number): void {
    if (orders <= this.levelOf.length) return;
    const capacity = Math.max(16, orders * 2);
    const columns = capacity + this.#maxLevels + 1;
    this.levelOf = new Int32Array(capacity);
    this.#cost = new Float64Array(capacity * this.#maxLevels);
    this.#columnPotential = new Float64Array(columns);
    this.#rowOf = new Int32Array(columns);
    this.#before = new Int32Array(columns);
    this.#nearest = new Float64Array(columns);
    this.#seen = new Uint8Array(columns);
  }

  /** Sets what a pair costs, before `solve`. */
  setCost(pair: Pair): void {
    this.#cost[pair.order * this.#maxLevels + pair.level] = pairCost(pair);
  }

  solve(orders: number, levels: number): void {
    this.levelOf.fill(-1, 0, orders);
    this.orderOf.fill(-1, 0, levels);
    if (orders === 0) return;
    const columns = orders + levels;
    this.#rowPotential.fill(0);
    this.#columnPotential.fill(0, 0, columns + 1);
    this.#rowOf.fill(0, 0, columns + 1);
    for (let row = 1; row <= levels; row++) this.#place(row, orders, columns);
    for (let column = 1; column <= orders; column++) {
      const row = this.#rowOf[column]!;
      if (row === 0) continue;
      this.levelOf[column - 1] = row - 1;
      this.orderOf[row - 1] = column - 1;
    }
  }

  /** Finds the cheapest way to give one more row a column, others may change theirs for it. */
  #place(row: number, orders: number, columns: number): void {
    const rowOf = this.#rowOf;
    const rows = this.#rowPotential;
    const potential = this.#columnPotential;
    const nearest = this.#nearest.fill(Number.POSITIVE_INFINITY, 0, columns + 1);
    const seen = this.#seen.fill(0, 0, columns + 1);
    const before = this.#before;
    rowOf[0] = row;
    let column = 0;
    do {
      seen[column] = 1;
      const from = rowOf[column]!;
      let step = Number.POSITIVE_INFINITY;
      let next = 0;
      for (let c = 1; c <= columns; c++) {
        if (seen[c] === 1) continue;
        // A match saves the cost of the order and of the level that would stay alone.
        const cost =
          c > orders ? 0 : this.#cost[(c - 1) * this.#maxLevels + from - 1]! - 2 * UNMATCHED_COST;
        const reduced = cost - rows[from]! - potential[c]!;
        if (reduced < nearest[c]!) {
          nearest[c] = reduced;
          before[c] = column;
        }
        if (nearest[c]! < step) {
          step = nearest[c]!;
          next = c;
        }
      }
      for (let c = 0; c <= columns; c++) {
        if (seen[c] === 1) {
          const of = rowOf[c]!;
          rows[of] = rows[of]! + step;
          potential[c] = potential[c]! - step;
        } else nearest[c] = nearest[c]! - step;
      }
      column = next;
    } while (rowOf[column] !== 0);
    while (column !== 0) {
      const previous = before[column]!;
      rowOf[column] = rowOf[previous]!;
      column = previous;
    }
  }
}
