import { Prng } from "@mexoms/core";
import { foundNotes, NewPoints } from "./new-points.ts";
import { pointAt } from "./point-key.ts";
import type { Search } from "./search.ts";
import type { SearchSpace } from "./search-space.ts";
import { checkCount } from "./trial-count.ts";
import { whole } from "./whole-search.ts";

/** How many points a search tries, and the seed of what it draws: an integer from 0 to 2^53 - 1. */
export interface DrawOptions {
  readonly trials: number;
  readonly seed: number;
}

/** Different points drawn uniformly. Throws ConfigError. */
export function randomSearch(space: SearchSpace, { trials, seed }: DrawOptions): Search {
  checkCount("trials", trials);
  const prng = new Prng(seed);
  const found = new NewPoints(space);
  found.fill(trials, () => pointAt(space.axes, randomPlaces(prng, space.axes.length)));
  const { points } = found;
  return whole(`random ${trials}`, points, foundNotes(space, points.length, trials));
}

/** A uniform place on each axis. */
export function randomPlaces(prng: Prng, axes: number): Float64Array {
  return Float64Array.from({ length: axes }, () => prng.next());
}
