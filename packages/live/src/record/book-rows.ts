import {
  Book,
  BUY,
  ROW_BUY,
  ROW_CLEAR,
  ROW_KIND_MASK,
  ROW_SELL,
  ROW_SNAPSHOT,
  ROW_TRADE,
  SELL,
} from "@mexoms/core/internal";
import { BATCH_ROWS_MAX } from "./batch-layout.ts";
import { MarketBatch } from "./market-batch.ts";

/** Levels of a side that one batch has room for. */
const LEVELS_MAX: number = (BATCH_ROWS_MAX >> 1) - 1;

/** The price levels that rows made, and the rows that make the same levels anew. */
export class BookRows {
  /** Times of the row that came last. */
  exchNs = 0;
  localNs = 0;
  /** Rows were applied. */
  begun = false;
  readonly #book: Book = new Book();
  #batch: MarketBatch = new MarketBatch(1024, { orders: false });

  /** Data is missing since the last snapshot. */
  get gapped(): boolean {
    return this.#book.gapped;
  }

  apply(batch: MarketBatch, from = 0, to: number = batch.length): void {
    const { event, priceTicks, qtyLots } = batch;
    for (let i = from; i < to; i++) {
      const flags = event[i]!;
      if ((flags & ROW_KIND_MASK) === ROW_TRADE) continue;
      this.#book.apply(flags, priceTicks[i]!, qtyLots[i]!);
    }
    if (to <= from) return;
    this.begun = true;
    this.exchNs = batch.exchNs[to - 1]!;
    this.localNs = batch.localNs[to - 1]!;
  }

  /** Rows of this time that clear a book and make it this one; good until the next call. */
  rows(exchNs: number, localNs: number): MarketBatch {
    const bids = this.#book.levels(BUY, LEVELS_MAX);
    const asks = this.#book.levels(SELL, LEVELS_MAX);
    const rows = 1 + bids.length + asks.length;
    if (this.#batch.capacity < rows) {
      this.#batch = new MarketBatch(Math.min(BATCH_ROWS_MAX, rows * 2), { orders: false });
    }
    const batch = this.#batch;
    batch.clear();
    const push = (event: number, ticks: number, lots: number): void =>
      batch.push(event, exchNs, localNs, ticks, lots);
    push(ROW_CLEAR, 0, 0);
    for (const { priceTicks, qtyLots } of bids) push(ROW_SNAPSHOT | ROW_BUY, priceTicks, qtyLots);
    for (const { priceTicks, qtyLots } of asks) push(ROW_SNAPSHOT | ROW_SELL, priceTicks, qtyLots);
    return batch;
  }
}
