const LENGTHS = 64;
const PARTS = 8;

/** How long edges lived: a histogram with steps of an eighth, so that it never grows. */
export class EdgeLives {
  readonly #counts = new Float64Array(LENGTHS * PARTS);
  #total = 0;

  add(lifeNs: number): void {
    let length = 0;
    let unit = 1;
    while (unit * 2 <= lifeNs) {
      unit *= 2;
      length += 1;
    }
    const part = lifeNs < 1 ? 0 : Math.floor(((lifeNs - unit) / unit) * PARTS);
    this.#counts[length * PARTS + part] = this.#counts[length * PARTS + part]! + 1;
    this.#total += 1;
  }

  get total(): number {
    return this.#total;
  }

  /** The life that a part of the edges did not reach or just reached, to an eighth of it; ns. */
  quantile(part: number): number | undefined {
    if (this.#total === 0) return undefined;
    let before = 0;
    for (let bucket = 0; bucket < this.#counts.length; bucket++) {
      before += this.#counts[bucket]!;
      if (before >= part * this.#total && before > 0) {
        const unit = 2 ** Math.floor(bucket / PARTS);
        return Math.floor(unit + (unit * (bucket % PARTS)) / PARTS);
      }
    }
    return undefined;
  }
}
