/** A text for each swept parameter, by name. */
export type Point = Readonly<Record<string, string>>;

/** What a search wants to know: how a point does on the first part of the data. */
export interface Ask {
  readonly point: Point;
  /** Part of the sweep's time from its start, above 0 and at most 1. */
  readonly share: number;
}

/** What became of an ask. */
export interface Answered {
  readonly ask: Ask;
  /** One figure per objective, all turned so that more is better; undefined for a failed trial. */
  readonly scores: readonly number[] | undefined;
}

/**
 * Decides what is tried. Deterministic: equal answers give equal asks, so the order in which trials
 * end, the number of workers, and a restart change nothing. A search that learns asks in rounds of
 * its own size; the others ask for everything at once.
 */
export interface Search {
  /** With every setting that changes what is asked, for example "sobol 200". */
  readonly name: string;
  /** What a user should know, for example how many points the conditions exclude. */
  readonly notes: readonly string[];
  /** Asks in total, as far as known: for a progress bar. */
  readonly expected: number;
  /**
   * The next round, given all answers so far in the order of their asks; empty when the search is
   * over. A point may be asked for twice: it is run once.
   */
  next(answered: readonly Answered[]): readonly Ask[];
}
