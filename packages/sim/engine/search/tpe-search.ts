import type { Prng } from "@mexoms/core";
import type { AnswerNotes } from "./answer-memory.ts";
import { learningSearch } from "./learning-search.ts";
import type { DrawOptions } from "./random-search.ts";
import type { Answered, Point, Search } from "./search.ts";
import type { SearchSpace } from "./search-space.ts";
import { BestSoFar } from "./tpe/best-so-far.ts";
import { type Coordinates, coordinatesOf, pointOf } from "./tpe/coordinates.ts";
import { type Parzen, parzenOfPlaces, parzenOfWords } from "./tpe/parzen.ts";
import { checkCount } from "./trial-count.ts";

export interface TpeOptions extends DrawOptions {
  /** Trials of one round: they are asked for at once, from what the rounds before have told. */
  readonly round: number;
}

const GOOD_PART = 0.15;
/** More would tell little more, and each costs time for every candidate. */
const GOOD_MAX = 50;
const REST_MAX = 200;
/** Trials that may still be among the best, of several objectives. */
const KEPT_MAX = 400;
/** Points that are drawn for each that is asked for. */
const CANDIDATES = 24;
const MISSES_MAX = 50;

/**
 * Tree-structured Parzen estimator (Bergstra et al. 2011): points that are likely among the best 15 %
 * so far (50 at most) and unlikely among the rest (200 of them at most, spread over the time of the
 * search), each axis by itself. The first round is a Latin hypercube. With several objectives the best
 * are those of the first Pareto fronts. Failed trials are among the rest. No point is asked for twice;
 * a small space may be used up before `trials`. Throws ConfigError.
 */
export function tpeSearch(space: SearchSpace, options: TpeOptions): Search {
  const { trials, seed, round } = options;
  checkCount("trials", trials);
  checkCount("round", round);
  const coordinates = space.axes.map(coordinatesOf);
  return learningSearch(space, {
    name: `tpe ${trials} round ${round}`,
    trials,
    seed,
    round,
    begin: () => new Observations(space, coordinates),
    draws(observations, prng) {
      const estimates = observations.estimates();
      return () => likeliest(space, coordinates, estimates, prng);
    },
    missesMax: MISSES_MAX,
  });
}

/** How likely values of an axis are among the good trials, and among the rest. */
interface Estimates {
  readonly good: Parzen;
  readonly rest: Parzen;
}

/** Where trials were, and which of them did best. */
class Observations implements AnswerNotes {
  readonly #names: readonly string[];
  readonly #coordinates: readonly Coordinates[];
  /** By axis, of each trial. */
  readonly #tried: readonly number[][];
  readonly #best = new BestSoFar(GOOD_MAX, KEPT_MAX);
  #count = 0;

  constructor({ axes }: SearchSpace, coordinates: readonly Coordinates[]) {
    this.#names = axes.map(({ name }) => name);
    this.#coordinates = coordinates;
    this.#tried = axes.map(() => []);
  }

  add({ ask, scores }: Answered, index: number): void {
    for (const [axis, name] of this.#names.entries()) {
      this.#tried[axis]!.push(this.#coordinates[axis]!.of(ask.point[name]!));
    }
    this.#best.add(scores, index);
    this.#count += 1;
  }

  estimates(): readonly Estimates[] {
    const good = this.#best.best(Math.ceil(this.#count * GOOD_PART));
    const rest = this.#rest(new Set(good));
    return this.#tried.map((tried, axis) => {
      const estimate = (of: readonly number[]): Parzen => {
        const { words } = this.#coordinates[axis]!;
        const at = of.map((index) => tried[index]!);
        return words === undefined ? parzenOfPlaces(at) : parzenOfWords(words, at);
      };
      return { good: estimate(good), rest: estimate(rest) };
    });
  }

  /** At most REST_MAX, evenly from first to last. */
  #rest(good: ReadonlySet<number>): readonly number[] {
    const all: number[] = [];
    for (let i = 0; i < this.#count; i++) if (!good.has(i)) all.push(i);
    if (all.length <= REST_MAX) return all;
    return Array.from(
      { length: REST_MAX },
      (_, i) => all[Math.floor((i * all.length) / REST_MAX)]!,
    );
  }
}

/** The candidate that is most of all more likely among the good ones, if conditions allow any. */
function likeliest(
  space: SearchSpace,
  coordinates: readonly Coordinates[],
  estimates: readonly Estimates[],
  prng: Prng,
): Point | undefined {
  const names = space.axes.map(({ name }) => name);
  let best: Point | undefined;
  let bestRatio = -Infinity;
  for (let i = 0; i < CANDIDATES; i++) {
    const at = estimates.map(({ good }, axis) => coordinates[axis]!.kept(good.draw(prng)));
    let ratio = 0;
    for (const [axis, { good, rest }] of estimates.entries()) {
      ratio += good.logDensity(at[axis]!) - rest.logDensity(at[axis]!);
    }
    if (ratio <= bestRatio) continue;
    // Texts and conditions cost more than densities: last.
    const point = pointOf(names, coordinates, at);
    if (space.allows(point)) [best, bestRatio] = [point, ratio];
  }
  return best;
}
