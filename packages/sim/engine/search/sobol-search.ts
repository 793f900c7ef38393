import { ConfigError } from "@mexoms/core";
import { foundNotes, NewPoints } from "./new-points.ts";
import { pointAt } from "./point-key.ts";
import type { DrawOptions } from "./random-search.ts";
import type { Search } from "./search.ts";
import type { SearchSpace } from "./search-space.ts";
import { SOBOL_DIMENSIONS_MAX, SobolSequence } from "./sobol/sobol-sequence.ts";
import { checkCount } from "./trial-count.ts";
import { whole } from "./whole-search.ts";

/**
 * Points of the scrambled Sobol sequence that are new and allowed: the most even cover of the space
 * for its number, best with a power of two. Throws ConfigError, also for too many axes.
 */
export function sobolSearch(space: SearchSpace, { trials, seed }: DrawOptions): Search {
  checkCount("trials", trials);
  if (space.axes.length > SOBOL_DIMENSIONS_MAX) {
    throw new ConfigError(
      "search",
      `sobol has at most ${SOBOL_DIMENSIONS_MAX} swept parameters, these are ${space.axes.length}; take lhs`,
    );
  }
  const sequence = new SobolSequence(space.axes.length, seed);
  const found = new NewPoints(space);
  found.fill(trials, () => pointAt(space.axes, sequence.next()));
  const { points } = found;
  return whole(`sobol ${trials}`, points, foundNotes(space, points.length, trials));
}
