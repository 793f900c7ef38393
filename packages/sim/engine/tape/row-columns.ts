import type { MarketRows } from "@mexoms/core/internal";
import type { RowSink } from "./row-sink.ts";

const FIRST_CAPACITY = 1024;

/** Market rows that grow at the end. `rows()` trims them to their length and shares the memory. */
export class RowColumns implements RowSink {
  #event: Uint8Array = new Uint8Array(FIRST_CAPACITY);
  #exchNs: Float64Array = new Float64Array(FIRST_CAPACITY);
  #localNs: Float64Array = new Float64Array(FIRST_CAPACITY);
  #priceTicks: Int32Array = new Int32Array(FIRST_CAPACITY);
  #qtyLots: Float64Array = new Float64Array(FIRST_CAPACITY);
  #orderId: Float64Array | undefined;
  #orderLots: Float64Array | undefined;
  #length = 0;

  /** With the columns of an order-by-order tape or without. */
  constructor(options: { readonly orders: boolean } = { orders: false }) {
    if (!options.orders) return;
    this.#orderId = new Float64Array(FIRST_CAPACITY);
    this.#orderLots = new Float64Array(FIRST_CAPACITY);
  }

  get length(): number {
    return this.#length;
  }

  push(
    event: number,
    exchNs: number,
    localNs: number,
    priceTicks: number,
    qtyLots: number,
    orderId = 0,
    orderLots = 0,
  ): void {
    const at = this.#length;
    if (at === this.#event.length) this.#grow();
    this.#event[at] = event;
    this.#exchNs[at] = exchNs;
    this.#localNs[at] = localNs;
    this.#priceTicks[at] = priceTicks;
    this.#qtyLots[at] = qtyLots;
    if (this.#orderId !== undefined) {
      this.#orderId[at] = orderId;
      this.#orderLots![at] = orderLots;
    }
    this.#length = at + 1;
  }

  rows(): MarketRows {
    const end = this.#length;
    return {
      event: this.#event.subarray(0, end),
      exchNs: this.#exchNs.subarray(0, end),
      localNs: this.#localNs.subarray(0, end),
      priceTicks: this.#priceTicks.subarray(0, end),
      qtyLots: this.#qtyLots.subarray(0, end),
      ...(this.#orderId && {
        orderId: this.#orderId.subarray(0, end),
        orderLots: this.#orderLots!.subarray(0, end),
      }),
    };
  }

  #grow(): void {
    const capacity = this.#event.length * 2;
    const { event, exchNs, localNs, priceTicks, qtyLots, orderId, orderLots } = this.rows();
    (this.#event = new Uint8Array(capacity)).set(event);
    (this.#exchNs = new Float64Array(capacity)).set(exchNs);
    (this.#localNs = new Float64Array(capacity)).set(localNs);
    (this.#priceTicks = new Int32Array(capacity)).set(priceTicks);
    (this.#qtyLots = new Float64Array(capacity)).set(qtyLots);
    if (orderId === undefined) return;
    (this.#orderId = new Float64Array(capacity)).set(orderId);
    (this.#orderLots = new Float64Array(capacity)).set(orderLots!);
  }
}
