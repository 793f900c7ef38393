import type { BacktestResult } from "@mexoms/sim/engine";
import { timeFields } from "@mexoms/sim/internal";

export const LEDGER_HEADER: readonly string[] = [
  "time",
  "time_ns",
  "account",
  "currency",
  "kind",
  "counterparty",
  "instrument",
  "order_id",
  "amount",
  "balance_after",
];

/** The lines of ledger.csv: every movement of every account, in order. */
export function* ledgerLines(result: BacktestResult): Generator<readonly string[]> {
  for (const row of result.ledger) {
    yield [
      ...timeFields(row.ns),
      row.account,
      row.currency,
      row.kind,
      row.counterparty,
      row.instrument,
      row.orderId === 0 ? "" : String(row.orderId),
      row.amount.toString(),
      row.balance.toString(),
    ];
  }
}
