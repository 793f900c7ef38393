import type { BacktestResult } from "@mexoms/sim/engine";
import { timeFields } from "./csv.ts";

export const ORDERS_HEADER: readonly string[] = [
  "order_id",
  "instrument",
  "side",
  "price",
  "qty",
  "filled_qty",
  "time_in_force",
  "state",
  "reason",
  "submitted_time",
  "submitted_ns",
  "accepted_time",
  "accepted_ns",
  "closed_time",
  "closed_ns",
  "amends",
];

/** The lines of orders.csv, in the order of the result. */
export function* orderLines(result: BacktestResult): Generator<readonly string[]> {
  for (const order of result.orders) {
    yield [
      String(order.orderId),
      order.instrument,
      order.side,
      order.price,
      order.qty,
      order.filledQty,
      order.timeInForce,
      order.state,
      order.reason,
      ...timeFields(order.submittedNs),
      ...timeFields(order.acceptedNs),
      ...timeFields(order.closedNs),
      String(order.amends),
      ...(result.accounts.length > 0 ? [order.account ?? ""] : []),
    ];
  }
}
