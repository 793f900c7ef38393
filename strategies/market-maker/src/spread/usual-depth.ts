import { decay } from "../half-life.ts";

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

  /** What these lots are of the usual ones, then learns from them. 1 as long as nothing is usual. */
  share(nowNs: number, lots: number): number {
    if (nowNs > this.#lastNs) {
      // What stood there until now counts for the time that it stood.
      const kept = decay(nowNs - this.#lastNs, this.#halfLifeNs);
      this.#sum = kept * this.#sum + (1 - kept) * this.#lastLots;
      this.#weight = kept * this.#weight + (1 - kept);
    }
    this.#lastNs = nowNs;
    this.#lastLots = lots;
    return this.#sum > 0 ? (lots * this.#weight) / this.#sum : 1;
  }
}
