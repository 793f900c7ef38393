import { ConfigError } from "@mexoms/core";
import type { MarketRows } from "@mexoms/core/internal";
import type { BlockIndex } from "./block-index.ts";
import { type BlockTransformer, mapTape } from "./map-tape.ts";
import type { Tape } from "./tape.ts";

/**
 * A tape whose every row is received later than it was, by a whole number of nanoseconds: what a run
 * that sits farther away from the venue sees. What happens at the venue, and when, stays.
 */
export function delayFeed(tape: Tape, delayNs: number): Tape {
  if (!Number.isSafeInteger(delayNs) || delayNs < 0) {
    const problem = `${delayNs} is not a whole number of nanoseconds >= 0`;
    throw new ConfigError("feed delay", `${problem}, for example 5000000 for 5 ms`);
  }
  return mapTape(tape, {
    name: `delay-feed ${delayNs}ns`,
    hasRest: false,
    start: () => new Delay(delayNs),
    index: (index) => delayedIndex(index, delayNs),
  });
}

class Delay implements BlockTransformer {
  readonly #delayNs: number;
  #localNs: Float64Array = new Float64Array(0);

  constructor(delayNs: number) {
    this.#delayNs = delayNs;
  }

  next(rows: MarketRows): MarketRows {
    const { length } = rows.localNs;
    if (this.#localNs.length < length) this.#localNs = new Float64Array(length);
    const localNs = this.#localNs.subarray(0, length);
    for (let i = 0; i < length; i++) localNs[i] = rows.localNs[i]! + this.#delayNs;
    return { ...rows, localNs };
  }
}

function delayedIndex(index: BlockIndex, delayNs: number): BlockIndex {
  const later = (times: Float64Array): Float64Array => times.map((time) => time + delayNs);
  return {
    ...index,
    firstLocalNs: later(index.firstLocalNs),
    lastLocalNs: later(index.lastLocalNs),
    firstTradeNs: later(index.firstTradeNs),
    firstOtherNs: later(index.firstOtherNs),
  };
}
