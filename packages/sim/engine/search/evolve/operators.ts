import { naturalExp, naturalLog, type Prng } from "@mexoms/core";

// How near children are to their parents, and mutants to what they were (Deb's usual values).
const CROSSOVER_INDEX = 15;
const MUTATION_INDEX = 20;
const SAME = 1e-12;

/**
 * Simulated binary crossover of two places from 0 to 1 (Deb and Agrawal 1995, with bounds): two
 * places around them, as far apart as they are or a little more or less.
 */
export function crossed(a: number, b: number, prng: Prng): readonly [number, number] {
  const draw = prng.next();
  const swap = prng.next() < 0.5;
  const [low, high] = a < b ? [a, b] : [b, a];
  const gap = high - low;
  if (gap < SAME) return [a, b];
  const spread = (room: number): number => {
    const alpha = 2 - power(1 + (2 * room) / gap, -(CROSSOVER_INDEX + 1));
    const scaled = draw * alpha;
    return power(scaled <= 1 ? scaled : 1 / (2 - scaled), 1 / (CROSSOVER_INDEX + 1));
  };
  const left = kept((low + high - spread(low) * gap) / 2);
  const right = kept((low + high + spread(1 - high) * gap) / 2);
  return swap ? [right, left] : [left, right];
}

/** Polynomial mutation of a place from 0 to 1 (Deb and Goyal 1996, with bounds). */
export function mutated(place: number, prng: Prng): number {
  const draw = prng.next();
  const index = MUTATION_INDEX + 1;
  if (draw < 0.5) {
    const inner = 2 * draw + (1 - 2 * draw) * power(1 - place, index);
    return kept(place + power(inner, 1 / index) - 1);
  }
  const inner = 2 * (1 - draw) + (2 * draw - 1) * power(place, index);
  return kept(place + 1 - power(inner, 1 / index));
}

function kept(place: number): number {
  return Math.min(1, Math.max(0, place));
}

/** By arithmetic alone, so that every JavaScript engine gives the same bits; 0 for a base of 0. */
function power(base: number, exponent: number): number {
  return base > 0 ? naturalExp(exponent * naturalLog(base)) : 0;
}
