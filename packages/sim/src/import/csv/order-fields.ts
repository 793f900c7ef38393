import {
  BUY,
  ROW_BUY,
  ROW_CLEAR,
  ROW_DEPTH,
  ROW_KIND_MASK,
  ROW_SELL,
  ROW_SNAPSHOT,
  ROW_TRADE,
  SELL,
} from "@mexoms/core/internal";
import { OrderBook } from "@mexoms/sim/engine";
import { problem } from "../line-problem.ts";
import type { LotGrid } from "../lot-grid.ts";
import type { CsvLine } from "./csv-line.ts";

const ID_AT = 6;
const QTY_AT = 7;
const WHOLE = /^-?\d{1,16}$/;

/** The order fields of a line of order-by-order CSV, checked against the book that they lead to. */
export class OrderFields {
  orderId = 0;
  orderLots = 0;
  readonly #book: OrderBook = new OrderBook();
  #exchNs = -Infinity;

  /** Throws a LineProblem, and remembers nothing of the line, when it cannot follow those before. */
  read(
    line: CsvLine,
    lots: LotGrid,
    row: { event: number; exchNs: number; priceTicks: number; qtyLots: number },
  ): void {
    const kind = row.event & ROW_KIND_MASK;
    const isOrder = kind === ROW_DEPTH || kind === ROW_SNAPSHOT;
    const orderId = line.isEmpty(ID_AT) ? 0 : wholeId(line.text(ID_AT));
    if (isOrder && orderId === 0)
      problem("order_id", "is missing: each change is that of one order");
    if (!isOrder && kind !== ROW_TRADE && orderId !== 0) problem("order_id", "must be empty here");
    if (isOrder === line.isEmpty(QTY_AT)) {
      problem(
        "order_qty",
        isOrder ? "is missing: what is left of the order" : "must be empty here",
      );
    }
    const orderLots = isOrder ? line.quantity(QTY_AT, lots, "order_qty") : 0;
    if (isOrder) this.#change(row, orderId, orderLots);
    if (kind === ROW_CLEAR) this.#clear(row.event, row.priceTicks);
    this.orderId = orderId;
    this.orderLots = orderLots;
  }

  #change(
    row: { event: number; exchNs: number; priceTicks: number; qtyLots: number },
    orderId: number,
    orderLots: number,
  ): void {
    const side = (row.event & ROW_BUY) !== 0 ? BUY : SELL;
    const { exchNs, priceTicks, qtyLots } = row;
    if (exchNs < this.#exchNs) {
      problem("exch_ns", "goes back: changes of orders stand in the order of the venue");
    }
    const known = this.#book.get(orderId);
    if (known && (known.side !== side || known.priceTicks !== priceTicks)) {
      problem("order_id", `order ${orderId} is at another price: first a line where it is 0 there`);
    }
    const sum = this.#book.levelLots(side, priceTicks) - (known?.lots ?? 0) + orderLots;
    // A snapshot names the whole size of a level with each of its orders.
    const snapshot = (row.event & ROW_KIND_MASK) === ROW_SNAPSHOT;
    if (snapshot ? sum > qtyLots : sum !== qtyLots) {
      problem("qty", `is ${qtyLots} lots, but the orders of the level make ${sum}`);
    }
    this.#exchNs = exchNs;
    this.#book.set({ orderId, side, priceTicks, lots: orderLots });
  }

  #clear(event: number, lastTicks: number): void {
    const side = event & ROW_BUY ? BUY : event & ROW_SELL ? SELL : undefined;
    if (side === undefined) return this.#book.clear();
    for (const order of this.#book.orders()) {
      const goes = side === BUY ? order.priceTicks >= lastTicks : order.priceTicks <= lastTicks;
      if (order.side === side && goes) this.#book.set({ ...order, lots: 0 });
    }
  }
}

function wholeId(text: string): number {
  const id = WHOLE.test(text) ? Number(text) : Number.NaN;
  if (Number.isSafeInteger(id) && id !== 0) return id;
  return problem("order_id", `"${text}" is not a whole number below 2^53 other than 0`);
}
