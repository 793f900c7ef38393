import { NEVER } from "@mexoms/core/internal";

/**
 * A tournament tree: which of a fixed number of times is the earliest. One that changes costs the
 * logarithm of their number. Of equal times the one with the lower index is the earlier.
 */
export class Tournament {
  /** The times by index, NEVER at first. Whoever sets one calls `update`. */
  readonly times: Float64Array;
  /** Index of the earliest. */
  first = 0;
  /** Index of the earliest but `first`, as of the last `findSecond`; -1 when there is one time. */
  second = -1;
  readonly #leaves: number;
  /** Winner below each node: 1 is the root, 2 n and 2 n + 1 are below n, leaves come last. */
  readonly #winners: Int32Array;

  constructor(length: number) {
    let leaves = 1;
    while (leaves < length) leaves *= 2;
    this.#leaves = leaves;
    this.times = new Float64Array(leaves).fill(NEVER);
    this.#winners = new Int32Array(2 * leaves);
    for (let i = 0; i < leaves; i++) this.#winners[leaves + i] = i;
    for (let node = leaves - 1; node > 0; node--) this.#winners[node] = this.#winners[2 * node]!;
  }

  /** Takes in that the time at `index` has changed. */
  update(index: number): void {
    const { times } = this;
    const winners = this.#winners;
    let winner = index;
    let time = times[index]!;
    for (let node = this.#leaves + index; node > 1; node >>= 1) {
      const other = winners[node ^ 1]!;
      const otherTime = times[other]!;
      if (otherTime < time || (otherTime === time && other < winner)) {
        winner = other;
        time = otherTime;
      }
      winners[node >> 1] = winner;
    }
    this.first = winner;
  }

  /** Sets `second`: the earliest of those that lost to `first` directly. */
  findSecond(): void {
    const { times } = this;
    const winners = this.#winners;
    let second = -1;
    let time = NEVER;
    for (let node = this.#leaves + this.first; node > 1; node >>= 1) {
      const other = winners[node ^ 1]!;
      const otherTime = times[other]!;
      if (second < 0 || otherTime < time || (otherTime === time && other < second)) {
        second = other;
        time = otherTime;
      }
    }
    this.second = second;
  }
}
