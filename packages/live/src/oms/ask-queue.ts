import type { OmsOrder } from "./oms-order.ts";

const FIRST_CAPACITY = 256;

/** Requests in the order they were made, to see which of them wait too long. Its memory is kept. */
export class AskQueue {
  #orders: (OmsOrder | undefined)[] = Array.from({ length: FIRST_CAPACITY });
  #times: Float64Array = new Float64Array(FIRST_CAPACITY);
  #head = 0;
  #count = 0;

  get length(): number {
    return this.#count;
  }

  /** The order of the first request. */
  get first(): OmsOrder | undefined {
    return this.#orders[this.#head];
  }

  /** Time of the first request; NaN for none. */
  get firstNs(): number {
    return this.#count === 0 ? Number.NaN : this.#times[this.#head]!;
  }

  push(order: OmsOrder): void {
    if (this.#count === this.#times.length) this.#grow();
    const at = (this.#head + this.#count) & (this.#times.length - 1);
    this.#orders[at] = order;
    this.#times[at] = order.askedNs;
    this.#count += 1;
  }

  shift(): void {
    this.#orders[this.#head] = undefined;
    this.#head = (this.#head + 1) & (this.#times.length - 1);
    this.#count -= 1;
  }

  #grow(): void {
    const { length } = this.#times;
    const orders: (OmsOrder | undefined)[] = Array.from({ length: length * 2 });
    const times = new Float64Array(length * 2);
    for (let i = 0; i < this.#count; i++) {
      const from = (this.#head + i) & (length - 1);
      orders[i] = this.#orders[from];
      times[i] = this.#times[from]!;
    }
    this.#orders = orders;
    this.#times = times;
    this.#head = 0;
  }
}
