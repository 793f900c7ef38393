import type { Tightest } from "./order-limits.ts";

const KEPT = 16;

/** One of them: cell, side, ticks, lots, time. */
export type SavedRecent = readonly [number, number, number, number, number];

/** The last orders of each cell, to find one that is sent twice. */
export class RecentOrders {
  readonly #next: Int32Array;
  readonly #side: Uint8Array;
  readonly #ticks: Float64Array;
  readonly #lots: Float64Array;
  readonly #ns: Float64Array;
  readonly #clock: Float64Array;

  constructor(cells: number, clock: Float64Array) {
    this.#clock = clock;
    this.#next = new Int32Array(cells);
    this.#side = new Uint8Array(cells * KEPT);
    this.#ticks = new Float64Array(cells * KEPT);
    this.#lots = new Float64Array(cells * KEPT);
    this.#ns = new Float64Array(cells * KEPT).fill(Number.NEGATIVE_INFINITY);
  }

  add(cell: number, side: number, ticks: number, lots: number): void {
    const next = this.#next[cell]!;
    const at = cell * KEPT + next;
    this.#side[at] = side;
    this.#ticks[at] = ticks;
    this.#lots[at] = lots;
    this.#ns[at] = this.#clock[0]!;
    this.#next[cell] = (next + 1) % KEPT;
  }

  /** All of them, the oldest of a cell first. */
  save(): SavedRecent[] {
    const all: SavedRecent[] = [];
    for (let cell = 0; cell < this.#next.length; cell++) {
      for (let n = 0; n < KEPT; n++) {
        const at = cell * KEPT + ((this.#next[cell]! + n) % KEPT);
        const ns = this.#ns[at]!;
        if (!Number.isFinite(ns)) continue;
        all.push([cell, this.#side[at]!, this.#ticks[at]!, this.#lots[at]!, ns]);
      }
    }
    return all;
  }

  restore(saved: readonly SavedRecent[]): void {
    for (const [cell, side, ticks, lots, ns] of saved) {
      const at = cell * KEPT + this.#next[cell]!;
      this.add(cell, side, ticks, lots);
      this.#ns[at] = ns;
    }
  }

  /** Whether one of the cell's last 16 orders is the same and not older than that. */
  has(cell: number, side: number, ticks: number, lots: number, within: Tightest): boolean {
    const since = this.#clock[0]! - within.most;
    for (let at = cell * KEPT; at < (cell + 1) * KEPT; at++) {
      if (this.#ns[at]! < since || this.#side[at] !== side) continue;
      if (this.#ticks[at] === ticks && this.#lots[at] === lots) return true;
    }
    return false;
  }
}
