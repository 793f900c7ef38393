import type { ExtraColumn, MarketRows } from "@mexoms/core/internal";
import { copyRows, extraColumnsOf, sliceRows } from "@mexoms/sim/engine";
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
  readonly #extraColumns: readonly ExtraColumn[];

  constructor(capacity: number = BLOCK_ROWS, extraColumns: readonly ExtraColumn[] = []) {
    this.capacity = capacity;
    const memory = new ArrayBuffer(blockLength(capacity, extraColumns.length));
    this.bytes = new Uint8Array(memory);
    this.#columns = blockRows(memory, capacity, extraColumns);
    this.#extraColumns = extraColumnsOf(this.#columns);
    this.event = this.#columns.event;
    this.exchNs = this.#columns.exchNs;
    this.localNs = this.#columns.localNs;
    this.priceTicks = this.#columns.priceTicks;
    this.qtyLots = this.#columns.qtyLots;
  }

  get full(): boolean {
    return this.length === this.capacity;
  }

  /** The block must not be full. Extra columns get zeros. */
  push(event: number, exchNs: number, localNs: number, priceTicks: number, qtyLots: number): void {
    const at = this.length++;
    this.event[at] = event;
    this.exchNs[at] = exchNs;
    this.localNs[at] = localNs;
    this.priceTicks[at] = priceTicks;
    this.qtyLots[at] = qtyLots;
    for (const name of this.#extraColumns) this.#columns[name]![at] = 0;
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
