import type { MarketRows } from "@mexoms/core";

const FIRST_CAPACITY = 4096;

/** Market rows that grow at the end. */
export class RowLog {
  #event = new Uint8Array(FIRST_CAPACITY);
  #exchNs = new Float64Array(FIRST_CAPACITY);
  #localNs = new Float64Array(FIRST_CAPACITY);
  #priceTicks = new Int32Array(FIRST_CAPACITY);
  #qtyLots = new Float64Array(FIRST_CAPACITY);
  #length = 0;

  push(event: number, exchNs: number, localNs: number, priceTicks: number, qtyLots: number): void {
    if (this.#length === this.#event.length) this.#grow();
    const i = this.#length++;
    this.#event[i] = event;
    this.#exchNs[i] = exchNs;
    this.#localNs[i] = localNs;
    this.#priceTicks[i] = priceTicks;
    this.#qtyLots[i] = qtyLots;
  }

  /** Copies of the columns, as long as there are rows. */
  rows(): MarketRows {
    const n = this.#length;
    return {
      event: this.#event.slice(0, n),
      exchNs: this.#exchNs.slice(0, n),
      localNs: this.#localNs.slice(0, n),
      priceTicks: this.#priceTicks.slice(0, n),
      qtyLots: this.#qtyLots.slice(0, n),
    };
  }

  #grow(): void {
    const capacity = this.#event.length * 2;
    const event = new Uint8Array(capacity);
    const exchNs = new Float64Array(capacity);
    const localNs = new Float64Array(capacity);
    const priceTicks = new Int32Array(capacity);
    const qtyLots = new Float64Array(capacity);
    event.set(this.#event);
    exchNs.set(this.#exchNs);
    localNs.set(this.#localNs);
    priceTicks.set(this.#priceTicks);
    qtyLots.set(this.#qtyLots);
    this.#event = event;
    this.#exchNs = exchNs;
    this.#localNs = localNs;
    this.#priceTicks = priceTicks;
    this.#qtyLots = qtyLots;
  }
}
