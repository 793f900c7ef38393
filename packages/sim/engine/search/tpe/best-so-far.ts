import { beats, bestFirst, isUsable, type Scores } from "../pareto-front.ts";

interface Kept {
  readonly index: number;
  readonly scores: readonly number[];
  /** How many are surely before it. */
  ahead: number;
}

/**
 * The first `limit` rows of `bestFirst` over all rows so far, without a look at all of them each time:
 * a row that `limit` others beat never comes back among the first.
 */
export class BestSoFar {
  readonly #limit: number;
  /** In the order they came in. */
  #kept: Kept[] = [];

  constructor(limit: number) {
    this.#limit = limit;
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
