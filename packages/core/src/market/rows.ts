// The event byte of a market row:
//
//   bit   7      6       5      4      3 2 1 0
//       EXCH   LOCAL    SELL   BUY      kind
//
// EXCH: the row belongs to the exchange's sequence. LOCAL: it belongs to ours. A row whose place
// is the same in both sequences carries both; any other row stands twice, once for each.

export const ROW_KIND_MASK = 0x0f;
export const ROW_BUY = 0x10;
export const ROW_SELL = 0x20;
export const ROW_LOCAL = 0x40;
export const ROW_EXCH = 0x80;

/** One level of a book is now `qtyLots` (0 removes it). */
export const ROW_DEPTH = 1;
/** A trade; the side is the aggressor's, none when the source does not tell. */
export const ROW_TRADE = 2;
/** Levels from the best to `priceTicks` inclusive go; without a side the whole book goes. */
export const ROW_CLEAR = 3;
/** As depth, but part of a snapshot. The first one after a gap makes the book valid again. */
export const ROW_SNAPSHOT = 4;
/** Data is missing before this row: the book is not to be trusted until the next snapshot. */
export const ROW_GAP = 5;

/**
 * Columns that only some data has, by name; all are doubles. Order-by-order (L3) data has both: the
 * order that a row is about, a whole number, 0 for none; and what is left of that order after the row,
 * 0 when it is gone. There, a depth or snapshot row is the change of one order, and `qtyLots` what its
 * level holds after it (in a snapshot, with all orders that it shows there); a trade names the resting order where that is known, and 0 lots.
 */
export const EXTRA_COLUMNS = ["orderId", "orderLots"] as const;
export type ExtraColumn = (typeof EXTRA_COLUMNS)[number];

/**
 * Market rows as columns of equal length. Times are whole nanoseconds relative to an epoch that the
 * owner states, as exact doubles (a span of at most 104 days). Prices are ticks, sizes are lots.
 */
export interface MarketRows extends Readonly<Partial<Record<ExtraColumn, Float64Array>>> {
  readonly event: Uint8Array;
  readonly exchNs: Float64Array;
  readonly localNs: Float64Array;
  readonly priceTicks: Int32Array;
  readonly qtyLots: Float64Array;
}

/**
 * A place in market rows, and how far to go from there. Times are fields, not arguments: a double
 * that is passed to a function costs a heap number wherever the call is not inlined.
 */
export interface RowFeed {
  readonly rows: MarketRows;
  /** Added to the times of `rows` it makes them relative to the run's epoch. */
  readonly offsetNs: number;
  /** Next row to look at. */
  index: number;
  /** Rows are due up to this time of the run, inclusive. */
  untilNs: number;
}
