import { isReach, longest } from "./fit-noise.ts";
import type { FollowedStay, Observations } from "./observations.ts";
import { logLikelihood, type Noise, reachChances, withChance } from "./reach-chance.ts";

const BINS = 10;

/** A model's score on a part of the stays. */
export class PartScore {
  /** Log likelihood by order. */
  readonly byOrder: Map<number, number> = new Map();
  /** Trades, sum of chances and reaches by tenth of the chance. */
  readonly trades: Float64Array = new Float64Array(BINS);
  readonly chances: Float64Array = new Float64Array(BINS);
  readonly reaches: Float64Array = new Float64Array(BINS);
  #squares = 0;
  #sum = 0;
  #count = 0;

  /** Scores one trade of an order. */
  add(order: number, chance: number, reached: boolean): void {
    const likelihood = logLikelihood(chance, reached);
    this.byOrder.set(order, (this.byOrder.get(order) ?? 0) + likelihood);
    this.#sum += likelihood;
    this.#squares += (chance - (reached ? 1 : 0)) ** 2;
    this.#count += 1;
    const bin = Math.min(BINS - 1, Math.floor(chance * BINS));
    this.trades[bin]! += 1;
    this.chances[bin]! += chance;
    if (reached) this.reaches[bin]! += 1;
  }

  get logLikelihood(): number {
    return this.#count === 0 ? 0 : this.#sum / this.#count;
  }

  get brier(): number {
    return this.#count === 0 ? 0 : this.#squares / this.#count;
  }

  get expected(): number {
    return this.chances.reduce((sum, chance) => sum + chance, 0);
  }
}

/** Scores a model with its noise. */
export function scorePart(
  observations: Observations,
  stays: readonly FollowedStay[],
  model: number,
  noise: Noise,
): PartScore {
  const score = new PartScore();
  const chances = new Float64Array(longest(stays));
  for (const stay of stays) {
    reachChances(observations, stay, model, noise.scale, chances);
    for (let j = 0; j < stay.rows.length; j++) {
      score.add(stay.stay.order, withChance(chances[j]!, noise), isReach(stay, j));
    }
  }
  return score;
}

/** Scores mere chance: every trade reaches with the same probability. */
export function scoreChance(stays: readonly FollowedStay[], rate: number): PartScore {
  const score = new PartScore();
  for (const stay of stays) {
    for (let j = 0; j < stay.rows.length; j++) score.add(stay.stay.order, rate, isReach(stay, j));
  }
  return score;
}
