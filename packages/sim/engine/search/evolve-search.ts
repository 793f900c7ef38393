import type { Prng } from "@mexoms/core";
import type { AnswerNotes } from "./answer-memory.ts";
import { childrenOf } from "./evolve/breed.ts";
import { learningSearch } from "./learning-search.ts";
import { bestFirst } from "./pareto-front.ts";
import type { DrawOptions } from "./random-search.ts";
import type { Answered, Point, Search } from "./search.ts";
import type { Axis, SearchSpace } from "./search-space.ts";
import { checkCount } from "./trial-count.ts";

export interface EvolveOptions extends DrawOptions {
  /** Trials of one round, and parents of the next. */
  readonly generation: number;
}

/** Children in a row that were all tried before, until points are drawn instead. */
const MISSES_MAX = 200;

/**
 * NSGA-II (Deb et al. 2002): the first generation is a Latin hypercube, each further one is bred from
 * the best of all before it, by one objective or by several. Failed trials are the worst. No point is
 * asked for twice; a small space may be used up before `trials`. Throws ConfigError.
 */
export function evolveSearch(space: SearchSpace, options: EvolveOptions): Search {
  const { trials, seed, generation } = options;
  checkCount("trials", trials);
  checkCount("generation", generation, 2);
  return learningSearch(space, {
    name: `evolve ${trials} generation ${generation}`,
    trials,
    seed,
    round: generation,
    begin: () => new Parents(generation),
    draws: ({ points }, prng) => childDraws(space.axes, points, prng),
    missesMax: MISSES_MAX,
  });
}

/** Children two by two. */
function childDraws(axes: readonly Axis[], parents: readonly Point[], prng: Prng): () => Point {
  let second: Point | undefined;
  return () => {
    const kept = second;
    second = undefined;
    if (kept !== undefined) return kept;
    const pair = [winner(parents, prng), winner(parents, prng)] as const;
    const [a, b] = childrenOf(axes, pair, prng);
    second = b;
    return a;
  };
}

/** The best of all generations, chosen as they came: parents with their children. */
class Parents implements AnswerNotes {
  readonly #generation: number;
  #chosen: readonly Answered[] = [];
  #children: Answered[] = [];

  constructor(generation: number) {
    this.#generation = generation;
  }

  add(answered: Answered): void {
    this.#children.push(answered);
    if (this.#children.length < this.#generation) return;
    const all = [...this.#chosen, ...this.#children];
    const order = bestFirst(all.map(({ scores }) => scores));
    this.#chosen = order.slice(0, this.#generation).map((index) => all[index]!);
    this.#children = [];
  }

  /** Best first. */
  get points(): readonly Point[] {
    return this.#chosen.map(({ ask }) => ask.point);
  }
}

/** The better one of two drawn parents. */
function winner(parents: readonly Point[], prng: Prng): Point {
  const count = parents.length;
  return parents[Math.min(prng.below(count), prng.below(count))]!;
}
