import { ConfigError } from "@mexoms/core";
import { evolveSearch } from "./evolve-search.ts";
import { gridSearch } from "./grid-search.ts";
import { latinHypercube } from "./latin-hypercube.ts";
import { randomSearch } from "./random-search.ts";
import type { Search } from "./search.ts";
import type { SearchSpace } from "./search-space.ts";
import { sobolSearch } from "./sobol-search.ts";

const GENERATION = 20;
const SEARCH_TEXT = /^(\w+)(?: (\d{1,9}))?(?: generation (\d{1,9}))?$/;

/**
 * A search from its text: "grid", "random 200", "lhs 200", "sobol 200", "evolve 200" (in generations
 * of 20) or "evolve 200 generation 40". The name of the result is a text that gives the same. Throws
 * ConfigError.
 */
export function parseSearch(text: string, space: SearchSpace, seed: number): Search {
  const match = SEARCH_TEXT.exec(text.trim().replaceAll(/\s+/g, " "));
  const [, kind, count, generation] = match ?? [];
  const refused = (problem: string): ConfigError =>
    new ConfigError(
      "search",
      `"${text}" ${problem}; for example grid, random 200, lhs 200, sobol 256 or evolve 200`,
    );
  if (kind === undefined) throw refused("is no search");
  if (generation !== undefined && kind !== "evolve") throw refused("has no generations");
  if (kind === "grid") {
    if (count !== undefined) throw refused("has a number: a grid tries all of its points");
    return gridSearch(space);
  }
  if (!["random", "lhs", "sobol", "evolve"].includes(kind)) throw refused("is no search");
  if (count === undefined) throw refused("lacks its number of trials");
  const options = { trials: Number(count), seed };
  if (kind === "random") return randomSearch(space, options);
  if (kind === "lhs") return latinHypercube(space, options);
  if (kind === "sobol") return sobolSearch(space, options);
  return evolveSearch(space, { ...options, generation: Number(generation ?? GENERATION) });
}
