import { type MarketRows, ROW_EXCH, type ROW_LOCAL } from "@mexoms/core/internal";
import type { BlockIndex } from "./block-index.ts";

type Sequence = typeof ROW_EXCH | typeof ROW_LOCAL;

/** Time of the first row of a sequence on its own clock, +Infinity when it has none. */
export function firstTime(index: BlockIndex, sequence: Sequence): number {
  const times = sequence === ROW_EXCH ? index.firstExchNs : index.firstLocalNs;
  return times.find((time) => time !== Infinity) ?? Infinity;
}

/** Time of the last row of a sequence on its own clock, -Infinity when it has none. */
export function lastTime(index: BlockIndex, sequence: Sequence): number {
  const times = sequence === ROW_EXCH ? index.lastExchNs : index.lastLocalNs;
  return times.findLast((time) => time !== -Infinity) ?? -Infinity;
}

/** The clock that a sequence goes by: the venue's or ours. */
export function timesOf(rows: MarketRows, sequence: Sequence): Float64Array {
  return sequence === ROW_EXCH ? rows.exchNs : rows.localNs;
}
