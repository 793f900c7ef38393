import { fail, type Kernel, NEVER } from "@mexoms/core/internal";
import type { TapeCursor } from "../tape/tape-cursor.ts";
import type { FillLog } from "../run/fill-log.ts";
import type { Sampler } from "../run/sampler.ts";
import {
  ANSWER,
  ANSWER_ACCEPTED,
  ANSWER_ACCOUNT,
  ANSWER_AMEND_REFUSED,
  ANSWER_AMENDED,
  ANSWER_CANCELED,
  ANSWER_CANCEL_REFUSED,
  ANSWER_EXPIRED,
  ANSWER_FILLED,
  ANSWER_REJECTED,
  ANSWER_VENUE_ORDER,
} from "../venue/messages.ts";
import type { MessageQueue } from "../venue/message-queue.ts";
import { REJECTIONS } from "../venue/rejections.ts";
import type { VenueMarket } from "../venue/venue-market.ts";

/** Wakes at one instant after which a strategy is said to be chasing its own answers. */
const MAX_WAKES_AT_ONE_TIME = 100_000;

/**
 * When a run ends. "last-row": with the data; requests that are under way then are still answered,
 * and the strategy is told with stop, without another wake. "last-answer": the strategy goes on being
 * woken until nothing is under way, as in hftbacktest; one that never stops asking never ends.
 */
export type EndOfRun = "last-row" | "last-answer";

/**
 * Drives a kernel from tapes and simulated venues. Everything that happens up to an instant is
 * applied, on the venues' side and then on ours; then the strategy is woken once. An instant is due
 * when a timer is, when an answer arrives, or when a row arrives that the strategy listens to.
 *
 * The last instant brings `stop`, not a wake; see EndOfRun.
 */
export class Simulation {
  readonly #kernel: Kernel;
  readonly #venues: readonly VenueMarket[];
  readonly #feeds: readonly TapeCursor[];
  readonly #fills: FillLog;
  readonly #sampler: Sampler;
  readonly #end: EndOfRun;
  readonly #endNs: number;
  #reachedNs = 0;
  /** The instant that is being worked toward: a field, for the reason that RowFeed tells. */
  #untilNs = 0;
  #feedNs: number = NEVER;
  #lastWakeNs = -1;
  #wakesNow = 0;

