import { sideSign } from "@mexoms/core/internal";
import type { SideIndex } from "@mexoms/core/internal";

/** One side of a synthetic book: price levels from the best to the worst, all with positive sizes. */
export class Ladder {
  readonly side: SideIndex;
  /** +1 for bids, -1 for asks: a larger sign * price is a better price. */
  readonly sign: 1 | -1;
  readonly #prices: number[] = [];
  readonly #lots: number[] = [];
  #totalLots = 0;

  constructor(side: SideIndex) {
    this.side = side;
    this.sign = sideSign(side);
  }

  get levels(): number {
    return this.#prices.length;
  }

  /** The sum of all sizes. */
  get totalLots(): number {
    return this.#totalLots;
  }

  /** Price of the level at `index` from the best, NaN when there is none. */
  price(index: number): number {
    return this.#prices[index] ?? Number.NaN;
  }

  lots(index: number): number {
    return this.#lots[index] ?? 0;
  }

  /** Adds lots at a price and returns the new size of the level. */
  add(price: number, lots: number): number {
    let index = 0;
    const key = this.sign * price;
    while (index < this.#prices.length && this.sign * this.#prices[index]! > key) index++;
    if (this.#prices[index] !== price) {
      this.#prices.splice(index, 0, price);
      this.#lots.splice(index, 0, 0);
    }
    this.#totalLots += lots;
    return (this.#lots[index]! += lots);
  }

  /** Takes up to `lots` off a level, drops it when it is empty, and returns what is left of it. */
  reduce(index: number, lots: number): number {
    const left = Math.max(0, this.#lots[index]! - lots);
    this.#totalLots -= this.#lots[index]! - left;
    this.#lots[index] = left;
    if (left === 0) {
      this.#prices.splice(index, 1);
      this.#lots.splice(index, 1);
    }
    return left;
  }

  /** The level that holds the lot number `place`, counted from the best; 0 <= place < totalLots. */
  levelOfLot(place: number): number {
    let index = 0;
    let rest = place;
    while (index < this.#lots.length - 1 && rest >= this.#lots[index]!) {
      rest -= this.#lots[index]!;
      index++;
    }
    return index;
  }
}
