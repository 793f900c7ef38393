import { Prng } from "@mexoms/core";
import { latinPoints } from "./latin-hypercube.ts";
import { foundNotes, NewPoints } from "./new-points.ts";
import { bestFirst } from "./pareto-front.ts";
import { pointAt } from "./point-key.ts";
import { type DrawOptions, randomPlaces } from "./random-search.ts";
import type { Answered, Ask, Point, Search } from "./search.ts";
import type { SearchSpace } from "./search-space.ts";
import { type Parzen, parzenOf } from "./tpe/parzen.ts";
import { checkCount } from "./trial-count.ts";

export interface TpeOptions extends DrawOptions {
  /** Trials of one round: they are asked for at once, from what the rounds before have told. */
  readonly round: number;
}

const GOOD_PART = 0.15;
/** More would tell little more, and each costs time for every candidate. */
const GOOD_MAX = 50;
const REST_MAX = 200;
/** Points that are drawn for each that is asked for. */
const CANDIDATES = 24;
const MISSES_MAX = 50;

/**
 * Tree-structured Parzen estimator (Bergstra et al. 2011): points that are likely among the best 15 %
 * so far (50 at most) and unlikely among the rest, each axis by itself. The first round is a Latin
 * hypercube. With several objectives the best are those of the first Pareto fronts. Failed trials are
 * the worst. No point is asked for twice; a small space may be used up before `trials`. Throws
 * ConfigError.
 */
export function tpeSearch(space: SearchSpace, options: TpeOptions): Search {
  const { trials, seed, round } = options;
  checkCount("trials", trials);
  checkCount("round", round);
  const first = latinPoints(space, { trials: Math.min(trials, round), seed }).points;
  const asksFor = (points: readonly Point[]): readonly Ask[] =>
    points.map((point) => ({ point, share: 1 }));
  return {
    name: `tpe ${trials} round ${round}`,
    notes: foundNotes(space, first.length, Math.min(trials, round)),
    expected: trials,
    next(answered) {
      if (answered.length === 0) return asksFor(first);
      // A round that is not full was the last one.
      const left = trials - answered.length;
      if (left <= 0 || answered.length % round !== 0) return [];
      const prng = new Prng(seed, answered.length / round);
      return asksFor(likelyPoints(space, answered, Math.min(left, round), prng));
    },
  };
}

function likelyPoints(
  space: SearchSpace,
  answered: readonly Answered[],
  count: number,
  prng: Prng,
): readonly Point[] {
  const { axes } = space;
  const order = bestFirst(answered.map(({ scores }) => scores));
  const goodCount = Math.min(GOOD_MAX, Math.ceil(answered.length * GOOD_PART));
  const good = order.slice(0, goodCount);
  const rest = evenly(order.slice(goodCount), REST_MAX);
  const estimates = axes.map((axis) => {
    const textsOf = (of: readonly number[]): string[] =>
      of.map((i) => answered[i]!.ask.point[axis.name]!);
    return { good: parzenOf(axis, textsOf(good)), rest: parzenOf(axis, textsOf(rest)) };
  });
  const found = new NewPoints(
    space,
    answered.map(({ ask }) => ask.point),
  );
  const names = axes.map(({ name }) => name);
  found.fill(count, () => likeliest(space, names, estimates, prng), MISSES_MAX);
  found.fill(count, () => pointAt(axes, randomPlaces(prng, axes.length)));
  return found.points;
}

/** At most `count` of them, spread evenly. */
function evenly(all: readonly number[], count: number): readonly number[] {
  if (all.length <= count) return all;
  return Array.from({ length: count }, (_, i) => all[Math.floor((i * all.length) / count)]!);
}

/** The candidate that is most of all more likely among the good ones, if conditions allow any. */
function likeliest(
  space: SearchSpace,
  names: readonly string[],
  estimates: readonly { readonly good: Parzen; readonly rest: Parzen }[],
  prng: Prng,
): Point | undefined {
  let best: Point | undefined;
  let bestRatio = -Infinity;
  for (let i = 0; i < CANDIDATES; i++) {
    const texts = estimates.map(({ good }) => good.draw(prng));
    const point = Object.fromEntries(names.map((name, axis) => [name, texts[axis]!]));
    if (!space.allows(point)) continue;
    let ratio = 0;
    for (const [axis, { good, rest }] of estimates.entries()) {
      ratio += good.logDensity(texts[axis]!) - rest.logDensity(texts[axis]!);
    }
    if (ratio > bestRatio) [best, bestRatio] = [point, ratio];
  }
  return best;
}
