import { ROW_EXCH, ROW_LOCAL } from "@mexoms/core/internal";
import { RowColumns } from "./row-columns.ts";
import { type RunningHash, TapeDigest } from "./tape-digest.ts";
import type { Tape } from "./tape.ts";

/**
 * What of a tape had happened before a time, in nanoseconds since 1970: of the exchange's sequence
 * the rows that happened before it, of ours those that we had received before it. Both are a prefix
 * of what they were, and the rest of the tape's facts stays. It may be left with no rows at all,
 * or with rows that happened and were not received yet.
 */
export function cutTape(tape: Tape, atNs: bigint, newHash?: () => RunningHash): Tape {
  const at = Number(atNs - tape.epochNs);
  const { event, exchNs, localNs, priceTicks, qtyLots } = tape.rows;
  const kept = new RowColumns();
  for (let i = 0; i < event.length; i++) {
    let flags = event[i]!;
    if (exchNs[i]! >= at) flags &= ~ROW_EXCH;
    if (localNs[i]! >= at) flags &= ~ROW_LOCAL;
    if ((flags & (ROW_EXCH | ROW_LOCAL)) === 0) continue;
    kept.push(flags, exchNs[i]!, localNs[i]!, priceTicks[i]!, qtyLots[i]!);
  }
  const rows = kept.rows();
  const hash = new TapeDigest(newHash);
  hash.update(rows);
  const { digest } = hash.finish(tape.instrument.spec, tape.epochNs, kept.length);
  return { ...tape, rows, digest };
}
