const SPILL = 2 ** 52;

/**
 * A sum of integers that is exact at any size. Terms are doubles holding integers below 2^52 in
 * magnitude; adding allocates nothing until the running part spills into a bigint.
 */
export class ExactSum {
  #fast = 0;
  #spilled = 0n;

  add(term: number): void {
    this.#fast += term;
    if (this.#fast > SPILL || this.#fast < -SPILL) this.#spill();
  }

  addBig(term: bigint): void {
    this.#spilled += term;
  }

  total(): bigint {
    return this.#spilled + BigInt(this.#fast);
  }

  #spill(): void {
    this.#spilled += BigInt(this.#fast);
    this.#fast = 0;
  }
}
