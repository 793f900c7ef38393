import type { Ladder } from "../book/ladder.ts";
import type { Side } from "../market/side.ts";

/** What a walk reads from: a side of a book, and what of a level is ours. */
export interface WalkSource {
  readonly ladder: Ladder;
  /** Price of a key of the ladder: key times this. */
  readonly sign: 1 | -1;
  readonly side: Side;
  /** Lots of ours to leave out, by price; undefined leaves out nothing. */
  readonly ownLots: ((side: Side, priceTicks: number) => number) | undefined;
}

/**
 * Goes through the levels of one side of a book, the best first, and allocates nothing: make one
 * with `BookView.walk`, keep it, `restart` it for each use.
 *
 *     walk.restart();
 *     while (walk.next()) sum += walk.qtyLots;
 *
 * It always reads the book as it is now. Where the book changes between two steps, it goes on from
 * the price where it stands.
 */
export class LevelWalk {
  /** The level it stands at, once `next` has said true: whole ticks and lots above zero. */
  priceTicks = 0;
  qtyLots = 0;
  readonly #source: WalkSource;
  #key = 0;
  #begun = false;

  constructor(source: WalkSource) {
    this.#source = source;
  }

  /** Goes back to before the best level. */
  restart(): void {
    this.#begun = false;
  }

  /** Steps to the next level with lots; false when there is none, and the fields stay as they are. */
  next(): boolean {
    const { ladder, sign, side, ownLots } = this.#source;
    let key = this.#begun ? ladder.next(this.#key) : ladder.best;
    this.#begun = true;
    for (;;) {
      const shown = ladder.lotsAt(key);
      if (!(shown > 0)) break; // there is no level at the key of "no level"
      const priceTicks = sign * key;
      const lots = ownLots === undefined ? shown : shown - ownLots(side, priceTicks);
      if (lots > 0) {
        this.#key = key;
        this.priceTicks = priceTicks;
        this.qtyLots = lots;
        return true;
      }
      key = ladder.next(key);
    }
    this.#key = key;
    return false;
  }
}
