import { ROW_LOCAL } from "@mexoms/core/internal";
import { blocksOf } from "./blocks-of.ts";
import type { Tape } from "./tape.ts";

/** Rows of an instrument that had been received by a time. */
export interface RowsReceived {
  readonly instrument: string;
  readonly rows: number;
}

/** How many rows of each instrument had been received up to a time, in ns since 1970, inclusive. */
export function rowsReceived(tapes: readonly Tape[], atNs: bigint): RowsReceived[] {
  const counts = new Map<string, number>();
  for (const tape of tapes) {
    const { id } = tape.instrument;
    const at = Number(atNs - tape.epochNs);
    let count = counts.get(id) ?? 0;
    for (const { event, localNs } of blocksOf(tape)) {
      for (let i = 0; i < event.length; i++) {
        if ((event[i]! & ROW_LOCAL) !== 0 && localNs[i]! <= at) count += 1;
      }
    }
    counts.set(id, count);
  }
  return [...counts].map(([instrument, rows]) => ({ instrument, rows }));
}
