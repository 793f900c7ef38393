import type { ExtraColumn, MarketRows } from "@mexoms/core/internal";
import { copyRows, sliceRows } from "@mexoms/sim/trial-run";
import { blockLength, blockRows } from "./layout.ts";

/** Rows of a block unless said otherwise: half a megabyte, which fits a core's own cache. */
export const BLOCK_ROWS: number = 1 << 14;

/** Market rows as columns over one piece of memory that is written and read whole. */
export class RowBlock {
  readonly capacity: number;
  /** The whole memory, laid out as a block of a tape file that is full. */
  readonly bytes: Uint8Array;
  readonly event: Uint8Array;
  readonly exchNs: Float64Array;
  readonly localNs: Float64Array;
  readonly priceTicks: Int32Array;
  readonly qtyLots: Float64Array;
  length = 0;
  readonly #columns: MarketRows;
  /** Of order-by-order rows; both or neither. */
  readonly orderId: Float64Array | undefined;
  readonly orderLots: Float64Array | undefined;

  constructor(capacity: number = BLOCK_ROWS, extraColumns: readonly ExtraColumn[] = []) {
    this.capacity = capacity;
    const memory = new ArrayBuffer(blockLength(capacity, extraColumns.length));
    this.bytes = new Uint8Array(memory);
    this.#columns = blockRows(memory, capacity, extraColumns);
    this.event = this.#columns.event;
    this.exchNs = this.#columns.exchNs;
    this.localNs = this.#columns.localNs;
    this.priceTicks = this.#columns.priceTicks;
    this.qtyLots = this.#columns.qtyLots;
    this.orderId = this.#columns.orderId;
    this.orderLots = this.#columns.orderLots;
  }

  get full(): boolean {
    return this.length === this.capacity;
  }

  /** The block must not be full. The order is left out where there is no column for it. */
  push(
    event: number,
    exchNs: number,
    localNs: number,
    priceTicks: number,
    qtyLots: number,
    orderId = 0,
    orderLots = 0,
  ): void {
    const at = this.length++;
    this.event[at] = event;
    this.exchNs[at] = exchNs;
    this.localNs[at] = localNs;
    this.priceTicks[at] = priceTicks;
    this.qtyLots[at] = qtyLots;
    if (this.orderId !== undefined) this.orderId[at] = orderId;
    if (this.orderLots !== undefined) this.orderLots[at] = orderLots;
  }

  /** Adds rows from `start` on, as many as fit. Returns where the rest begins. */
  fill(rows: MarketRows, start: number): number {
    const end = Math.min(rows.event.length, start + this.capacity - this.length);
    copyRows(sliceRows(rows, start, end), this.#columns, this.length);
    this.length += end - start;
    return end;
  }

  clear(): void {
    this.length = 0;
  }

  /** Views of what is in the block now. */
  rows(): MarketRows {
    return sliceRows(this.#columns, 0, this.length);
  }
}
