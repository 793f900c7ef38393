import type { RowFeed } from "../market/rows.ts";

const FIRST_CAPACITY = 16;

/**
 * Trades that wait to be told to the strategy, as columns whose memory is kept. They are copied from
 * their rows: those of a block are gone once the feed has moved on to the next one.
 */
export class PendingTrades {
  event: Uint8Array = new Uint8Array(FIRST_CAPACITY);
  /** Times relative to the run's epoch. */
  exchNs: Float64Array = new Float64Array(FIRST_CAPACITY);
  localNs: Float64Array = new Float64Array(FIRST_CAPACITY);
  priceTicks: Int32Array = new Int32Array(FIRST_CAPACITY);
  qtyLots: Float64Array = new Float64Array(FIRST_CAPACITY);
  count = 0;

  /** Adds row `i` of the feed. */
  add({ rows, offsetNs }: RowFeed, i: number): void {
    const at = this.count;
    if (at === this.event.length) this.#grow();
    this.event[at] = rows.event[i]!;
    this.exchNs[at] = rows.exchNs[i]! + offsetNs;
    this.localNs[at] = rows.localNs[i]! + offsetNs;
    this.priceTicks[at] = rows.priceTicks[i]!;
    this.qtyLots[at] = rows.qtyLots[i]!;
    this.count = at + 1;
  }

  #grow(): void {
    const capacity = this.count * 2;
    const { event, exchNs, localNs, priceTicks, qtyLots } = this;
    (this.event = new Uint8Array(capacity)).set(event);
    (this.exchNs = new Float64Array(capacity)).set(exchNs);
    (this.localNs = new Float64Array(capacity)).set(localNs);
    (this.priceTicks = new Int32Array(capacity)).set(priceTicks);
    (this.qtyLots = new Float64Array(capacity)).set(qtyLots);
  }
}
