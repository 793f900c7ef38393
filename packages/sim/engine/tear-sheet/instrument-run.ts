import { Decimal, type Instrument, Money } from "@mexoms/core";
import type { InstrumentSummary, OrderRow } from "../result/result.ts";
import type { OrderTimeline } from "../result/order-timeline.ts";
import type { Grid } from "./grid.ts";
import type { MarkedFill } from "./marked-fill.ts";
import type { SheetTimes } from "./options.ts";
import type { OrderTimes } from "./order-times.ts";
import type { Worth } from "./worth.ts";

/** All that the sheet of one instrument is made of. Times are nanoseconds after `startNs`. */
export interface InstrumentRun {
  readonly instrument: Instrument;
  readonly worth: Worth;
  readonly times: SheetTimes;
  /** UTC. */
  readonly startNs: bigint;
  readonly endNs: number;
  /** The mid that values the position at the end, in half ticks; 0 when none was ever known. */
  readonly endHalf: number;
  readonly summary: InstrumentSummary;
  readonly orders: readonly OrderRow[];
  readonly timeline: OrderTimeline;
  readonly orderTimes: OrderTimes;
  /** By the exchange's time. */
  readonly fills: readonly MarkedFill[];
  /** Mids at the interval of the returns, and at every second. */
  readonly returns: Grid;
  readonly seconds: Grid;
}

export const NOTHING: Money = new Money(0n, 0);

export function sumOf(amounts: Iterable<Money>): Money {
  let sum = NOTHING;
  for (const amount of amounts) sum = sum.plus(amount);
  return sum;
}

export function negative({ units, decimals }: Money): Money {
  return new Money(-units, decimals);
}

/** Lots as exact decimal text of the size unit. */
export function sizeText({ lot }: Instrument, lots: bigint): string {
  return new Decimal(lots.toString()).mul(lot.text).toFixed();
}

/** A mean of lots, to twelve digits. */
export function meanSizeText({ lot }: Instrument, sum: bigint, count: number): string {
  return new Decimal(sum.toString()).div(count).mul(lot.text).toSignificantDigits(12).toFixed();
}
