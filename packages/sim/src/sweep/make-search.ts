import { ConfigError } from "@mexoms/core";
import { gridSearch, type Search, type SearchSpace } from "@mexoms/sim/engine";

export interface MakeSearchOptions {
  /** "grid", "random:200", "lhs:200", "sobol:200", "evolve:200". */
  readonly search: string;
  readonly space: SearchSpace;
  readonly seed: number;
  readonly halving: boolean;
  readonly objectives: number;
}

/** The search that a text names. Throws ConfigError. */
export function makeSearch({ search, space }: MakeSearchOptions): Search {
  if (search === "grid") return gridSearch(space);
  throw new ConfigError("search", `"${search}" is not grid`);
}
