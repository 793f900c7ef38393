import type { FollowedStay, Observations } from "./observations.ts";
import { logLikelihood, type Noise, reachChances, withChance } from "./reach-chance.ts";

const CHANCES = [0.001, 0.003, 0.01, 0.03, 0.1, 0.3, 0.6, 1];
const FIRST_SCALES = [1e-4, 1e-3, 1e-2, 1e-1, 1, 10];
/** Factors around the best scale that are tried next, one after the other. */
const REFINEMENTS = [Math.sqrt(10), Math.sqrt(Math.sqrt(10))];

/**
 * The noise of a model that makes the outcomes of `stays` most likely, on a grid: the scale to a
 * factor of 1.8, chance to a factor of about three. `rate` is that of mere chance.
 */
export function fitNoise(
  observations: Observations,
  stays: readonly FollowedStay[],
  model: number,
  rate: number,
): Noise {
  let best: Noise = { scale: 1, chance: 1, rate };
  let bestSum = Number.NEGATIVE_INFINITY;
  const tryScale = (scale: number): void => {
    const sums = likelihoods({ observations, stays, model, scale, rate });
    for (const [i, chance] of CHANCES.entries()) {
      if (sums[i]! <= bestSum) continue;
      bestSum = sums[i]!;
      best = { scale, chance, rate };
    }
  };
  FIRST_SCALES.forEach(tryScale);
  for (const factor of REFINEMENTS) {
    const { scale } = best;
    tryScale(scale / factor);
    tryScale(scale * factor);
  }
  return best;
}

/** Log likelihood of all outcomes for each of CHANCES. */
function likelihoods(of: {
  observations: Observations;
  stays: readonly FollowedStay[];
  model: number;
  scale: number;
  rate: number;
}): number[] {
  const { observations, stays, model, scale, rate } = of;
  const noises = CHANCES.map((chance): Noise => ({ scale, chance, rate }));
  const sums = CHANCES.map(() => 0);
  const chances = new Float64Array(longest(stays));
  // Most trades reach nobody by far: their terms are equal and are counted, not computed.
  let hopeless = 0;
  for (const stay of stays) {
    reachChances(observations, stay, model, scale, chances);
    for (let j = 0; j < stay.rows.length; j++) {
      const reached = isReach(stay, j);
      const chance = chances[j]!;
      if (!reached && chance < 1e-12) {
        hopeless += 1;
        continue;
      }
      for (let i = 0; i < noises.length; i++) {
        sums[i]! += logLikelihood(withChance(chance, noises[i]!), reached);
      }
    }
  }
  return sums.map((sum, i) => sum + hopeless * logLikelihood(withChance(0, noises[i]!), false));
}

/** Whether trade `j` of a stay is the one that reached it. */
export function isReach(stay: FollowedStay, j: number): boolean {
  return stay.ended === "reached" && j === stay.rows.length - 1;
}

/** Trades of the stay that has most. */
export function longest(stays: readonly FollowedStay[]): number {
  return stays.reduce((most, { rows }) => Math.max(most, rows.length), 0);
}
