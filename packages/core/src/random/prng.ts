/**
 * Seeded random numbers (sfc32 by Chris Doty-Humphrey, PractRand). Equal seeds give equal sequences
 * on every machine. Not for secrets.
 */
export class Prng {
  #a: number;
  #b: number;
  #c: number;
  #counter = 1;

  /** `seed` is an integer from 0 to 2^53 - 1; `stream` separates users of one seed. */
  constructor(seed: number, stream = 0) {
    this.#a = seed | 0;
    this.#b = Math.floor(seed / 4294967296) | 0;
    this.#c = stream | 0;
    for (let i = 0; i < 16; i++) this.uint32();
  }

  /** A uniform integer in [0, 2^32). */
  uint32(): number {
    const sum = (((this.#a + this.#b) | 0) + this.#counter) | 0;
    this.#counter = (this.#counter + 1) | 0;
    this.#a = this.#b ^ (this.#b >>> 9);
    this.#b = (this.#c + (this.#c << 3)) | 0;
    this.#c = (((this.#c << 21) | (this.#c >>> 11)) + sum) | 0;
    return sum >>> 0;
  }

  /** A uniform double in [0, 1) with 53 random bits. */
  next(): number {
    return (this.uint32() * 2097152 + (this.uint32() >>> 11)) / 9007199254740992;
  }

  /** A uniform integer in [0, bound), 0 < bound <= 2^32. */
  below(bound: number): number {
    return Math.floor(this.next() * bound);
  }
}
