import type { Answered } from "./search.ts";

/** What a search makes of answers one by one, so that a round costs what is new in it. */
export interface AnswerNotes {
  add(answered: Answered, index: number): void;
}

/**
 * Notes on all answers so far, added to as they come. Answers that are not those of before with more
 * behind them begin them anew: what is asked depends on the answers alone, not on earlier calls.
 */
export class AnswerMemory<Notes extends AnswerNotes> {
  readonly #begin: () => Notes;
  readonly #seen: Answered[] = [];
  #notes: Notes;

  constructor(begin: () => Notes) {
    this.#begin = begin;
    this.#notes = begin();
  }

  of(answered: readonly Answered[]): Notes {
    if (!this.#seen.every((each, i) => isSame(each, answered[i]))) {
      this.#seen.length = 0;
      this.#notes = this.#begin();
    }
    for (let i = this.#seen.length; i < answered.length; i++) {
      const each = answered[i]!;
      this.#seen.push({ ask: each.ask, scores: each.scores });
      this.#notes.add(each, i);
    }
    return this.#notes;
  }
}

/** By identity, which is enough: points and scores are never changed. */
function isSame({ ask, scores }: Answered, other: Answered | undefined): boolean {
  return other !== undefined && ask.point === other.ask.point && scores === other.scores;
}
