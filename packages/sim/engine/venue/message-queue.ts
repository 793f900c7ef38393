import { NEVER } from "@mexoms/core/internal";

/** Numbers that a message carries after its time. */
const FIELDS = 8;
const STRIDE = FIELDS + 1;

/**
 * Messages on one connection: first in, first out, none overtakes another. A message that would
 * arrive before the one ahead of it arrives together with it. Allocates only to grow.
 */
export class MessageQueue {
  /** Arrival time of the first message, NEVER when there is none. */
  headNs: number = NEVER;
  #data = new Float64Array(64 * STRIDE);
  #first = 0; // index of the first message, counted in messages
  #count = 0;

  get length(): number {
    return this.#count;
  }

  /** Queues a message and returns the time at which it will arrive. */
  push(
    atNs: number,
    f0: number,
    f1: number,
    f2: number,
    f3: number,
    f4: number,
    f5: number,
    f6: number,
    f7: number,
  ): number {
    const capacity = this.#data.length / STRIDE;
    if (this.#count === capacity) this.#grow(capacity);
    const data = this.#data;
    let at = atNs;
    if (this.#count > 0) {
      const last = data[this.#offset(this.#count - 1)]!;
      if (last > at) at = last;
    } else {
      this.headNs = at;
    }
    const o = this.#offset(this.#count);
    this.#count += 1;
    data[o] = at;
    data[o + 1] = f0;
    data[o + 2] = f1;
    data[o + 3] = f2;
    data[o + 4] = f3;
    data[o + 5] = f4;
    data[o + 6] = f5;
    data[o + 7] = f6;
    data[o + 8] = f7;
    return at;
  }

  /** A field of the first message. */
  field(index: number): number {
    return this.#data[this.#offset(0) + 1 + index]!;
  }

  /** Drops the first message. */
  shift(): void {
    this.#first = (this.#first + 1) % (this.#data.length / STRIDE);
    this.#count -= 1;
    this.headNs = this.#count === 0 ? NEVER : this.#data[this.#offset(0)]!;
  }

  #offset(index: number): number {
    const capacity = this.#data.length / STRIDE;
    let at = this.#first + index;
    if (at >= capacity) at -= capacity;
    return at * STRIDE;
  }

  #grow(capacity: number): void {
    const grown = new Float64Array(capacity * 2 * STRIDE);
    for (let i = 0; i < this.#count; i++) {
      const from = this.#offset(i);
      grown.set(this.#data.subarray(from, from + STRIDE), i * STRIDE);
    }
    this.#data = grown;
    this.#first = 0;
  }
}
