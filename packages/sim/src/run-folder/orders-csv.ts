import type { BacktestResult } from "@mexoms/sim/engine";
import { timeFields } from "@mexoms/sim/internal";

export const ORDERS_HEADER: readonly string[] = [
  "order_id",
  "instrument",
  "side",
  "price",
  "qty",
  "filled_qty",
  "type",
  "time_in_force",
  "trigger",
  "trigger_by",
  "trail",
  "activation",
  "display_qty",
  "reduce_only",
  "expires_time",
  "expires_ns",
  "state",
  "reason",
  "submitted_time",
  "submitted_ns",
  "accepted_time",
  "accepted_ns",
  "triggered_time",
  "triggered_ns",
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
      order.type,
      order.timeInForce,
      order.trigger,
      order.triggerBy,
      order.trail,
      order.activation,
      order.displayQty,
      order.reduceOnly ? "true" : "",
      ...timeFields(order.expiresNs),
      order.state,
      order.reason,
      ...timeFields(order.submittedNs),
      ...timeFields(order.acceptedNs),
      ...timeFields(order.triggeredNs),
      ...timeFields(order.closedNs),
      String(order.amends),
      ...(result.accounts.length > 0 ? [order.account ?? ""] : []),
    ];
  }
}
