import { decay } from "../half-life.ts";
import type { Look } from "../pipeline/look.ts";

/** The usual lots of a book near its mid: a mean over time with a half-life. */
export class UsualDepth {
  readonly #halfLifeNs: number;
  #sum = 0;
  #weight = 0;
  #lastNs = Number.NaN;
  #lastLots = 0;

  constructor(halfLifeNs: number) {
    this.#halfLifeNs = halfLifeNs;
  }

  /**
   * Writes what the lots of a look are of the usual ones, having learned from those before; 1 as long
   * as nothing is usual.
   */
  write({ nowNs, fair, spread }: Look): void {
    const lots = fair.bidDepthLots + fair.askDepthLots;
    if (nowNs > this.#lastNs) {
      // What stood there until now counts for the time that it stood.
      const kept = decay(nowNs - this.#lastNs, this.#halfLifeNs);
      this.#sum = kept * this.#sum + (1 - kept) * this.#lastLots;
      this.#weight = kept * this.#weight + (1 - kept);
    }
    this.#lastNs = nowNs;
    this.#lastLots = lots;
    spread.depthShare = this.#sum > 0 ? (lots * this.#weight) / this.#sum : 1;
  }
}
