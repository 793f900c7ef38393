import { NEVER } from "@mexoms/core/internal";

/**
 * Messages by the time at which they arrive; those of one time in the order in which they were sent.
 * Whoever sends decides what may overtake: see Connection. Allocates only to grow.
 */
export class MessageQueue {
  /** Arrival time of the first message, NEVER when there is none. */
  headNs: number = NEVER;
  /** Fields of the message that is sent next. What is left from the one before stays. */
  readonly draft: Float64Array;
  readonly #stride: number;
  #data: Float64Array;
  #capacity = 64;
  #first = 0; // index of the first message, counted in messages
  #count = 0;

  constructor(fields: number) {
    this.draft = new Float64Array(fields);
    this.#stride = fields + 1;
    this.#data = new Float64Array(this.#capacity * this.#stride);
  }

  get length(): number {
    return this.#count;
  }

  /** Sends the draft, to arrive at `atNs`. */
  push(atNs: number): void {
    if (this.#count === this.#capacity) this.#grow();
    let at = this.#count;
    // Nearly all messages arrive last.
    for (; at > 0 && this.#data[this.#offset(at - 1)]! > atNs; at--) {
      const from = this.#offset(at - 1);
      this.#data.copyWithin(this.#offset(at), from, from + this.#stride);
    }
    const o = this.#offset(at);
    this.#data[o] = atNs;
    const { draft } = this;
    // For so few numbers a loop is faster than set.
    for (let i = 0; i < draft.length; i++) this.#data[o + 1 + i] = draft[i]!;
    this.#count += 1;
    if (at === 0) this.headNs = atNs;
  }

  /** A field of the first message. */
  field(index: number): number {
    return this.#data[this.#first * this.#stride + 1 + index]!;
  }

  /** Sends the first message again, to arrive at a later time, with one field changed. */
  delayFirst(atNs: number, field: number, value: number): void {
    const from = this.#offset(0) + 1;
    this.draft.set(this.#data.subarray(from, from + this.#stride - 1));
    this.draft[field] = value;
    this.shift();
    this.push(atNs);
  }

  /** Drops the first message. */
  shift(): void {
    this.#first = (this.#first + 1) % this.#capacity;
    this.#count -= 1;
    this.headNs = this.#count === 0 ? NEVER : this.#data[this.#offset(0)]!;
  }

  #offset(index: number): number {
    let at = this.#first + index;
    if (at >= this.#capacity) at -= this.#capacity;
    return at * this.#stride;
  }

  #grow(): void {
    const stride = this.#stride;
    const grown = new Float64Array(this.#capacity * 2 * stride);
    for (let i = 0; i < this.#count; i++) {
      const from = this.#offset(i);
      grown.set(this.#data.subarray(from, from + stride), i * stride);
    }
    this.#data = grown;
    this.#capacity *= 2;
    this.#first = 0;
  }
}
