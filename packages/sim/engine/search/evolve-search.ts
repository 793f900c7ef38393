import { Prng } from "@mexoms/core";
import { childrenOf } from "./evolve/breed.ts";
import { latinPoints } from "./latin-hypercube.ts";
import { foundNotes, NewPoints } from "./new-points.ts";
import { bestFirst } from "./pareto-front.ts";
import { pointAt } from "./point-key.ts";
import { type DrawOptions, randomPlaces } from "./random-search.ts";
import type { Answered, Ask, Point, Search } from "./search.ts";
import type { SearchSpace } from "./search-space.ts";
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
  const first = latinPoints(space, { trials: Math.min(trials, generation), seed }).points;
  return {
    name: `evolve ${trials} generation ${generation}`,
    notes: foundNotes(space, first.length, Math.min(trials, generation)),
    expected: trials,
    next(answered) {
      if (answered.length === 0) return asksFor(first);
      // A round that is not full was the last one.
      const left = trials - answered.length;
      if (left <= 0 || answered.length % generation !== 0) return [];
      return asksFor(
        bred(space, answered, { generation, seed, count: Math.min(left, generation) }),
      );
    },
  };
}

function asksFor(points: readonly Point[]): readonly Ask[] {
  return points.map((point) => ({ point, share: 1 }));
}

function bred(
  space: SearchSpace,
  answered: readonly Answered[],
  options: { readonly generation: number; readonly seed: number; readonly count: number },
): readonly Point[] {
  const { generation, seed, count } = options;
  const round = answered.length / generation;
  const prng = new Prng(seed, round);
  const parents = parentsOf(answered, generation);
  const children = new NewPoints(
    space,
    answered.map(({ ask }) => ask.point),
  );
  let second: Point | undefined;
  const draw = (): Point => {
    const kept = second;
    second = undefined;
    if (kept !== undefined) return kept;
    const pair = [winner(parents, prng), winner(parents, prng)] as const;
    const [a, b] = childrenOf(space.axes, pair, prng);
    second = b;
    return a;
  };
  children.fill(count, draw, MISSES_MAX);
  children.fill(count, () => pointAt(space.axes, randomPlaces(prng, space.axes.length)));
  return children.points;
}

/** The best of all generations, chosen as they came: parents with their children. Best first. */
function parentsOf(answered: readonly Answered[], generation: number): readonly Point[] {
  let parents: readonly Answered[] = [];
  for (let i = 0; i < answered.length; i += generation) {
    const all = [...parents, ...answered.slice(i, i + generation)];
    const order = bestFirst(all.map(({ scores }) => scores));
    parents = order.slice(0, generation).map((index) => all[index]!);
  }
  return parents.map(({ ask }) => ask.point);
}

/** The better one of two drawn parents. */
function winner(parents: readonly Point[], prng: Prng): Point {
  const count = parents.length;
  return parents[Math.min(prng.below(count), prng.below(count))]!;
}
