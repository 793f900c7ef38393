import { FarLevels } from "./far-levels.ts";

/** The key of "no level". Larger than every key. */
export const NO_LEVEL = 0x7fffffff;
const NOTHING_SEEN = -0x80000000;

/** Ticks that the dense part covers. Levels outside live in a table until the touch comes near. */
const WINDOW = 1 << 16;
const WORDS = WINDOW >> 5;
const SUMMARY_WORDS = WORDS >> 5;
/** Where the best level is put when the window moves, and how far it may drift from there. */
const HOME = WINDOW >> 2;
const LOWEST = WINDOW >> 4;
const HIGHEST = WINDOW >> 1;

/**
 * One side of a book. Levels are addressed by a key that grows away from the touch: the tick for
 * asks, minus the tick for bids, so that one piece of code serves both sides and the best level is
 * always the smallest live key. Sizes are lots.
 *
 * Levels near the touch are array slots with a two-level bitmap over them, so that the next level
 * is found in a few steps however sparse the book is; far levels are kept in a table and are exact.
 *
 * A best level may be pushed away by `retreatBeyond` (the other side crossed it). Levels that were
 * passed stay known, with their sizes, but are not best again until a better level is set and gone.
 */
export class Ladder {
  /** Smallest live key, NO_LEVEL when the side is empty. */
  best: number = NO_LEVEL;
  #edge = NOTHING_SEEN; // deepest key set since the side was last emptied
  #base = 0; // key of slot 0
  readonly #lots = new Float64Array(WINDOW);
  readonly #words = new Int32Array(WORDS);
  readonly #summary = new Int32Array(SUMMARY_WORDS);
  readonly #far = new FarLevels();
  /** Lots that the level of the last `setFrom` had before. */
  before = 0;

  /** Lots at a key, 0 when there is no level. */
  lotsAt(key: number): number {
    const slot = key - this.#base;
    if (slot >= 0 && slot < WINDOW) return this.#lots[slot]!;
    return this.#far.get(key);
  }

  /**
   * Sets a level to the lots at `index` of a column, or removes it when they are 0, and leaves what
   * it had in `before`. Sizes go in by column and out by field because a double that is passed to or
   * returned from a function costs a heap number wherever the call is not inlined.
   */
  setFrom(key: number, column: Float64Array, index: number): void {
    const slot = key - this.#base;
    if (slot < 0 || slot >= WINDOW) {
      this.#setFar(key, column[index]!);
      return;
    }
    const lots = column[index]!;
    this.before = this.#lots[slot]!;
    this.#lots[slot] = lots;
    // Levels come, change and go at random: a branch on which it is would be guessed wrong often.
    this.#note(slot, -Math.min(lots, 1) | 0);
    if (key > this.#edge && lots > 0) this.#edge = key;
    if (key > this.best) return;
    if (lots > 0) {
      if (key < this.best) this.#moveBest(key);
    } else if (key === this.best) this.#advance(key);
  }

  /** Makes the first level strictly beyond `key` the best; levels up to `key` stay known. */
  retreatBeyond(key: number): void {
    this.best = this.next(key);
    if (this.best !== NO_LEVEL) this.#keepNear();
  }

  /** Removes the levels from the best to `key` inclusive. */
  clearTo(key: number): void {
    if (this.best === NO_LEVEL) return;
    for (let k = this.best; k <= key && k !== NO_LEVEL; k = this.#nextKnown(k)) this.#erase(k);
    if (this.best <= key) this.#advance(key);
  }

  clear(): void {
    // Only levels that are there: memory that was never written to costs nothing.
    for (let slot = this.#firstSlot(0); slot >= 0; slot = this.#firstSlot(slot + 1)) {
      this.#lots[slot] = 0;
    }
    this.#words.fill(0);
    this.#summary.fill(0);
    this.#far.clear();
    this.best = NO_LEVEL;
    this.#edge = NOTHING_SEEN;
    this.before = 0;
  }

  /** The first level strictly beyond `key`, away from the touch, or NO_LEVEL. */
  next(key: number): number {
    if (key >= this.#edge) return NO_LEVEL;
    const found = this.#nextKnown(key);
    return found <= this.#edge ? found : NO_LEVEL;
  }

  /** As next, but also finds levels that were passed before the side was last emptied. */
  #nextKnown(key: number): number {
    const from = key + 1 - this.#base;
    let found = NO_LEVEL;
    if (from < WINDOW) {
      const slot = this.#firstSlot(from < 0 ? 0 : from);
      if (slot >= 0) found = slot + this.#base;
    }
    if (this.#far.size > 0 && (found === NO_LEVEL || from < 0)) {
      found = this.#far.nextAfter(key, found);
    }
    return found;
  }

  /** Keys of all known levels, from the smallest on. For checks and hashes. */
  keys(): Int32Array {
    const keys = new Int32Array(this.size);
    keys.set(this.#far.keys());
    let count = this.#far.size;
    for (let slot = this.#firstSlot(0); slot >= 0; slot = this.#firstSlot(slot + 1)) {
      keys[count++] = slot + this.#base;
    }
    return keys.sort();
  }

  /** How many levels are known. */
  get size(): number {
    let size = this.#far.size;
    for (let slot = this.#firstSlot(0); slot >= 0; slot = this.#firstSlot(slot + 1)) size += 1;
    return size;
  }

  #setFar(key: number, lots: number): void {
    const before = this.#far.set(key, lots);
    this.before = before;
    if (lots > 0) {
      if (key > this.#edge) this.#edge = key;
      if (key < this.best) this.#moveBest(key);
    } else if (before > 0 && key === this.best) {
      this.#advance(key);
    }
  }

  #erase(key: number): void {
    const slot = key - this.#base;
    if (slot >= 0 && slot < WINDOW) {
      this.#lots[slot] = 0;
      this.#note(slot, 0);
    } else {
      this.#far.set(key, 0);
    }
  }

  #moveBest(key: number): void {
    this.best = key;
    this.#keepNear();
  }

  #advance(from: number): void {
    this.best = this.next(from);
    if (this.best === NO_LEVEL) this.#edge = NOTHING_SEEN;
    else this.#keepNear();
  }

  #keepNear(): void {
    const slot = this.best - this.#base;
    if (slot < LOWEST || slot > HIGHEST) this.#rebase(this.best - HOME);
  }

