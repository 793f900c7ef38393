import { type Instrument, parseTimestamp } from "@mexoms/core";
import type { OwnFill, OwnOrder } from "@mexoms/sim/engine";
import { type CsvRow, readCsvTable } from "./csv-table.ts";

/** Lines of a file by the order that they are about. Throws DataError for an order not known. */
export function byOrder(
  rows: readonly CsvRow[],
  ordersFile: string,
  ids: ReadonlyMap<string, number>,
): Map<string, CsvRow[]> {
  const groups = new Map<string, CsvRow[]>();
  for (const row of rows) {
    const id = row.text("orderId");
    if (!ids.has(id)) row.problem("orderId", `"${id}" is no order of ${ordersFile}`);
    const group = groups.get(id);
    if (group) group.push(row);
    else groups.set(id, [row]);
  }
  return groups;
}

/** Reads the lines of a file of fills, by order. */
export async function readFills(
  file: string,
  ordersFile: string,
  ids: ReadonlyMap<string, number>,
): Promise<Map<string, CsvRow[]>> {
  const rows = await readCsvTable({
    file,
    columns: {
      orderId: ["order_id"],
      exchNs: ["exch_ns"],
      price: [],
      qty: [],
      maker: ["liquidity"],
    },
    optional: [],
  });
  return byOrder(rows, ordersFile, ids);
}

/** The fills of an order in order of time, checked against it. */
export function fillsOf(
  rows: readonly CsvRow[],
  order: OwnOrder,
  instrument: Instrument,
): OwnFill[] {
  const prices = new Set([order.priceTicks]);
  if (order.amends !== "unknown") for (const amend of order.amends) prices.add(amend.priceTicks);
  let filledLots = 0;
  const fills = rows.map((row): OwnFill => {
    const qtyLots = row.read("qty", (text, field) => instrument.lot.count(text, field));
    if (qtyLots <= 0) row.problem("qty", `must be above zero, such as ${instrument.lot.text}`);
    filledLots += qtyLots;
    if (order.amends !== "unknown" && order.amends.length === 0 && filledLots > order.qtyLots) {
      const most = instrument.lot.format(order.qtyLots);
      row.problem("qty", `the fills of order ${order.orderId} come to more than its size, ${most}`);
    }
    const ticks = row.read("price", (text, field) => instrument.tick.count(text, field));
    const maker = makerOf(row);
    if (maker && order.amends !== "unknown" && !prices.has(ticks)) {
      const own = instrument.tick.format(order.priceTicks);
      row.problem(
        "price",
        `a maker fill is at its order's price, ${own}; if the order was amended, give its amends`,
      );
    }
    return { exchNs: timeOf(row, order), qtyLots, maker };
  });
  return fills.toSorted((a, b) => (a.exchNs < b.exchNs ? -1 : a.exchNs > b.exchNs ? 1 : 0));
}

function timeOf(row: CsvRow, order: OwnOrder): bigint {
  const exchNs = row.read("exchNs", parseTimestamp);
  const { acceptedNs, closedNs } = order;
  if (acceptedNs === undefined) {
    return row.problem("orderId", `order ${order.orderId} was never accepted but has a fill`);
  }
  if (exchNs < acceptedNs || (closedNs !== undefined && exchNs > closedNs)) {
    const until = closedNs ?? "the end";
    const life = `order ${order.orderId} lived from ${acceptedNs} to ${until}`;
    return row.problem("exchNs", `${exchNs} is outside of it: ${life}`);
  }
  return exchNs;
}

function makerOf(row: CsvRow): boolean {
  const text = row.text("maker");
  if (text === "maker" || text === "true") return true;
  if (text === "taker" || text === "false") return false;
  return row.problem("maker", `"${text}" is not maker, taker, true or false`);
}
