import {
  type MarketRows,
  ROW_BUY,
  ROW_GAP,
  ROW_KIND_MASK,
  ROW_LOCAL,
  ROW_SELL,
} from "@mexoms/core/internal";
import { sliceRows } from "@mexoms/sim/engine";

/** What a row of a recording says of itself: its place in the two sequences follows from its times. */
export const KIND_AND_SIDE: number = ROW_KIND_MASK | ROW_BUY | ROW_SELL;

/**
 * Rows of one instrument in order of receipt, as columns that are used again and again. Times are
 * relative to the epoch of the recording.
 */
export class MarketBatch {
  readonly capacity: number;
  readonly event: Uint8Array;
  readonly exchNs: Float64Array;
  readonly localNs: Float64Array;
  readonly priceTicks: Int32Array;
  readonly qtyLots: Float64Array;
  /** Of order-by-order rows; both or neither. */
  readonly orderId: Float64Array | undefined;
  readonly orderLots: Float64Array | undefined;
  length = 0;
  readonly #columns: MarketRows;

  constructor(capacity: number, options: { readonly orders: boolean }) {
    this.capacity = capacity;
    this.event = new Uint8Array(capacity);
    this.exchNs = new Float64Array(capacity);
    this.localNs = new Float64Array(capacity);
    this.priceTicks = new Int32Array(capacity);
    this.qtyLots = new Float64Array(capacity);
    this.orderId = options.orders ? new Float64Array(capacity) : undefined;
    this.orderLots = options.orders ? new Float64Array(capacity) : undefined;
    const { event, exchNs, localNs, priceTicks, qtyLots, orderId, orderLots } = this;
    const columns = { event, exchNs, localNs, priceTicks, qtyLots };
    this.#columns = orderId && orderLots ? { ...columns, orderId, orderLots } : columns;
  }

  get full(): boolean {
    return this.length === this.capacity;
  }

  /**
   * Adds those rows from `start` on that stand in our sequence, as many as fit and were received up
   * to `untilNs` of the rows' own epoch. Returns where the rest begins.
   */
  fill(rows: MarketRows, start: number, offsetNs: number, untilNs: number): number {
    const { event, exchNs, localNs, priceTicks, qtyLots, orderId, orderLots } = rows;
    const end = event.length;
    let at = this.length;
    let i = start;
    for (; i < end && at < this.capacity; i++) {
      const flags = event[i]!;
      if ((flags & ROW_LOCAL) === 0) continue;
      if (localNs[i]! > untilNs) break;
      this.event[at] = flags & KIND_AND_SIDE;
      this.exchNs[at] = exchNs[i]! + offsetNs;
      this.localNs[at] = localNs[i]! + offsetNs;
      this.priceTicks[at] = priceTicks[i]!;
      this.qtyLots[at] = qtyLots[i]!;
      if (this.orderId !== undefined) {
        this.orderId[at] = orderId?.[i] ?? 0;
        this.orderLots![at] = orderLots?.[i] ?? 0;
      }
      at += 1;
    }
    this.length = at;
    return i;
  }

  /** Adds a row that says that data is missing. There must be room. */
  gap(exchNs: number, localNs: number): void {
    this.push(ROW_GAP, exchNs, localNs, 0, 0);
  }

  /** Adds a row without an order. There must be room. For single rows: sources write the columns. */
  push(event: number, exchNs: number, localNs: number, priceTicks: number, qtyLots: number): void {
    const at = this.length++;
    this.event[at] = event;
    this.exchNs[at] = exchNs;
    this.localNs[at] = localNs;
    this.priceTicks[at] = priceTicks;
    this.qtyLots[at] = qtyLots;
    if (this.orderId !== undefined) this.orderId[at] = 0;
    if (this.orderLots !== undefined) this.orderLots[at] = 0;
  }

  clear(): void {
    this.length = 0;
  }

  /** Views of the rows from `start` on. */
  rows(start = 0): MarketRows {
    return sliceRows(this.#columns, start, this.length);
  }
}
