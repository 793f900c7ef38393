import { type MarketSet, type MarketState, NEVER } from "@mexoms/core/internal";
import type { TapeCursor } from "../tape/tape-cursor.ts";
import { Tournament } from "./tournament.ts";

/** Our sequences of rows: whose rows are due, and which is the next that wakes the strategy. */
export class FeedSchedule {
  /** Time to which `apply` goes: a field, for the reason that RowFeed tells. */
  untilNs = 0;
  /** Time of the next row that wakes the strategy, NEVER when there is none. */
  wakeNs: number = NEVER;
  readonly #markets: readonly MarketState[];
  readonly #remasked: MarketSet;
  readonly #feeds: readonly TapeCursor[];
  /** The next row of each feed. */
  readonly #rows: Tournament;
  /** The next row of each feed that wakes the strategy. */
  readonly #wakes: Tournament;

  constructor(options: {
    markets: readonly MarketState[];
    /** Markets whose `wakeMask` has changed; cleared once that is taken in. */
    remasked: MarketSet;
    /** In the order of the markets. */
    feeds: readonly TapeCursor[];
  }) {
    this.#markets = options.markets;
    this.#remasked = options.remasked;
    this.#feeds = options.feeds;
    this.#rows = new Tournament(this.#feeds.length);
    this.#wakes = new Tournament(this.#feeds.length);
    for (let m = 0; m < this.#feeds.length; m++) {
      // The first look comes with the first instant, so that no tape is read before the run begins.
      this.#rows.times[m] = 0;
      this.#rows.update(m);
    }
  }

  /** Takes in what the strategy has asked to be woken by since the last time. */
  renew(): void {
    const remasked = this.#remasked;
    if (remasked.size === 0) return;
    for (let m = remasked.next(0); m >= 0; m = remasked.next(m + 1)) this.#findWake(m);
    remasked.clear();
  }

  /** Applies the rows up to `untilNs` inclusive. */
  apply(): void {
    const rows = this.#rows;
    for (;;) {
      const m = rows.first;
      const at = rows.times[m]!;
      if (at > this.untilNs || at === NEVER) return;
      const feed = this.#feeds[m]!;
      feed.untilNs = this.untilNs;
      do this.#markets[m]!.applyRows(feed);
      while (feed.atEnd && feed.nextBlock());
      this.#findRow(m);
      if (this.#wakes.times[m]! <= this.untilNs) this.#findWake(m);
    }
  }

  #findRow(m: number): void {
    const feed = this.#feeds[m]!;
    feed.findRow();
    this.#rows.times[m] = feed.rowNs;
    this.#rows.update(m);
  }

  #findWake(m: number): void {
    const feed = this.#feeds[m]!;
    feed.findWake(this.#markets[m]!.wakeMask);
    this.#wakes.times[m] = feed.wakeNs;
    this.#wakes.update(m);
    this.wakeNs = this.#wakes.times[this.#wakes.first]!;
  }
}
