import { Prng } from "@mexoms/core";
import { foundNotes, NewPoints } from "./new-points.ts";
import { pointAt } from "./point-key.ts";
import { type DrawOptions, randomPlaces } from "./random-search.ts";
import type { Point, Search } from "./search.ts";
import type { SearchSpace } from "./search-space.ts";
import { checkCount } from "./trial-count.ts";
import { whole } from "./whole-search.ts";

/** Larger hypercubes that are tried when conditions or doubled points leave too few. */
const ATTEMPTS = 8;
const LARGER_MAX = 100;

/**
 * A Latin hypercube: of n trials one in each n-th part of every axis (McKay, Beckman, Conover 1979).
 * When conditions or lists leave fewer different points, they are taken from a larger hypercube, and
 * what the largest lacks is drawn by chance; the notes say so. Throws ConfigError.
 */
export function latinHypercube(space: SearchSpace, options: DrawOptions): Search {
  checkCount("trials", options.trials);
  const { points, size, drawn } = latinPoints(space, options);
  const notes = foundNotes(space, points.length, options.trials);
  if (notes.length === 0 && size > options.trials) {
    notes.push(`points are taken from a hypercube of ${size}, the others are doubled or excluded`);
  }
  if (drawn > 0) notes.push(`${drawn} of the points are drawn by chance, it has no more`);
  return whole(`lhs ${options.trials}`, points, notes);
}

/** Points of a hypercube of a size; the last `drawn` of them by chance, as conditions left no more. */
export interface LatinPoints {
  readonly points: readonly Point[];
  readonly size: number;
  readonly drawn: number;
}

/** `trials` different points that the conditions allow; fewer when nothing new seems to be left. */
export function latinPoints(space: SearchSpace, { trials, seed }: DrawOptions): LatinPoints {
  let size = trials;
  for (let attempt = 0; ; attempt++) {
    const prng = new Prng(seed, attempt);
    const found = hypercube(space, size, prng);
    const before = found.points.length;
    if (before >= trials) return { points: found.points.slice(0, trials), size, drawn: 0 };
    if (attempt === ATTEMPTS || size >= trials * LARGER_MAX || found.usedUp) {
      found.fill(trials, () => pointAt(space.axes, randomPlaces(prng, space.axes.length)));
      const { points } = found;
      return { points, size, drawn: points.length - before };
    }
    const wanted = Math.ceil((size * trials * 1.1) / Math.max(1, before));
    size = Math.min(trials * LARGER_MAX, Math.max(size + 1, wanted));
  }
}

function hypercube(space: SearchSpace, size: number, prng: Prng): NewPoints {
  const columns = space.axes.map(() => {
    const parts = shuffled(size, prng);
    return parts.map((part) => (part + prng.next()) / size);
  });
  const found = new NewPoints(space);
  for (let i = 0; i < size; i++) {
    const places = columns.map((column) => column[i]!);
    found.offer(pointAt(space.axes, places));
  }
  return found;
}

function shuffled(size: number, prng: Prng): Float64Array {
  const order = Float64Array.from({ length: size }, (_, i) => i);
  for (let i = size - 1; i > 0; i--) {
    const j = prng.below(i + 1);
    const swapped = order[i]!;
    order[i] = order[j]!;
    order[j] = swapped;
  }
  return order;
}
