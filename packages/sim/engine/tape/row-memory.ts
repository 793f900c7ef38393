import { EXTRA_COLUMNS, type ExtraColumn, type MarketRows } from "@mexoms/core/internal";

/** Memory for a number of rows. */
export function newRows(length: number, extraColumns: readonly ExtraColumn[]): MarketRows {
  const rows = {
    event: new Uint8Array(length),
    exchNs: new Float64Array(length),
    localNs: new Float64Array(length),
    priceTicks: new Int32Array(length),
    qtyLots: new Float64Array(length),
  };
  if (extraColumns.length === 0) return rows;
  const extra = extraColumns.map((name) => [name, new Float64Array(length)] as const);
  return { ...rows, ...(Object.fromEntries(extra) as Partial<Record<ExtraColumn, Float64Array>>) };
}

/** Rows from `start` up to `end` (exclusive), in the same memory. */
export function sliceRows(rows: MarketRows, start: number, end: number): MarketRows {
  const slice = {
    event: rows.event.subarray(start, end),
    exchNs: rows.exchNs.subarray(start, end),
    localNs: rows.localNs.subarray(start, end),
    priceTicks: rows.priceTicks.subarray(start, end),
    qtyLots: rows.qtyLots.subarray(start, end),
  };
  const names = extraColumnsOf(rows);
  if (names.length === 0) return slice;
  const extra = names.map((name) => [name, rows[name]!.subarray(start, end)] as const);
  return { ...slice, ...(Object.fromEntries(extra) as Partial<Record<ExtraColumn, Float64Array>>) };
}

/** Copies rows into others, from row `at` on. An extra column goes where there is one for it. */
export function copyRows(from: MarketRows, to: MarketRows, at: number): void {
  to.event.set(from.event, at);
  to.exchNs.set(from.exchNs, at);
  to.localNs.set(from.localNs, at);
  to.priceTicks.set(from.priceTicks, at);
  to.qtyLots.set(from.qtyLots, at);
  for (const name of extraColumnsOf(from)) to[name]?.set(from[name]!, at);
}

/** The extra columns that rows have. */
export function extraColumnsOf(rows: MarketRows): ExtraColumn[] {
  return EXTRA_COLUMNS.filter((name) => rows[name] !== undefined);
}
