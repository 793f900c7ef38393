import { BUY } from "@mexoms/core/internal";

const NONE = -1;
const FIRST_CAPACITY = 1 << 12;
/** So many orders are remembered after they have gone: their last trade may be told after that. */
const GONE = 1 << 12;

/**
 * The real orders of an order-by-order tape by their id, as columns indexed by a small slot number.
 * An order that has gone is known for a while; one that a clear took away, up to the next clear.
 *
 * Ids come as a place in a column: a double that is passed to a function costs a heap number.
 */
export class RealOrders {
  /** Lots left, 0 when the order has gone. */
  lots: Float64Array = new Float64Array(FIRST_CAPACITY);
  /** Place in time: smaller came earlier. */
  since: Float64Array = new Float64Array(FIRST_CAPACITY);
  /** Lots that a clear took away, 0 otherwise. */
  clearedLots: Float64Array = new Float64Array(FIRST_CAPACITY);
  priceTicks: Int32Array = new Int32Array(FIRST_CAPACITY);
  side: Uint8Array = new Uint8Array(FIRST_CAPACITY);
  #id = new Float64Array(FIRST_CAPACITY);
  #goneAt = new Float64Array(FIRST_CAPACITY).fill(NONE);
  #slots = new Int32Array(FIRST_CAPACITY * 2).fill(NONE); // hash table, open addressing
  readonly #free: number[] = [];
  #used = 0;
  #known = 0;
  readonly #gone = new Int32Array(GONE).fill(NONE);
  #goneCount = 0;

  /** Orders that are remembered, with those that have gone. */
  get known(): number {
    return this.#known;
  }

  /** The slot of the order whose id stands at `i`, or -1. */
  find(ids: Float64Array, i: number): number {
    const mask = this.#slots.length - 1;
    const id = ids[i]!;
    for (let at = home(ids, i) & mask; ; at = (at + 1) & mask) {
      const slot = this.#slots[at]!;
      if (slot === NONE || this.#id[slot] === id) return slot;
    }
  }

  /** A slot for the order whose id stands at `i`, which must not be known. */
  add(ids: Float64Array, i: number): number {
    const slot = this.#free.pop() ?? this.#used++;
    if (slot === this.lots.length) this.#grow();
    this.#id[slot] = ids[i]!;
    this.lots[slot] = 0;
    this.clearedLots[slot] = 0;
    this.#goneAt[slot] = NONE;
    this.#known += 1;
    this.#insert(slot);
    return slot;
  }

  /** The order in `slot` has lots again, or keeps them through a clear. */
  revive(slot: number): void {
    this.clearedLots[slot] = 0;
    this.#goneAt[slot] = NONE;
  }

  /** The order in `slot` has gone. It is remembered until so many others have. */
  bury(slot: number): void {
    this.lots[slot] = 0;
    const at = this.#goneCount % GONE;
    const oldest = this.#gone[at]!;
    if (oldest !== NONE && this.#goneAt[oldest] === this.#goneCount - GONE) this.#forget(oldest);
    this.#gone[at] = slot;
    this.#goneAt[slot] = this.#goneCount;
    this.#goneCount += 1;
  }

  /**
   * Takes away the orders of a side whose key (ticks for asks, minus ticks for bids) is at most
   * `lastKey`, and forgets those that the clear before it took away and no snapshot brought back.
   */
  clear(side: number, lastKey: number): void {
    for (let slot = 0; slot < this.#used; slot++) {
      if (this.side[slot] !== side || (this.lots[slot] === 0 && this.clearedLots[slot] === 0)) {
        continue;
      }
      const key = side === BUY ? -this.priceTicks[slot]! : this.priceTicks[slot]!;
      if (key > lastKey) continue;
      if (this.clearedLots[slot]! > 0) {
        this.#forget(slot);
      } else {
        this.clearedLots[slot] = this.lots[slot]!;
        this.lots[slot] = 0;
      }
    }
  }

  #insert(slot: number): void {
    const mask = this.#slots.length - 1;
    let at = home(this.#id, slot) & mask;
    while (this.#slots[at] !== NONE) at = (at + 1) & mask;
    this.#slots[at] = slot;
  }

  #forget(slot: number): void {
    const slots = this.#slots;
    const mask = slots.length - 1;
    let hole = home(this.#id, slot) & mask;
    while (slots[hole] !== slot) hole = (hole + 1) & mask;
    // What stands behind the hole and may stand in it moves up, so that no search ends too early.
    for (let at = (hole + 1) & mask; slots[at] !== NONE; at = (at + 1) & mask) {
      const distance = (at - (home(this.#id, slots[at]!) & mask)) & mask;
      if (distance < ((at - hole) & mask)) continue;
      slots[hole] = slots[at]!;
      hole = at;
    }
    slots[hole] = NONE;
    this.#free.push(slot);
    this.lots[slot] = 0;
    this.clearedLots[slot] = 0;
    this.#goneAt[slot] = NONE;
    this.#known -= 1;
  }

  #grow(): void {
    const size = this.lots.length * 2;
    const longer = <T extends Float64Array | Int32Array | Uint8Array>(grown: T, old: T): T => {
      grown.set(old);
      return grown;
    };
    this.lots = longer(new Float64Array(size), this.lots);
    this.since = longer(new Float64Array(size), this.since);
    this.clearedLots = longer(new Float64Array(size), this.clearedLots);
    this.priceTicks = longer(new Int32Array(size), this.priceTicks);
    this.side = longer(new Uint8Array(size), this.side);
    this.#id = longer(new Float64Array(size), this.#id);
    this.#goneAt = longer(new Float64Array(size).fill(NONE), this.#goneAt);
    const old = this.#slots;
    this.#slots = new Int32Array(size * 2).fill(NONE);
    for (const slot of old) if (slot !== NONE) this.#insert(slot);
  }
}

/** Where the search for an id begins; ids often are consecutive, and may be above 2^32. */
function home(ids: Float64Array, i: number): number {
  const id = ids[i]!;
  const high = Math.floor(id / 0x1_0000_0000);
  const mixed = Math.imul((id - high * 0x1_0000_0000) ^ Math.imul(high, 0x9e3779b1), 0x85ebca6b);
  return (mixed ^ (mixed >>> 15)) >>> 0;
}
