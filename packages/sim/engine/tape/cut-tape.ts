import { type MarketRows, ROW_EXCH, ROW_LOCAL } from "@mexoms/core/internal";
import { type BlockTransformer, mapTape } from "./map-tape.ts";
import { copyRows, extraColumnsOf, newRows, sliceRows } from "./row-memory.ts";
import type { Tape } from "./tape.ts";

/**
 * What of a tape had happened before a time, in nanoseconds since 1970: of the exchange's sequence
 * the rows that happened before it, of ours those that we had received before it. Both are a prefix
 * of what they were, and the rest of the tape's facts stays. It may be left with no rows at all,
 * or with rows that happened and were not received yet.
 */
export function cutTape(tape: Tape, atNs: bigint): Tape {
  const at = Number(atNs - tape.epochNs);
  return mapTape(tape, { name: `cut ${atNs}`, hasRest: false, start: () => new Cut(at) });
}

class Cut implements BlockTransformer {
  readonly #at: number;

  constructor(at: number) {
    this.#at = at;
  }

  next(rows: MarketRows): MarketRows {
    const kept = newRows(rows.event.length, extraColumnsOf(rows));
    let count = 0;
    for (let i = 0; i < rows.event.length; i++) {
      let flags = rows.event[i]!;
      if (rows.exchNs[i]! >= this.#at) flags &= ~ROW_EXCH;
      if (rows.localNs[i]! >= this.#at) flags &= ~ROW_LOCAL;
      if ((flags & (ROW_EXCH | ROW_LOCAL)) === 0) continue;
      copyRows(sliceRows(rows, i, i + 1), kept, count);
      kept.event[count] = flags;
      count += 1;
    }
    return sliceRows(kept, 0, count);
  }
}
