import type { MarketRows } from "@mexoms/core/internal";

export const BLOCK_ROWS: number = 1 << 14;

const EXCH_AT = 0;
const LOCAL_AT: number = BLOCK_ROWS * 8;
const LOTS_AT: number = BLOCK_ROWS * 16;
const TICKS_AT: number = BLOCK_ROWS * 24;
const EVENT_AT: number = BLOCK_ROWS * 28;
export const BLOCK_BYTES: number = BLOCK_ROWS * 29;

/** A fixed number of market rows as columns over one piece of memory that is written and read whole. */
export class RowBlock {
  readonly bytes: Uint8Array;
  readonly exchNs: Float64Array;
  readonly localNs: Float64Array;
  readonly qtyLots: Float64Array;
  readonly priceTicks: Int32Array;
  readonly event: Uint8Array;
  length = 0;

  constructor() {
    const memory = new ArrayBuffer(BLOCK_BYTES);
    this.bytes = new Uint8Array(memory);
    this.exchNs = new Float64Array(memory, EXCH_AT, BLOCK_ROWS);
    this.localNs = new Float64Array(memory, LOCAL_AT, BLOCK_ROWS);
    this.qtyLots = new Float64Array(memory, LOTS_AT, BLOCK_ROWS);
    this.priceTicks = new Int32Array(memory, TICKS_AT, BLOCK_ROWS);
    this.event = new Uint8Array(memory, EVENT_AT, BLOCK_ROWS);
  }

  get full(): boolean {
    return this.length === BLOCK_ROWS;
  }

  /** The block must not be full. */
  push(event: number, exchNs: number, localNs: number, priceTicks: number, qtyLots: number): void {
    const at = this.length++;
    this.event[at] = event;
    this.exchNs[at] = exchNs;
    this.localNs[at] = localNs;
    this.priceTicks[at] = priceTicks;
    this.qtyLots[at] = qtyLots;
  }

  clear(): void {
    this.length = 0;
  }

  /** Views of what is in the block now. */
  rows(): MarketRows {
    const end = this.length;
    return {
      event: this.event.subarray(0, end),
      exchNs: this.exchNs.subarray(0, end),
      localNs: this.localNs.subarray(0, end),
      priceTicks: this.priceTicks.subarray(0, end),
      qtyLots: this.qtyLots.subarray(0, end),
    };
  }
}
