import { type OrderFields, OrderRecord } from "./order-record.ts";

/** Records of one run that are kept for the next; one with more orders makes the others anew. */
const MOST_KEPT = 4096;

/**
 * Order records that are used again by the next run in the same thread: what lives as long as a run
 * does is old when it is dropped, and garbage that is old makes a thread's memory grow.
 */
export class OrderShelf {
  readonly #records: OrderRecord[] = [];
  #taken = 0;

  /** An order as good as new. */
  take(fields: OrderFields): OrderRecord {
    const at = this.#taken;
    if (at === MOST_KEPT) return new OrderRecord(fields);
    this.#taken = at + 1;
    const used = this.#records[at];
    if (used === undefined) {
      const made = new OrderRecord(fields);
      this.#records.push(made);
      return made;
    }
    used.renew(fields);
    return used;
  }

  /** Gives all orders that were taken to the next run. Who took them must not use them any more. */
  takeBack(): void {
    this.#taken = 0;
  }
}
