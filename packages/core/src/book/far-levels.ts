/** Stands where there is no key; no level has it. */
const FREE = 0x7fffffff;
const FIRST_BITS = 6;
const SPREAD = 0x9e3779b1;

/**
 * Lots by the keys of levels: a hash table over two columns. In place of a Map, which is allocated
 * anew whenever it shrinks, is emptied or grows: here the memory is kept. A key whose level is gone
 * keeps its place, with no lots, until the table grows or is emptied.
 */
export class FarLevels {
  /** How many levels there are. */
  size = 0;
  #bits = FIRST_BITS;
  #keys: Int32Array = new Int32Array(1 << FIRST_BITS).fill(FREE);
  #lots: Float64Array = new Float64Array(1 << FIRST_BITS);
  /** Places that have a key, with lots or without. */
  #used = 0;

  /** Lots at a key, 0 when there is no level. */
  get(key: number): number {
    const place = this.#find(key);
    return this.#keys[place] === key ? this.#lots[place]! : 0;
  }

  /** Sets a level, or removes it with 0 lots. Returns the lots before. */
  set(key: number, lots: number): number {
    let place = this.#find(key);
    const known = this.#keys[place] === key;
    if (!known) {
      if (lots === 0) return 0;
      if (2 * (this.#used + 1) > this.#keys.length) {
        this.#rebuild();
        place = this.#find(key);
      }
      this.#keys[place] = key;
      this.#lots[place] = 0;
      this.#used += 1;
    }
    const before = this.#lots[place]!;
    this.#lots[place] = lots;
    if (before === 0 && lots > 0) this.size += 1;
    else if (before > 0 && lots === 0) this.size -= 1;
    return before;
  }

  clear(): void {
    this.#keys.fill(FREE);
    this.#used = 0;
    this.size = 0;
  }

  /** The smallest key of a level beyond `key` and below `limit`; `limit` when there is none. */
  nextAfter(key: number, limit: number): number {
    let found = limit;
    for (let place = 0; place < this.#keys.length; place++) {
      const k = this.#keys[place]!;
      if (k > key && k < found && this.#lots[place]! > 0) found = k;
    }
    return found;
  }

  /** Keys of the levels, in no particular order. */
  keys(): Int32Array {
    const keys = new Int32Array(this.size);
    let count = 0;
    for (let place = 0; place < this.#keys.length; place++) {
      if (this.#keys[place] !== FREE && this.#lots[place]! > 0) keys[count++] = this.#keys[place]!;
    }
    return keys;
  }

  /** The place of a key, or the free one where it would stand. */
  #find(key: number): number {
    const mask = this.#keys.length - 1;
    let place = Math.imul(key, SPREAD) >>> (32 - this.#bits);
    while (this.#keys[place] !== key && this.#keys[place] !== FREE) place = (place + 1) & mask;
    return place;
  }

  /** Drops the keys without lots; makes the table larger when it is full without them. */
  #rebuild(): void {
    const keys = this.keys();
    const lots = Float64Array.from(keys, (key) => this.get(key));
    if (4 * keys.length >= this.#keys.length) {
      this.#bits += 1;
      this.#keys = new Int32Array(1 << this.#bits);
      this.#lots = new Float64Array(1 << this.#bits);
    }
    this.clear();
    for (let i = 0; i < keys.length; i++) this.set(keys[i]!, lots[i]!);
  }
}
