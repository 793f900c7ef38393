import { type Instrument, parseTimestamp, type Side } from "@mexoms/core";
import type { OwnAmend, OwnFill, OwnOrder } from "@mexoms/sim/engine";
import { type CsvRow, readCsvTable } from "./csv-table.ts";
import { amendsOf, readAmends } from "./read-amends.ts";
import { fillsOf, readFills } from "./read-fills.ts";

export interface OwnOrderFiles {
  /** orders.csv of a run folder, or the columns of docs/calibrate.md. */
  readonly orders: string;
  /** fills.csv of a run folder, or the columns of docs/calibrate.md. */
  readonly fills: string;
  /** Amends that the venue took, for orders of which orders.csv gives price and size as placed. */
  readonly amends?: string | undefined;
  readonly instrument: Instrument;
}

/** Own orders of one instrument as files have them. */
export interface OwnOrderTable {
  readonly orders: readonly OwnOrder[];
  /** Orders of other instruments in the file. */
  readonly otherInstruments: number;
}

/**
 * Reads own orders with their fills and amends. Throws DataError naming file, line, field and a valid
 * value for whatever cannot be: the files must agree with each other and with the instrument.
 */
export async function readOwnOrders(files: OwnOrderFiles): Promise<OwnOrderTable> {
  const { instrument } = files;
  const rows = await readCsvTable({
    file: files.orders,
    columns: {
      orderId: ["order_id"],
      side: [],
      price: [],
      qty: [],
      acceptedNs: ["accepted_ns", "placedNs"],
      closedNs: ["closed_ns"],
      instrument: [],
      amends: [],
    },
    optional: ["instrument", "amends"],
  });
  const ids = new Map<string, number>();
  for (const row of rows) {
    const orderId = row.text("orderId");
    if (orderId === "") row.problem("orderId", "is empty");
    const before = ids.get(orderId);
    if (before !== undefined) row.problem("orderId", `${orderId} stands in line ${before} already`);
    ids.set(orderId, row.line);
  }
  const fills = await readFills(files.fills, files.orders, ids);
  const amends = await readAmends(files, ids);
  const ours = rows.filter(
    (row) => !row.has("instrument") || row.text("instrument") === instrument.id,
  );
  const orders = ours.map((row): OwnOrder => {
    const id = row.text("orderId");
    const order = orderOf(row, instrument, amendsOf(amends.get(id) ?? [], instrument));
    return { ...order, fills: fillsOf(fills.get(id) ?? [], order, instrument) };
  });
  return { orders, otherInstruments: rows.length - ours.length };
}

function orderOf(
  row: CsvRow,
  instrument: Instrument,
  amends: readonly OwnAmend[],
): OwnOrder & { readonly fills: readonly OwnFill[] } {
  const priceTicks = row.read("price", (text, field) => instrument.tick.count(text, field));
  if (priceTicks <= 0) row.problem("price", `must be above zero, such as ${instrument.tick.text}`);
  const qtyLots = row.read("qty", (text, field) => instrument.lot.count(text, field));
  if (qtyLots <= 0) row.problem("qty", `must be above zero, such as ${instrument.lot.text}`);
  const acceptedNs = timeOf(row, "acceptedNs");
  const closedNs = timeOf(row, "closedNs");
  if (acceptedNs !== undefined && closedNs !== undefined && closedNs < acceptedNs) {
    row.problem("closedNs", `${closedNs} is before the order was accepted, ${acceptedNs}`);
  }
  const counted = row.text("amends");
  if (!/^\d*$/.test(counted)) row.problem("amends", `"${counted}" is not a count, such as 0`);
  const unknown = Number(counted) > 0 && amends.length === 0;
  return {
    orderId: row.text("orderId"),
    side: sideOf(row),
    priceTicks,
    qtyLots,
    acceptedNs,
    closedNs,
    amends: unknown ? "unknown" : amends,
    fills: [],
  };
}

function sideOf(row: CsvRow): Side {
  const side = row.text("side");
  if (side === "buy" || side === "sell") return side;
  return row.problem("side", `"${side}" is not buy or sell`);
}

/** A time, undefined when the field is empty. */
function timeOf(row: CsvRow, column: string): bigint | undefined {
  return row.text(column) === "" ? undefined : row.read(column, parseTimestamp);
}
