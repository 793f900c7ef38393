import type { LevelWalk } from "@mexoms/core";

/** Levels of one side of a book, best first, on the grid of a symbol. Reused from walk to walk. */
export class LevelList {
  count = 0;
  /** Price units, whole. */
  readonly price: Float64Array;
  /** Size units, whole. */
  readonly size: Float64Array;

  constructor(capacity: number) {
    this.price = new Float64Array(capacity);
    this.size = new Float64Array(capacity);
  }

  clear(): void {
    this.count = 0;
  }

  /** Adds a level; false once the list is full. */
  add(price: number, size: number): boolean {
    if (this.count === this.price.length) return false;
    this.price[this.count] = price;
    this.size[this.count] = Math.min(size, Number.MAX_SAFE_INTEGER);
    this.count += 1;
    return true;
  }

  /** Reads the best levels of a walk, as many as there is room for. */
  read(walk: LevelWalk, priceScale: number, sizeScale: number): void {
    this.clear();
    walk.restart();
    while (this.count < this.price.length && walk.next()) {
      this.add(walk.priceTicks * priceScale, walk.qtyLots * sizeScale);
    }
  }

  /** Size units at prices up to a limit: not above it for asks (`sign` 1), not below for bids (-1). */
  sizeWithin(limit: number, sign: 1 | -1): number {
    let size = 0;
    for (let i = 0; i < this.count && sign * this.price[i]! <= sign * limit; i++) {
      size += this.size[i]!;
    }
    return size;
  }
}
