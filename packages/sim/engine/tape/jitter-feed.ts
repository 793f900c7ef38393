import { Prng } from "@mexoms/core";
import { type MarketRows, ROW_LOCAL } from "@mexoms/core/internal";
import type { Delay } from "../latency/delay.ts";
import { type BlockTransformer, mapTape } from "./map-tape.ts";
import type { Tape } from "./tape.ts";

/**
 * A tape whose data is received later by a delay that is drawn for each moment of receipt. Data comes
 * on one connection: nothing overtakes. `stream` separates the random numbers of the run's tapes.
 */
export function jitterFeed(tape: Tape, delay: Delay, seed: number, stream: number): Tape {
  return mapTape(tape, {
    name: `jitter-feed ${delay.text} seed ${seed} stream ${stream}`,
    hasRest: false,
    start: () => new Jitter(delay, new Prng(seed, stream)),
  });
}

class Jitter implements BlockTransformer {
  readonly #delay: Delay;
  readonly #random: Prng;
  #localNs: Float64Array = new Float64Array(0);
  #momentNs = Number.NEGATIVE_INFINITY;
  #delayedNs = Number.NEGATIVE_INFINITY;

  constructor(delay: Delay, random: Prng) {
    this.#delay = delay;
    this.#random = random;
  }

  next(rows: MarketRows): MarketRows {
    const { length } = rows.localNs;
    if (this.#localNs.length < length) this.#localNs = new Float64Array(length);
    const localNs = this.#localNs.subarray(0, length);
    for (let i = 0; i < length; i++) {
      if ((rows.event[i]! & ROW_LOCAL) === 0) {
        localNs[i] = rows.localNs[i]!;
        continue;
      }
      if (rows.localNs[i]! !== this.#momentNs) {
        this.#momentNs = rows.localNs[i]!;
        const at = this.#momentNs + this.#delay.draw(this.#random);
        this.#delayedNs = Math.max(this.#delayedNs, at);
      }
      localNs[i] = this.#delayedNs;
    }
    return { ...rows, localNs };
  }
}
