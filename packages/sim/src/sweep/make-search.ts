import { halving, parseSearch, type Search, type SearchSpace } from "@mexoms/sim/engine";

/** Half of the points go on from a quarter of the data to its half, and half of those to all of it. */
const HALVING = { keep: 0.5, rungs: 3 };

export interface MakeSearchOptions {
  /** "grid", "random:200", "lhs:200", "sobol:200", "evolve:200". */
  readonly search: string;
  readonly space: SearchSpace;
  readonly seed: number;
  readonly halving: boolean;
}

/** The search that a text names. Throws ConfigError. */
export function makeSearch(options: MakeSearchOptions): Search {
  const search = parseSearch(options.search, options.space, options.seed);
  return options.halving ? halving(search, HALVING) : search;
}
