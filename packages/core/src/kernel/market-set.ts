const WORD = 32;

/** A set of markets by their index, visited in that order at the cost of its members. */
export class MarketSet {
  /** Members. */
  size = 0;
  /** Bit i of word w: market 32 w + i. */
  readonly #words: Int32Array;
  /** Bit i of word w: word 32 w + i has a member. */
  readonly #summary: Int32Array;

  /** A set that can hold markets 0 to `markets` - 1. */
  constructor(markets: number) {
    this.#words = new Int32Array(Math.ceil(markets / WORD));
    this.#summary = new Int32Array(Math.ceil(this.#words.length / WORD));
  }

  add(index: number): void {
    const word = index >> 5;
    const bits = this.#words[word]!;
    const added = bits | (1 << (index & 31));
    if (added === bits) return;
    this.#words[word] = added;
    this.#summary[word >> 5] = this.#summary[word >> 5]! | (1 << (word & 31));
    this.size += 1;
  }

  delete(index: number): void {
    const word = index >> 5;
    const bits = this.#words[word]!;
    const left = bits & ~(1 << (index & 31));
    if (left === bits) return;
    this.#words[word] = left;
    if (left === 0) {
      this.#summary[word >> 5] = this.#summary[word >> 5]! & ~(1 << (word & 31));
    }
    this.size -= 1;
  }

  /** The first member at or after `index`, -1 when there is none. */
  next(index: number): number {
    let word = index >> 5;
    if (word >= this.#words.length) return -1;
    const bits = this.#words[word]! & (-1 << (index & 31));
    if (bits !== 0) return (word << 5) + lowestBit(bits);
    word = this.#nextWord(word + 1);
    return word < 0 ? -1 : (word << 5) + lowestBit(this.#words[word]!);
  }

  clear(): void {
    if (this.size === 0) return;
    for (let word = this.#nextWord(0); word >= 0; word = this.#nextWord(word + 1)) {
      this.#words[word] = 0;
    }
    this.#summary.fill(0);
    this.size = 0;
  }

  /** The first word at or after `word` that has a member, or -1. */
  #nextWord(word: number): number {
    const summary = this.#summary;
    let top = word >> 5;
    if (top >= summary.length) return -1;
    let bits = summary[top]! & (-1 << (word & 31));
    while (bits === 0) {
      top += 1;
      if (top >= summary.length) return -1;
      bits = summary[top]!;
    }
    return (top << 5) + lowestBit(bits);
  }
}

function lowestBit(bits: number): number {
  return 31 - Math.clz32(bits & -bits);
}
