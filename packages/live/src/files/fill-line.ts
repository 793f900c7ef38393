import type { Instrument, Money } from "@mexoms/core";
import { sideName } from "@mexoms/core/internal";
import { csvLine, timeFields } from "@mexoms/sim/internal";

/** One execution as it stands in fills.csv. Times are UTC nanoseconds since 1970. */
export interface BookedFill {
  /** Place of its event in the journal. */
  readonly sequence: number;
  readonly exchNs: bigint;
  readonly localNs: bigint;
  readonly instrument: Instrument;
  readonly market: number;
  readonly orderId: number;
  readonly tradeId: number;
  /** BUY or SELL. */
  readonly side: number;
  readonly priceTicks: number;
  readonly qtyLots: number;
  /** Open size of the order after it. */
  readonly leavesLots: number;
  readonly maker: boolean;
  /** Why the simulated venue filled it; empty for a real one. */
  readonly reason: string;
  readonly fee: Money;
  /** Of the instrument, in lots. */
  readonly positionAfter: number;
  readonly account: string | undefined;
}

/** Columns of fills.csv: those of a run folder, with the journal's record, trade id and account. */
export const FILLS_HEADER: readonly string[] = [
  "sequence",
  "exch_time",
  "exch_ns",
  "local_time",
  "local_ns",
  "instrument",
  "order_id",
  "trade_id",
  "side",
  "price",
  "qty",
  "leaves_qty",
  "liquidity",
  "reason",
  "fee",
  "fee_currency",
  "position_after",
  "account",
];

export function fillLine(fill: BookedFill): string {
  const { tick, lot, settle } = fill.instrument;
  return csvLine([
    String(fill.sequence),
    ...timeFields(fill.exchNs),
    ...timeFields(fill.localNs),
    fill.instrument.id,
    String(fill.orderId),
    String(fill.tradeId),
    sideName(fill.side),
    tick.format(fill.priceTicks),
    lot.format(fill.qtyLots),
    lot.format(fill.leavesLots),
    fill.maker ? "maker" : "taker",
    fill.reason,
    fill.fee.toString(),
    settle,
    lot.format(fill.positionAfter),
    fill.account ?? "",
  ]);
}
