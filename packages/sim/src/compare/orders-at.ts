import type { Decimal } from "@mexoms/core";
import type { CsvFields, CsvLine } from "./csv-lines.ts";
import { amountOf, nsOf } from "./line-values.ts";
import { openOrders } from "./order-differences.ts";

/** What a side had in the market when the other one, or itself, was filled. */
export interface OrdersAtFill {
  /** The order behind its own fill. */
  readonly own: CsvLine | undefined;
  /** Open orders of the fill's instrument and side: how many, and the one closest to its price. */
  readonly open: number;
  readonly closest: CsvLine | undefined;
  /** The last one that had been closed by then; undefined when there was none. */
  readonly lastClosed: CsvLine | undefined;
}

/**
 * Looks through an orders.csv for what has to do with a fill. An order counts as open from being sent
 * until the strategy's side learned of its end, so one whose cancel was on its way is among them.
 */
export function ordersAtFill(
  file: string,
  fill: CsvLine,
  options: { readonly isOwn: boolean; readonly fillsFile: string },
): OrdersAtFill {
  const atNs = nsOf(fill, "exch_ns", options.fillsFile);
  const ownId = options.isOwn ? fill.fields.get("order_id") : undefined;
  const look = new Look(fill, { file, fillsFile: options.fillsFile });
  const lines = openOrders(file);
  try {
    for (let line = lines.next(); line; line = lines.next()) {
      if (ownId !== undefined && line.fields.get("order_id") === ownId) look.found.own = line;
      if (nsOf(line, "submitted_ns", file) > atNs) break;
      if (!look.concerns(line.fields)) continue;
      const closed =
        line.fields.get("closed_ns") === "" ? undefined : nsOf(line, "closed_ns", file);
      if (closed === undefined || closed >= atNs) look.open(line);
      else look.closed(line, closed);
    }
  } finally {
    lines.close();
  }
  return look.found;
}

interface Found {
  own: CsvLine | undefined;
  open: number;
  closest: CsvLine | undefined;
  lastClosed: CsvLine | undefined;
}

class Look {
  readonly found: Found = { own: undefined, open: 0, closest: undefined, lastClosed: undefined };
  readonly #fill: CsvFields;
  readonly #price: Decimal;
  #distance: Decimal | undefined;
  #closedNs = 0n;
  readonly #file: string;

  constructor(fill: CsvLine, { file, fillsFile }: { file: string; fillsFile: string }) {
    this.#fill = fill.fields;
    this.#price = amountOf(fill, "price", fillsFile);
    this.#file = file;
  }

  concerns(order: CsvFields): boolean {
    return ["instrument", "side", "account"].every(
      (name) => (order.get(name) ?? "") === (this.#fill.get(name) ?? ""),
    );
  }

  open(line: CsvLine): void {
    this.found.open++;
    const distance = this.#price.minus(amountOf(line, "price", this.#file)).abs();
    if (this.#distance?.lte(distance)) return;
    this.#distance = distance;
    this.found.closest = line;
  }

  closed(line: CsvLine, closedNs: bigint): void {
    if (closedNs < this.#closedNs) return;
    this.#closedNs = closedNs;
    this.found.lastClosed = line;
  }
}