  constructor(options: {
    kernel: Kernel;
    venues: readonly VenueMarket[];
    /** Our sequence of each instrument's rows, in the order of the kernel's markets. */
    feeds: readonly TapeCursor[];
    fills: FillLog;
    sampler: Sampler;
    end: EndOfRun;
    /** Time of the last row. */
    endNs: number;
  }) {
    this.#kernel = options.kernel;
    this.#venues = options.venues;
    this.#feeds = options.feeds;
    this.#fills = options.fills;
    this.#sampler = options.sampler;
    this.#end = options.end;
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
      this.#findInstant();
      this.#runVenues();
      this.#applyFeeds();
      this.#applyAnswers();
      if (!this.#rowsLeft() && (this.#end === "last-row" || !this.#isUnderWay())) {
        this.#settle();
        return false;
      }
      const until = this.#untilNs;
      this.#reachedNs = until;
      if (until >= sampler.nextNs) sampler.sample(until);
      if (kernel.timers.nextNs <= until || this.#feedNs <= until || kernel.hasNews) {
        this.#wake(until);
      }
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

  /** Sets the instant to the next thing that is due, and `#feedNs` to the next row that wakes. */
  #findInstant(): void {
    const { timers, markets } = this.#kernel;
    this.#feedNs = NEVER;
    this.#untilNs = Math.min(timers.nextNs, this.#sampler.nextNs);
    for (let m = 0; m < this.#venues.length; m++) {
      const feed = this.#feeds[m]!;
      feed.findWake(markets[m]!.wakeMask);
      if (feed.wakeNs < this.#feedNs) this.#feedNs = feed.wakeNs;
      const { answers } = this.#venues[m]!;
      if (answers.headNs < this.#untilNs) this.#untilNs = answers.headNs;
    }
    if (this.#feedNs < this.#untilNs) this.#untilNs = this.#feedNs;
  }

  /**
   * Runs the venues to the instant, or to the first answer that arrives before, which becomes the
   * instant. Those that can answer go in step, so that none has gone past the arrival of an answer
   * from another.
   */
  #runVenues(): void {
    if (this.#venues.length === 1) {
      const only = this.#venues[0]!;
      only.untilNs = this.#untilNs;
      only.run();
      this.#untilNs = only.untilNs;
      return;
    }
    while (this.#runFirstVenue());
    for (const venue of this.#venues) {
      venue.untilNs = this.#untilNs;
      venue.run();
    }
  }

  /** Runs the venue that is next, up to the next thing at another. False when none is due. */
  #runFirstVenue(): boolean {
    let first: VenueMarket | undefined;
    let firstNs = NEVER;
    let secondNs = NEVER;
    for (const venue of this.#venues) {
      if (!venue.mayAnswer(this.#untilNs)) continue;
      const next = venue.nextNs;
      if (next < firstNs) {
        secondNs = firstNs;
        firstNs = next;
        first = venue;
      } else if (next < secondNs) {
        secondNs = next;
      }
    }
    if (first === undefined || firstNs > this.#untilNs) return false;
    first.untilNs = Math.min(this.#untilNs, secondNs);
    first.run();
    this.#untilNs = Math.min(this.#untilNs, first.answers.headNs);
    return true;
  }

  #applyFeeds(): void {
    const { markets } = this.#kernel;
    for (let m = 0; m < markets.length; m++) {
      const feed = this.#feeds[m]!;
      feed.untilNs = this.#untilNs;
      do markets[m]!.applyRows(feed);
      while (feed.atEnd && feed.nextBlock());
    }
  }

  #applyAnswers(): void {
    for (let m = 0; m < this.#venues.length; m++) {
      const venue = this.#venues[m]!;
      const { answers } = venue;
      while (answers.length > 0 && answers.headNs <= this.#untilNs) {
        const at = answers.headNs;
        this.#kernel.advance(at);
        this.#applyAnswer(venue, at);
        answers.shift();
      }
    }
  }

  #applyAnswer(venue: VenueMarket, atNs: number): void {
    const kernel = this.#kernel;
    const { answers } = venue;
    const state = venue.takeState();
    if (state) kernel.accountChanged(answers.field(ANSWER.account), state);
    const kind = answers.field(ANSWER.kind);
    const id = answers.field(ANSWER.orderId);
    const exchNs = answers.field(ANSWER.exchNs);
    const priceTicks = answers.field(ANSWER.priceTicks);
    if (kind === ANSWER_FILLED) {
      const lots = answers.field(ANSWER.qtyLots);
      const maker = answers.field(ANSWER.maker) === 1;
      const reason = answers.field(ANSWER.reason);
      const leavesLots = answers.field(ANSWER.leavesLots);
      const localNs = atNs;
      this.#fills.add({
        id: kernel.desk.byId(id).id,
        exchNs,
        localNs,
        priceTicks,
        lots,
        leavesLots,
        maker,
        reason,
      });
      kernel.filled(id, exchNs, priceTicks, lots, maker);
    } else if (kind === ANSWER_ACCEPTED) {
      kernel.accepted(id, exchNs);
    } else if (kind === ANSWER_CANCELED) {
      kernel.ended(id, exchNs, "canceled", reasonOf(answers));
    } else if (kind === ANSWER_EXPIRED) {
      kernel.ended(id, exchNs, "expired", reasonOf(answers));
    } else if (kind === ANSWER_REJECTED) {
      kernel.ended(id, exchNs, "rejected", reasonOf(answers));
    } else if (kind === ANSWER_AMENDED) {
      kernel.amended(id, exchNs, priceTicks, answers.field(ANSWER.leavesLots));
    } else if (kind === ANSWER_CANCEL_REFUSED || kind === ANSWER_AMEND_REFUSED) {
      const what = kind === ANSWER_CANCEL_REFUSED ? "cancel" : "amend";
      kernel.refused(id, what, reasonOf(answers));
    } else if (kind === ANSWER_VENUE_ORDER) {
      const side = answers.field(ANSWER.maker);
      const lots = answers.field(ANSWER.leavesLots);
      const account = answers.field(ANSWER.account);
      kernel.adopted({ id, market: venue.market, account, side, lots });
    } else if (kind !== ANSWER_ACCOUNT) {
      fail(`a venue answered with kind ${kind}`);
    }
  }

  /** Whether any row is still to come on either clock. */
  #rowsLeft(): boolean {
    for (let m = 0; m < this.#venues.length; m++) {
      if (this.#venues[m]!.hasRows || this.#feeds[m]!.hasNext()) return true;
    }
    return false;
  }

  /** Whether a request or an answer is on its way. */
  #isUnderWay(): boolean {
    return this.#venues.some((venue) => venue.requests.length > 0 || venue.answers.length > 0);
  }

  /** Answers what is under way. */
  #settle(): void {
    for (;;) {
      this.#untilNs = NEVER;
      for (const { answers } of this.#venues) {
        this.#untilNs = Math.min(this.#untilNs, answers.headNs);
      }
      this.#runVenues();
      if (this.#untilNs === NEVER) return;
      this.#applyAnswers();
    }
  }
}

/** Why the first answer of a queue says what it says, undefined when it needs no reason. */
function reasonOf(answers: MessageQueue): string | undefined {
  const code = answers.field(ANSWER.reason);
  return code === 0 ? undefined : REJECTIONS[code];
}
