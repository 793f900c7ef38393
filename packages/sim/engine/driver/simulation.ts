import { fail, type Kernel, NEVER } from "@mexoms/core";
import type { TapeCursor } from "../tape/tape-cursor.ts";
import type { FillLog } from "../run/fill-log.ts";
import type { Sampler } from "../run/sampler.ts";
import {
  ANSWER,
  ANSWER_ACCEPTED,
  ANSWER_AMEND_REFUSED,
  ANSWER_AMENDED,
  ANSWER_CANCELED,
  ANSWER_CANCEL_REFUSED,
  ANSWER_EXPIRED,
  ANSWER_FILLED,
  ANSWER_LOST,
} from "../venue/messages.ts";
import type { VenueMarket } from "../venue/venue-market.ts";

/** Wakes at one instant after which a strategy is said to be chasing its own answers. */
const MAX_WAKES_AT_ONE_TIME = 100_000;

/**
 * Drives a kernel from tapes and simulated venues. Everything that happens up to an instant is
 * applied, on the venues' side and then on ours; then the strategy is woken once. An instant is due
 * when a timer is, when an answer arrives, or when a row arrives that the strategy listens to.
 *
 * The run ends with the last row: requests that are under way then are still answered, and the
 * strategy is told with `stop`, without another wake. It could go on asking for ever.
 */
export class Simulation {
  readonly #kernel: Kernel;
  readonly #venues: readonly VenueMarket[];
  readonly #feeds: readonly TapeCursor[];
  readonly #fills: FillLog;
  readonly #sampler: Sampler;
  readonly #endNs: number;
  #reachedNs = 0;
  #lastWakeNs = -1;
  #wakesNow = 0;

  constructor(options: {
    kernel: Kernel;
    venues: readonly VenueMarket[];
    /** Our sequence of each instrument's rows, in the order of the kernel's markets. */
    feeds: readonly TapeCursor[];
    fills: FillLog;
    sampler: Sampler;
    /** Time of the last row. */
    endNs: number;
  }) {
    this.#kernel = options.kernel;
    this.#venues = options.venues;
    this.#feeds = options.feeds;
    this.#fills = options.fills;
    this.#sampler = options.sampler;
    this.#endNs = options.endNs;
  }

  /** Time reached. */
  get nowNs(): number {
    return this.#reachedNs;
  }

  /** Starts the strategy. */
  begin(): void {
    this.#kernel.start(0);
  }

  /** Goes on for at most `instants` due instants. False when the data has ended. */
  advance(instants: number): boolean {
    const kernel = this.#kernel;
    const sampler = this.#sampler;
    for (let n = 0; n < instants; n++) {
      const feedNs = this.#nextFeedNs(kernel.wakeMask);
      const due = Math.min(kernel.timers.nextNs, sampler.nextNs, feedNs, this.#nextAnswerNs());
      const until = this.#runVenues(due);
      this.#applyFeeds(until);
      this.#applyAnswers(until);
      if (!this.#rowsLeft()) {
        this.#settle();
        return false;
      }
      this.#reachedNs = until;
      if (until >= sampler.nextNs) sampler.sample(until);
      if (kernel.timers.nextNs <= until || feedNs <= until || kernel.hasNews) this.#wake(until);
    }
    return true;
  }

  /** Stops the strategy and takes the last sample. */
  end(): void {
    this.#kernel.stop();
    this.#sampler.sample(Math.max(this.#kernel.nowNs, this.#endNs));
  }

  #wake(nowNs: number): void {
    this.#wakesNow = nowNs === this.#lastWakeNs ? this.#wakesNow + 1 : 0;
    this.#lastWakeNs = nowNs;
    if (this.#wakesNow > MAX_WAKES_AT_ONE_TIME) {
      fail(
        `the strategy sends orders without end at ${nowNs} ns; with zero latency time stands still`,
      );
    }
    this.#kernel.wake(nowNs);
  }

  #nextFeedNs(mask: number): number {
    let next = NEVER;
    if (mask === 0) return next;
    for (const feed of this.#feeds) next = Math.min(next, feed.nextWakeNs(mask));
    return next;
  }

