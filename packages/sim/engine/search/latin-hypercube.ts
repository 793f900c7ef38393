import { Prng } from "@mexoms/core";
import { foundNotes, NewPoints } from "./new-points.ts";
import { pointAt } from "./point-key.ts";
import type { DrawOptions } from "./random-search.ts";
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
 * the notes say so. Throws ConfigError.
 */
export function latinHypercube(space: SearchSpace, options: DrawOptions): Search {
  checkCount("trials", options.trials);
  const { points, size } = latinPoints(space, options);
  const notes = foundNotes(space, points.length, options.trials);
  if (notes.length === 0 && size > options.trials) {
    notes.push(`points are taken from a hypercube of ${size}, the others are doubled or excluded`);
  }
  return whole(`lhs ${options.trials}`, points, notes);
}

/** At most `trials` different points that the conditions allow, and the size of their hypercube. */
export function latinPoints(
  space: SearchSpace,
  { trials, seed }: DrawOptions,
): { readonly points: readonly Point[]; readonly size: number } {
  let size = trials;
  let found: readonly Point[] = [];
  for (let attempt = 0; ; attempt++) {
    found = hypercube(space, size, new Prng(seed, attempt));
    const largest = attempt === ATTEMPTS || size >= trials * LARGER_MAX;
    if (found.length >= trials || largest) return { points: found.slice(0, trials), size };
    const wanted = Math.ceil((size * trials * 1.1) / Math.max(1, found.length));
    size = Math.min(trials * LARGER_MAX, Math.max(size + 1, wanted));
  }
}

function hypercube(space: SearchSpace, size: number, prng: Prng): readonly Point[] {
  const columns = space.axes.map(() => {
    const parts = shuffled(size, prng);
    return parts.map((part) => (part + prng.next()) / size);
  });
  const found = new NewPoints(space);
  for (let i = 0; i < size; i++) {
    found.offer(
      pointAt(
        space.axes,
        columns.map((column) => column[i]!),
      ),
    );
  }
  return found.points;
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
