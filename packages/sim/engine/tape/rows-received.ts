import { ROW_LOCAL } from "@mexoms/core/internal";
import type { Tape } from "./tape.ts";

/** Rows of an instrument that had been received by a time. */
export interface RowsReceived {
  readonly instrument: string;
  readonly rows: number;
}

/** How many rows of each instrument had been received up to a time, in ns since 1970, inclusive. */
export function rowsReceived(tapes: readonly Tape[], atNs: bigint): RowsReceived[] {
  const counts = new Map<string, number>();
  for (const { instrument, epochNs, rows } of tapes) {
    const at = Number(atNs - epochNs);
    let count = counts.get(instrument.id) ?? 0;
    for (let i = 0; i < rows.event.length; i++) {
      if ((rows.event[i]! & ROW_LOCAL) !== 0 && rows.localNs[i]! <= at) count += 1;
    }
    counts.set(instrument.id, count);
  }
  return [...counts].map(([instrument, rows]) => ({ instrument, rows }));
}