  #nextAnswerNs(): number {
    let next = NEVER;
    for (const venue of this.#venues) next = Math.min(next, venue.answers.headNs);
    return next;
  }

  /**
   * Runs the venues to `wanted`, or to the first answer that arrives before. Those that can answer
   * go in step, so that none has gone past the arrival of an answer from another.
   */
  #runVenues(wanted: number): number {
    if (this.#venues.length === 1) return this.#venues[0]!.runTo(wanted);
    let until = wanted;
    for (;;) {
      let first: VenueMarket | undefined;
      let firstNs = NEVER;
      let secondNs = NEVER;
      for (const venue of this.#venues) {
        if (!venue.mayAnswer(until)) continue;
        const next = venue.nextNs;
        if (next < firstNs) {
          secondNs = firstNs;
          firstNs = next;
          first = venue;
        } else if (next < secondNs) {
          secondNs = next;
        }
      }
      if (first === undefined || firstNs > until) break;
      first.runTo(Math.min(until, secondNs));
      until = Math.min(until, first.answers.headNs);
    }
    for (const venue of this.#venues) venue.runTo(until);
    return until;
  }

  #applyFeeds(untilNs: number): void {
    const { markets } = this.#kernel;
    for (let m = 0; m < markets.length; m++) {
      const feed = this.#feeds[m]!;
      do {
        feed.index = markets[m]!.applyRows(feed.rows, feed.index, untilNs, feed.offsetNs);
      } while (feed.atEnd && feed.nextTape());
    }
  }

  #applyAnswers(untilNs: number): void {
    for (const venue of this.#venues) {
      const { answers } = venue;
      while (answers.headNs <= untilNs) {
        const at = answers.headNs;
        if (at === NEVER) return;
        this.#kernel.advance(at);
        this.#applyAnswer(venue, at);
        answers.shift();
      }
    }
  }

  #applyAnswer({ answers }: VenueMarket, atNs: number): void {
    const kernel = this.#kernel;
    const kind = answers.field(ANSWER.kind);
    const id = answers.field(ANSWER.orderId);
    const exchNs = answers.field(ANSWER.exchNs);
    const priceTicks = answers.field(ANSWER.priceTicks);
    if (kind === ANSWER_FILLED) {
      const lots = answers.field(ANSWER.qtyLots);
      const maker = answers.field(ANSWER.maker) === 1;
      const reason = answers.field(ANSWER.reason);
      this.#fills.add({ id, exchNs, localNs: atNs, priceTicks, lots, maker, reason });
      kernel.filled(id, exchNs, priceTicks, lots, maker);
    } else if (kind === ANSWER_ACCEPTED) {
      kernel.accepted(id, exchNs);
    } else if (kind === ANSWER_CANCELED) {
      kernel.ended(id, exchNs, "canceled");
    } else if (kind === ANSWER_EXPIRED) {
      kernel.ended(id, exchNs, "expired");
    } else if (kind === ANSWER_LOST) {
      kernel.ended(id, exchNs, "rejected", "the request did not reach the venue");
    } else if (kind === ANSWER_AMENDED) {
      kernel.amended(id, exchNs, priceTicks, answers.field(ANSWER.leavesLots));
    } else if (kind === ANSWER_CANCEL_REFUSED || kind === ANSWER_AMEND_REFUSED) {
      kernel.refused(id, kind === ANSWER_CANCEL_REFUSED ? "cancel" : "amend");
    } else {
      fail(`a venue answered with kind ${kind}`);
    }
  }

  /** Whether any row is still to come on either clock. */
  #rowsLeft(): boolean {
    for (let m = 0; m < this.#venues.length; m++) {
      if (this.#venues[m]!.nextRowNs !== NEVER || this.#feeds[m]!.nextNs() !== NEVER) return true;
    }
    return false;
  }

  /** Answers what is under way. */
  #settle(): void {
    for (let until = 0; until !== NEVER;) {
      until = this.#runVenues(this.#nextAnswerNs());
      this.#applyAnswers(until);
    }
  }
}
