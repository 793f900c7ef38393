import { beats, bestFirst, isUsable, type Scores } from "../pareto-front.ts";

interface Kept {
  readonly index: number;
  readonly scores: readonly number[];
  /** How many are surely before it. */
  ahead: number;
}

/**
 * The first `limit` rows of `bestFirst` over all rows so far, without a look at all of them each time:
 * a row that `limit` others beat never comes back among the first. With several objectives a front may
 * be as large as the search: of more than `keptMax` rows the worse half is forgotten, as generations
 * forget theirs, and rows that only these beat pass for better than they are.
 */
export class BestSoFar {
  readonly #limit: number;
  readonly #keptMax: number;
  /** In the order they came in. */
  #kept: Kept[] = [];

  /** `keptMax` is at least twice `limit`. */
  constructor(limit: number, keptMax: number) {
    this.#limit = limit;
    this.#keptMax = keptMax;
  }

  add(scores: Scores, index: number): void {
    if (!isUsable(scores)) return;
    let ahead = 0;
    let isOneOut = false;
    for (const each of this.#kept) {
      if (isAhead(each.scores, scores)) {
        ahead += 1;
      } else if (beats(scores, each.scores)) {
        each.ahead += 1;
        isOneOut ||= each.ahead >= this.#limit;
      }
    }
    if (isOneOut) this.#kept = this.#kept.filter((each) => each.ahead < this.#limit);
    if (ahead < this.#limit) this.#kept.push({ index, scores, ahead });
    if (this.#kept.length > this.#keptMax) this.#forget();
  }

  #forget(): void {
    const order = bestFirst(this.#kept.map(({ scores }) => scores));
    const left = new Set(order.slice(0, Math.ceil(this.#keptMax / 2)));
    this.#kept = this.#kept.filter((_, i) => left.has(i));
  }

  /** Indices of at most so many rows that are defined, the best first. */
  best(count: number): number[] {
    const order = bestFirst(this.#kept.map(({ scores }) => scores));
    return order.slice(0, Math.min(count, this.#limit)).map((i) => this.#kept[i]!.index);
  }
}

/** Of equal rows the earlier one is first, but with several objectives by the room around it. */
function isAhead(earlier: readonly number[], row: readonly number[]): boolean {
  return beats(earlier, row) || (row.length === 1 && earlier[0] === row[0]);
}
