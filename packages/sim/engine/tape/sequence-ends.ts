import { type MarketRows, ROW_EXCH, type ROW_LOCAL } from "@mexoms/core/internal";

type Sequence = typeof ROW_EXCH | typeof ROW_LOCAL;

/** Time of the first row of a sequence on its own clock, +Infinity when it has none. */
export function firstTime(rows: MarketRows, sequence: Sequence): number {
  const at = rows.event.findIndex((event) => (event & sequence) !== 0);
  return timesOf(rows, sequence)[at] ?? Number.POSITIVE_INFINITY;
}

/** Time of the last row of a sequence on its own clock, -Infinity when it has none. */
export function lastTime(rows: MarketRows, sequence: Sequence): number {
  const at = rows.event.findLastIndex((event) => (event & sequence) !== 0);
  return timesOf(rows, sequence)[at] ?? Number.NEGATIVE_INFINITY;
}

/** The clock that a sequence goes by: the venue's or ours. */
export function timesOf(rows: MarketRows, sequence: Sequence): Float64Array {
  return sequence === ROW_EXCH ? rows.exchNs : rows.localNs;
}
