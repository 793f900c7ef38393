const BINS = 40;
const MOST_POINTS = 500;

/** What became of the best trial of one part in the other one, split by split. */
export class SplitTally {
  readonly logits: number[] = [];
  readonly chosenScores: number[] = [];
  readonly otherScores: number[] = [];
  readonly #largest: number;

  constructor(trials: number) {
    this.#largest = Math.log(trials);
  }

  /** Of equally good trials the first one is taken. */
  add(chosen: Float64Array, other: Float64Array): void {
    let best = 0;
    for (let t = 1; t < chosen.length; t++) if (chosen[t]! > chosen[best]!) best = t;
    const score = other[best]!;
    const rank = rankOf(score, other);
    this.logits.push(Math.log(rank / (other.length + 1 - rank)));
    this.chosenScores.push(chosen[best]!);
    this.otherScores.push(score);
  }

  /** Over all logits that so many trials can have. */
  histogram(): { from: number; to: number; counts: readonly number[] } {
    const counts = Array.from({ length: BINS }, () => 0);
    const to = this.#largest;
    for (const logit of this.logits) {
      const bin = Math.floor(((logit + to) / (2 * to)) * BINS);
      counts[Math.max(0, Math.min(BINS - 1, bin))]! += 1;
    }
    return { from: -to, to, counts };
  }

  /** Evenly chosen. */
  points(): readonly (readonly [number, number])[] {
    const count = Math.min(MOST_POINTS, this.logits.length);
    return Array.from({ length: count }, (_, i) => {
      const at = Math.floor((i * this.logits.length) / count);
      return [this.chosenScores[at]!, this.otherScores[at]!];
    });
  }
}

/** From 1 for the worst; equal ones share the mean of their places. */
export function rankOf(score: number, among: ArrayLike<number>): number {
  let below = 0;
  let equal = 0;
  for (let t = 0; t < among.length; t++) {
    if (among[t]! < score) below++;
    else if (among[t] === score) equal++;
  }
  return below + (equal + 1) / 2;
}
