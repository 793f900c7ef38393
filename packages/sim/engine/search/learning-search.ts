import { Prng } from "@mexoms/core";
import { AnswerMemory, type AnswerNotes } from "./answer-memory.ts";
import { latinPoints } from "./latin-hypercube.ts";
import { foundNotes, NewPoints } from "./new-points.ts";
import { pointAt, pointKey } from "./point-key.ts";
import { type DrawOptions, randomPlaces } from "./random-search.ts";
import type { Answered, Ask, Point, Search } from "./search.ts";
import type { SearchSpace } from "./search-space.ts";

export interface LearningOptions<Notes extends AnswerNotes> extends DrawOptions {
  readonly name: string;
  /** Trials of one round: they are asked for at once, from what the rounds before have told. */
  readonly round: number;
  /** Notes on no answers. */
  readonly begin: () => Notes;
  /** Draws of points from notes on whole rounds; undefined for one that conditions exclude. */
  readonly draws: (notes: Notes, prng: Prng) => () => Point | undefined;
  /** Draws in a row that bring nothing new before points are drawn uniformly instead. */
  readonly missesMax: number;
}

/**
 * A search in rounds: a Latin hypercube first, then what the answers suggest. No point is asked for
 * twice; a small space may be used up before `trials`. Throws ConfigError.
 */
export function learningSearch<Notes extends AnswerNotes>(
  space: SearchSpace,
  options: LearningOptions<Notes>,
): Search {
  const { name, trials, seed, round, begin, draws, missesMax } = options;
  const wanted = Math.min(trials, round);
  const first = latinPoints(space, { trials: wanted, seed }).points;
  const memory = new AnswerMemory(() => new TriedNotes(begin()));
  return {
    name,
    notes: foundNotes(space, first.length, wanted),
    expected: trials,
    next(answered) {
      if (answered.length === 0) return asksFor(first);
      // A round that is not full was the last one.
      const left = trials - answered.length;
      if (left <= 0 || answered.length % round !== 0) return [];
      const { tried, notes } = memory.of(answered);
      const prng = new Prng(seed, answered.length / round);
      const found = new NewPoints(space, tried);
      const count = Math.min(left, round);
      found.fill(count, draws(notes, prng), missesMax);
      found.fill(count, () => pointAt(space.axes, randomPlaces(prng, space.axes.length)));
      return asksFor(found.points);
    },
  };
}

function asksFor(points: readonly Point[]): readonly Ask[] {
  return points.map((point) => ({ point, share: 1 }));
}

/** Which points were tried, beside a search's own notes. */
class TriedNotes<Notes extends AnswerNotes> implements AnswerNotes {
  readonly tried = new Set<string>();
  readonly notes: Notes;

  constructor(notes: Notes) {
    this.notes = notes;
  }

  add(answered: Answered, index: number): void {
    this.tried.add(pointKey(answered.ask.point));
    this.notes.add(answered, index);
  }
}
