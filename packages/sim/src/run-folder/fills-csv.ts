import type { BacktestResult } from "@mexoms/sim/engine";
import type { RunInstruments } from "./run-instruments.ts";
import { positionAfter } from "./position-after.ts";
import { timeFields } from "@mexoms/sim/internal";

export const FILLS_HEADER: readonly string[] = [
  "exch_time",
  "exch_ns",
  "local_time",
  "local_ns",
  "instrument",
  "order_id",
  "side",
  "price",
  "qty",
  "leaves_qty",
  "liquidity",
  "reason",
  "fee",
  "fee_currency",
  "position_after",
];

/** The lines of fills.csv, in the order of the result. */
export function* fillLines(
  result: BacktestResult,
  instruments: RunInstruments,
): Generator<readonly string[]> {
  const positions = positionAfter(result.fills);
  for (const [i, fill] of result.fills.entries()) {
    const instrument = instruments.get(fill.instrument);
    yield [
      ...timeFields(fill.exchNs),
      ...timeFields(fill.localNs),
      fill.instrument,
      String(fill.orderId),
      fill.side,
      fill.price,
      fill.qty,
      instrument.lot.format(fill.leavesLots),
      fill.liquidity,
      fill.reason,
      fill.fee.toString(),
      instrument.settle,
      instrument.lot.format(positions[i]!),
      ...(fill.account === undefined ? [] : [fill.account]),
    ];
  }
}
