import { type Instrument, parseTimestamp } from "@mexoms/core";
import type { OwnAmend } from "@mexoms/sim/engine";
import { type CsvRow, readCsvTable } from "./csv-table.ts";
import { byOrder } from "./read-fills.ts";

/** Reads the lines of a file of amends, by order; nothing without one. */
export async function readAmends(
  files: { readonly orders: string; readonly amends?: string | undefined },
  ids: ReadonlyMap<string, number>,
): Promise<Map<string, CsvRow[]>> {
  if (files.amends === undefined) return new Map();
  const rows = await readCsvTable({
    file: files.amends,
    columns: { orderId: ["order_id"], exchNs: ["exch_ns"], price: [], qty: [] },
    optional: [],
  });
  return byOrder(rows, files.orders, ids);
}

/** The amends of an order in order of time. */
export function amendsOf(rows: readonly CsvRow[], instrument: Instrument): OwnAmend[] {
  const amends = rows.map((row): OwnAmend => {
    const leavesLots = row.read("qty", (text, field) => instrument.lot.count(text, field));
    if (leavesLots <= 0) row.problem("qty", `must be above zero, such as ${instrument.lot.text}`);
    const priceTicks = row.read("price", (text, field) => instrument.tick.count(text, field));
    if (priceTicks <= 0) row.problem("price", `must be above zero: ${instrument.tick.text}`);
    return { exchNs: row.read("exchNs", parseTimestamp), priceTicks, leavesLots };
  });
  return amends.toSorted((a, b) => (a.exchNs < b.exchNs ? -1 : a.exchNs > b.exchNs ? 1 : 0));
}
