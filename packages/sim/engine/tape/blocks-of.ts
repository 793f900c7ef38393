import type { MarketRows } from "@mexoms/core/internal";
import type { Tape } from "./tape.ts";

/** The blocks of a tape in order, each good until the next one is asked for. */
export function* blocksOf(tape: Tape): Generator<MarketRows> {
  const reader = tape.open();
  try {
    for (let block = 0; block < tape.index.rows.length; block++) yield reader.rows(block);
  } finally {
    reader.close();
  }
}
