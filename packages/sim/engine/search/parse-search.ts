import { ConfigError } from "@mexoms/core";
import { evolveSearch } from "./evolve-search.ts";
import { gridSearch } from "./grid-search.ts";
import { latinHypercube } from "./latin-hypercube.ts";
import { randomSearch } from "./random-search.ts";
import type { Search } from "./search.ts";
import type { SearchSpace } from "./search-space.ts";
import { sobolSearch } from "./sobol-search.ts";
import { tpeSearch } from "./tpe-search.ts";
import { isCount, TRIALS_MAX } from "./trial-count.ts";

const GENERATION = 20;
const ROUND = 10;
const KINDS = ["grid", "random", "lhs", "sobol", "evolve", "tpe"];
const SEARCH_TEXT = /^(\w+)(?:[ :](\d{1,15}))?(?:[ :](generation|round)[ :](\d{1,9}))?$/;

/**
 * A search from its text: "grid", "random 200", "lhs 200", "sobol 256", "evolve 200" (in generations
 * of 20), "evolve 200 generation 40", "tpe 200" (in rounds of 10) or "tpe 200 round 20"; colons may
 * stand for spaces. The name of the result is a text that gives the same. Throws ConfigError.
 */
export function parseSearch(text: string, space: SearchSpace, seed: number): Search {
  const match = SEARCH_TEXT.exec(text.trim().replaceAll(/\s+/g, " "));
  const [, kind = "", count, roundName, round] = match ?? [];
  const refused = (problem: string): ConfigError =>
    new ConfigError(
      "search",
      `"${text}" ${problem}; for example grid, random:200, lhs:200, sobol:256, evolve:200 or tpe:200`,
    );
  if (match === null && KINDS.includes(/^[a-z]*/.exec(text.trim())![0])) {
    throw refused("has no number such as 200 behind its name");
  }
  if (!KINDS.includes(kind)) throw refused("is no search");
  const inRounds = { evolve: "generation", tpe: "round" }[kind];
  if (roundName !== undefined && roundName !== inRounds) throw refused(`has no ${roundName}s`);
  if (kind === "grid") {
    if (count !== undefined) throw refused("has a number: a grid tries all of its points");
    return gridSearch(space);
  }
  if (count === undefined) throw refused("lacks its number of trials");
  if (!isCount(Number(count))) throw refused(`is not of 1 to ${TRIALS_MAX} trials`);
  const options = { trials: Number(count), seed };
  switch (kind) {
    case "random":
      return randomSearch(space, options);
    case "lhs":
      return latinHypercube(space, options);
    case "sobol":
      return sobolSearch(space, options);
    case "evolve":
      return evolveSearch(space, { ...options, generation: Number(round ?? GENERATION) });
    default:
      return tpeSearch(space, { ...options, round: Number(round ?? ROUND) });
  }
}
