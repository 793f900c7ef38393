import { naturalExp, naturalLog, Prng } from "@mexoms/core";

/** Random draws from one stream of a seed. Equal on every machine, as all is plain arithmetic. */
export class Draws {
  readonly #prng: Prng;
  #spareNormal = Number.NaN;

  constructor(seed: number, stream: number) {
    this.#prng = new Prng(seed, stream);
  }

  /** Uniform in [0, 1). */
  uniform(): number {
    return this.#prng.next();
  }

  /** Exponentially distributed with mean 1. */
  exponential(): number {
    return -naturalLog(1 - this.#prng.next());
  }

  /** Normally distributed with mean 0 and variance 1 (Marsaglia's polar method). */
  normal(): number {
    if (!Number.isNaN(this.#spareNormal)) {
      const spare = this.#spareNormal;
      this.#spareNormal = Number.NaN;
      return spare;
    }
    for (;;) {
      const u = 2 * this.#prng.next() - 1;
      const v = 2 * this.#prng.next() - 1;
      const square = u * u + v * v;
      if (square >= 1 || square === 0) continue;
      const scale = Math.sqrt((-2 * naturalLog(square)) / square);
      this.#spareNormal = v * scale;
      return u * scale;
    }
  }

  /**
   * A whole number of lots from `minLots` to `maxLots` with a Pareto tail: above the minimum,
   * P(size > s) falls as s to the power of -tailExponent.
   */
  lots(minLots: number, maxLots: number, tailExponent: number): number {
    const stretch = Math.min(this.exponential() / tailExponent, 100);
    return Math.min(maxLots, Math.floor(minLots * naturalExp(stretch)));
  }
}
