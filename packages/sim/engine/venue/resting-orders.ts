import { BUY, NO_LEVEL } from "@mexoms/core/internal";

const BUCKETS = 1 << 11;
const NONE = -1;

/**
 * Own orders resting on one side of one instrument at the venue. Slots are small integers; the
 * columns are indexed by slot. Keys grow away from the touch, as in Ladder: ticks for asks, minus
 * ticks for bids.
 */
export class RestingOrders {
  /** Smallest key of an order, NO_LEVEL when there is none: the first that the market reaches. */
  best: number = NO_LEVEL;
  /** Largest key of an order. */
  worst: number = -NO_LEVEL;
  /** Slots in use, oldest order first. */
  readonly slots: number[] = [];
  /** How many of the orders may only reduce. */
  reducing = 0;
  /** BUY or SELL. */
  readonly side: number;
  readonly #sign: number;
  orderId: Float64Array = new Float64Array(16);
  /** Index of the account that it belongs to. */
  account: Int32Array = new Int32Array(16);
  key: Int32Array = new Int32Array(16);
  leavesLots: Float64Array = new Float64Array(16);
  /** What queues of it: all that is open, or what an iceberg shows. */
  shownLots: Float64Array = new Float64Array(16);
  /** Most that it shows at once; 0 shows all. */
  displayLots: Float64Array = new Float64Array(16);
  filledLots: Float64Array = new Float64Array(16);
  postOnly: Uint8Array = new Uint8Array(16);
  reduceOnly: Uint8Array = new Uint8Array(16);
  /** Quantity ahead: an estimate in the instrument's size unit, or the known lots. */
  front: Float64Array = new Float64Array(16);
  /** As `front`: quantity traded at the order's price since the level last changed. */
  traded: Float64Array = new Float64Array(16);
  /** Place in time among the orders of an order-by-order tape. */
  since: Float64Array = new Float64Array(16);
  #next: Int32Array = new Int32Array(16); // next slot of the same bucket
  readonly #heads: Int32Array = new Int32Array(BUCKETS).fill(NONE);
  readonly #free: number[] = [];
  #used = 0;

  constructor(side: number) {
    this.side = side;
    this.#sign = side === BUY ? -1 : 1;
  }

  priceTicks(slot: number): number {
    return this.key[slot]! * this.#sign;
  }

  /** The first slot with orders at this key or in its bucket, NONE (-1) when there is none. */
  firstAt(key: number): number {
    if (key < this.best || key > this.worst) return NONE;
    return this.#matching(this.#heads[key & (BUCKETS - 1)]!, key);
  }

  /** The next slot at the key of `slot`, or -1. */
  nextAt(slot: number): number {
    return this.#matching(this.#next[slot]!, this.key[slot]!);
  }

  find(orderId: number): number {
    for (const slot of this.slots) if (this.orderId[slot] === orderId) return slot;
    return NONE;
  }

  /** How many orders of an account rest. */
  countOf(account: number): number {
    let count = 0;
    for (const slot of this.slots) if (this.account[slot] === account) count += 1;
    return count;
  }

  /** The slot that the order got. */
  add(fields: {
    orderId: number;
    account: number;
    priceTicks: number;
    leavesLots: number;
    postOnly: boolean;
    front: number;
    displayLots?: number;
    reduceOnly?: boolean;
    /** What was filled of it before it came here. */
    filledLots?: number;
  }): number {
    const slot = this.#free.pop() ?? this.#used++;
    if (slot >= this.key.length) this.#grow();
    const key = fields.priceTicks * this.#sign;
    this.orderId[slot] = fields.orderId;
    this.account[slot] = fields.account;
    this.key[slot] = key;
    this.leavesLots[slot] = fields.leavesLots;
    this.displayLots[slot] = fields.displayLots ?? 0;
    this.filledLots[slot] = fields.filledLots ?? 0;
    this.postOnly[slot] = fields.postOnly ? 1 : 0;
    this.reduceOnly[slot] = fields.reduceOnly === true ? 1 : 0;
    if (fields.reduceOnly === true) this.reducing += 1;
    this.shownLots[slot] = this.nextShown(slot);
    this.front[slot] = fields.front;
    this.traded[slot] = 0;
    const bucket = key & (BUCKETS - 1);
    this.#next[slot] = this.#heads[bucket]!;
    this.#heads[bucket] = slot;
    this.slots.push(slot);
    if (key < this.best) this.best = key;
    if (key > this.worst) this.worst = key;
    return slot;
  }

  /** Size of the part that is shown next. */
  nextShown(slot: number): number {
    const leaves = this.leavesLots[slot]!;
    const display = this.displayLots[slot]!;
    return display > 0 ? Math.min(display, leaves) : leaves;
  }

  /** A smaller size at the same place in the queue. */
  shrink(slot: number, leavesLots: number): void {
    this.leavesLots[slot] = leavesLots;
    this.shownLots[slot] = Math.min(this.shownLots[slot]!, leavesLots);
  }

  /** Takes filled lots off an order. */
  fill(slot: number, lots: number): void {
    this.leavesLots[slot] = this.leavesLots[slot]! - lots;
    this.shownLots[slot] = this.shownLots[slot]! - lots;
    this.filledLots[slot] = this.filledLots[slot]! + lots;
  }

  remove(slot: number): void {
    const key = this.key[slot]!;
    const bucket = key & (BUCKETS - 1);
    let at = this.#heads[bucket]!;
    if (at === slot) {
      this.#heads[bucket] = this.#next[slot]!;
    } else {
      while (this.#next[at] !== slot) at = this.#next[at]!;
      this.#next[at] = this.#next[slot]!;
    }
    if (this.reduceOnly[slot] === 1) this.reducing -= 1;
    const { slots } = this;
    // Unlike splice it makes no array of what it removes.
    for (let i = slots.indexOf(slot); i < slots.length - 1; i++) slots[i] = slots[i + 1]!;
    slots.pop();
    this.#free.push(slot);
    if (key === this.best || key === this.worst) this.#findEnds();
  }

  #matching(from: number, key: number): number {
    let slot = from;
    while (slot !== NONE && this.key[slot] !== key) slot = this.#next[slot]!;
    return slot;
  }

  #findEnds(): void {
    this.best = NO_LEVEL;
    this.worst = -NO_LEVEL;
    for (const slot of this.slots) {
      const key = this.key[slot]!;
      if (key < this.best) this.best = key;
      if (key > this.worst) this.worst = key;
    }
  }

  #grow(): void {
    const size = this.key.length * 2;
    const longer = <T extends Float64Array | Int32Array | Uint8Array>(grown: T, old: T): T => {
      grown.set(old);
      return grown;
    };
    this.orderId = longer(new Float64Array(size), this.orderId);
    this.account = longer(new Int32Array(size), this.account);
    this.key = longer(new Int32Array(size), this.key);
    this.leavesLots = longer(new Float64Array(size), this.leavesLots);
    this.shownLots = longer(new Float64Array(size), this.shownLots);
    this.displayLots = longer(new Float64Array(size), this.displayLots);
    this.filledLots = longer(new Float64Array(size), this.filledLots);
    this.postOnly = longer(new Uint8Array(size), this.postOnly);
    this.reduceOnly = longer(new Uint8Array(size), this.reduceOnly);
    this.front = longer(new Float64Array(size), this.front);
    this.traded = longer(new Float64Array(size), this.traded);
    this.since = longer(new Float64Array(size), this.since);
    this.#next = longer(new Int32Array(size), this.#next);
  }
}