  /** Moves the window. Rare: once in thousands of ticks of drift. */
  #rebase(base: number): void {
    for (let slot = this.#firstSlot(0); slot >= 0; slot = this.#firstSlot(slot + 1)) {
      this.#far.set(slot + this.#base, this.#lots[slot]!);
      this.#lots[slot] = 0;
      this.#note(slot, 0);
    }
    this.#base = base;
    for (const key of this.#far.keys()) {
      const slot = key - base;
      if (slot < 0 || slot >= WINDOW) continue;
      this.#lots[slot] = this.#far.set(key, 0);
      this.#note(slot, -1);
    }
  }

  /** Notes in the bitmaps whether a slot has lots: -1 says that it has, 0 that it has not. */
  #note(slot: number, has: number): void {
    const word = slot >> 5;
    const bit = 1 << (slot & 31);
    const before = this.#words[word]!;
    const after = (before & ~bit) | (has & bit);
    this.#words[word] = after;
    if (before === 0 || after === 0) this.#noteWord(word, after);
  }

  #noteWord(word: number, bits: number): void {
    const bit = 1 << (word & 31);
    const others = this.#summary[word >> 5]! & ~bit;
    this.#summary[word >> 5] = bits === 0 ? others : others | bit;
  }

  /** The first occupied slot at or after `slot`, or -1. */
  #firstSlot(slot: number): number {
    if (slot >= WINDOW) return -1;
    let word = slot >> 5;
    const bits = this.#words[word]! & (-1 << (slot & 31));
    if (bits !== 0) return (word << 5) + lowestBit(bits);
    word += 1;
    let top = word >> 5;
    if (top >= SUMMARY_WORDS) return -1;
    let tops = this.#summary[top]! & (-1 << (word & 31));
    while (tops === 0) {
      top += 1;
      if (top >= SUMMARY_WORDS) return -1;
      tops = this.#summary[top]!;
    }
    word = (top << 5) + lowestBit(tops);
    return (word << 5) + lowestBit(this.#words[word]!);
  }
}

function lowestBit(bits: number): number {
  return 31 - Math.clz32(bits & -bits);
}
