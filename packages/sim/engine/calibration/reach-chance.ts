import { naturalExp, naturalLog } from "@mexoms/core";
import type { FollowedStay, Observations } from "./observations.ts";

/** How far from a model's front the real one may lie, and how much is left to chance. */
export interface Noise {
  /** Scale of the logistic error of the front, in units of the size shown on arrival. */
  readonly scale: number;
  /** Share of trades at which chance decides instead of the model. */
  readonly chance: number;
  /** Chance that a trade reaches an order, whatever its place. */
  readonly rate: number;
}

/**
 * The chance that each trade reaches a stay which no trade before it reached, by one model: into
 * `chances` from index 0, one for each of the stay's trades. `scale` is that of the noise; chance has
 * no part in it yet, see `withChance`.
 *
 * The error of the front is one logistic number a stay, so a trade of depth D reaches it with
 * probability S(D / scale), S the logistic function, and given that depth D' before it did not, with
 * (S(D) - S(D')) / (1 - S(D')) = 1 - (1 + e^D') / (1 + e^D).
 */
export function reachChances(
  observations: Observations,
  stay: FollowedStay,
  model: number,
  scale: number,
  chances: Float64Array,
): void {
  const { depths, models } = observations;
  let before = 0;
  for (let j = 0; j < stay.rows.length; j++) {
    const after = softPlus(depths[stay.rows[j]! * models + model]! / scale);
    const fall = before - after;
    chances[j] = fall < -40 ? 1 : 1 - naturalExp(fall);
    before = after;
  }
}

/** The chance of a model, mixed with mere chance. Above 0 and below 1 when the noise is. */
export function withChance(reached: number, noise: Noise): number {
  return reached + noise.chance * (noise.rate - reached);
}

/** Log likelihood of one outcome. */
export function logLikelihood(chance: number, reached: boolean): number {
  return naturalLog(reached ? chance : 1 - chance);
}

/** ln(1 + e^x). */
function softPlus(x: number): number {
  if (x > 40) return x;
  if (x < -40) return 0;
  return x > 0 ? x + naturalLog(1 + naturalExp(-x)) : naturalLog(1 + naturalExp(x));
}
