import { BUY, type Ladder, NO_LEVEL } from "@mexoms/core/internal";
import { sideOffset } from "./book-layout.ts";
import type { SharedFile } from "./shared-file.ts";

/** Nothing changed from any level on. */
const NOWHERE = 0x7fffffff;

/**
 * One side of a book in shared memory, kept equal to the best levels of a ladder. Levels are spoken
 * of by the ladder's keys, which grow away from the touch. A change of size is written alone; after a
 * level that came or went, the side is walked anew from there on.
 */
export class BookSideWriter {
  readonly levels: number;
  readonly #ladder: Ladder;
  readonly #sign: 1 | -1; // of ticks to keys
  readonly #lots: Float64Array; // two places a level
  readonly #ticks: Int32Array; // four places a level, the third is the tick
  #count = 0;
  #anew = 0; // walk the levels anew from here
  #sizeFrom = NOWHERE; // sizes changed in this range
  #sizeTo = -1;

  constructor(
    shared: SharedFile,
    ladder: Ladder,
    { side, levels }: { readonly side: number; readonly levels: number },
  ) {
    const offset = sideOffset(side, levels);
    this.levels = levels;
    this.#ladder = ladder;
    this.#sign = side === BUY ? -1 : 1;
    this.#lots = shared.doubles.subarray(offset >> 3, (offset >> 3) + levels * 2);
    this.#ticks = shared.words.subarray(offset >> 2, (offset >> 2) + levels * 4);
  }

  /** The level of a key was set or removed. */
  changed(key: number): void {
    const at = this.#find(key);
    if (at >= this.levels || at >= this.#anew) return;
    if (at >= this.#count || this.#keyAt(at) !== key || this.#ladder.lotsAt(key) === 0) {
      this.#anew = at;
      return;
    }
    if (at < this.#sizeFrom) this.#sizeFrom = at;
    if (at > this.#sizeTo) this.#sizeTo = at;
  }

  /** Anything may have changed from that level on. */
  changedFrom(level: number): void {
    if (level < this.#anew) this.#anew = level;
  }

  /** Writes what changed, and returns how many levels there are. */
  write(): number {
    const ladder = this.#ladder;
    // The other side may have pushed the best away, or let it come back, without a change of ours.
    const best = this.#count === 0 ? NO_LEVEL : this.#keyAt(0);
    if (ladder.best !== best) this.#anew = 0;
    const sizesEnd = Math.min(this.#sizeTo + 1, this.#anew);
    for (let i = this.#sizeFrom; i < sizesEnd; i++) {
      this.#lots[i * 2] = ladder.lotsAt(this.#keyAt(i));
    }
    if (this.#anew < this.levels) this.#walk(this.#anew);
    this.#anew = NOWHERE;
    this.#sizeFrom = NOWHERE;
    this.#sizeTo = -1;
    return this.#count;
  }

  #walk(from: number): void {
    const ladder = this.#ladder;
    let key = from === 0 ? ladder.best : ladder.next(this.#keyAt(from - 1));
    let i = from;
    for (; i < this.levels && key !== NO_LEVEL; i++) {
      this.#lots[i * 2] = ladder.lotsAt(key);
      this.#ticks[i * 4 + 2] = key * this.#sign;
      key = ladder.next(key);
    }
    this.#count = i;
  }

  #keyAt(level: number): number {
    return this.#ticks[level * 4 + 2]! * this.#sign;
  }

  /** The first level whose key is not below `key`; the count when there is none. */
  #find(key: number): number {
    let low = 0;
    let high = this.#count;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.#keyAt(middle) < key) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}
