import { fail, type Kernel, type MarketSet, NEVER } from "@mexoms/core/internal";
import type { TapeCursor } from "../tape/tape-cursor.ts";
import type { FillLog } from "../run/fill-log.ts";
import type { Questions } from "../run/questions.ts";
import type { Sampler } from "../run/sampler.ts";
import { ANSWER } from "../venue/messages.ts";
import type { VenueMarket } from "../venue/venue-market.ts";
import { applyAnswer } from "./apply-answer.ts";
import { FeedSchedule } from "./feed-schedule.ts";
import { VenueSchedule } from "./venue-schedule.ts";

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
  readonly #venueSchedule: VenueSchedule;
  readonly #feedSchedule: FeedSchedule;
  readonly #fills: FillLog;
  readonly #sampler: Sampler;
  readonly #questions: Questions;
  readonly #end: EndOfRun;
  readonly #endNs: number;
  readonly #lastRowNs: number;
  #reachedNs = 0;
  /** The instant that is being worked toward: a field, for the reason that RowFeed tells. */
  #untilNs = 0;
  #feedNs: number = NEVER;
  #lastWakeNs = -1;
  #wakesNow = 0;

  constructor(options: {
    kernel: Kernel;
    /** In the order of the kernel's markets. */
    venues: readonly VenueMarket[];
    /** Where the gateway notes the markets that it sends requests to. */
    sent: MarketSet;
    /** Our sequence of each instrument's rows, in the order of the kernel's markets. */
    feeds: readonly TapeCursor[];
    fills: FillLog;
    sampler: Sampler;
    questions: Questions;
    end: EndOfRun;
    /** Time of the run's end, for the last sample. */
    endNs: number;
    /** Time of the last row on either clock. */
    lastRowNs: number;
  }) {
    const { kernel, venues, sent, feeds } = options;
    this.#kernel = kernel;
    this.#venues = venues;
    this.#venueSchedule = new VenueSchedule({ venues, sent });
    const { markets, remasked } = kernel;
    this.#feedSchedule = new FeedSchedule({ markets, remasked, feeds });
    this.#lastRowNs = options.lastRowNs;
    this.#fills = options.fills;
    this.#sampler = options.sampler;
    this.#questions = options.questions;
    this.#end = options.end;
    this.#endNs = options.endNs;
    for (const venue of options.venues) venue.closeAt(options.endNs);
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
    const questions = this.#questions;
    for (let n = 0; n < instants; n++) {
      this.#findInstant();
      this.#runVenues();
      this.#applyFeeds();
      this.#applyAnswers();
      const rowsLeft = this.#untilNs < this.#lastRowNs;
      if (!rowsLeft && (this.#end === "last-row" || !this.#venueSchedule.isUnderWay)) {
        this.#settle();
        return false;
      }
      const until = this.#untilNs;
      this.#reachedNs = until;
      if (until >= sampler.nextNs) sampler.sample(until);
      if (kernel.timers.nextNs <= until || this.#feedNs <= until || kernel.hasNews) {
        this.#wake(until);
      }
      if (until >= questions.nextNs) questions.ask(until);
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
    const feeds = this.#feedSchedule;
    const venues = this.#venueSchedule;
    feeds.renew();
    venues.renew();
    this.#feedNs = feeds.wakeNs;
    this.#untilNs = Math.min(
      this.#kernel.timers.nextNs,
      this.#sampler.nextNs,
      this.#questions.nextNs,
      this.#feedNs,
      venues.answerNs,
    );
  }

  /** Runs the venues to the instant, or to the first answer before it, which becomes the instant. */
  #runVenues(): void {
    const venues = this.#venueSchedule;
    venues.untilNs = this.#untilNs;
    venues.run();
    this.#untilNs = venues.untilNs;
  }

  #applyFeeds(): void {
    this.#feedSchedule.untilNs = this.#untilNs;
    this.#feedSchedule.apply();
  }

  #applyAnswers(): void {
    const schedule = this.#venueSchedule;
    while (schedule.answerNs <= this.#untilNs) {
      const m = schedule.answering;
      const venue = this.#venues[m]!;
      const { answers } = venue;
      while (answers.length > 0 && answers.headNs <= this.#untilNs) {
        const at = answers.headNs;
        this.#kernel.advance(at);
        this.#applyAnswer(venue, at);
        answers.shift();
      }
      schedule.findAnswer(m);
    }
  }

  #applyAnswer(venue: VenueMarket, atNs: number): void {
    const kernel = this.#kernel;
    const { answers } = venue;
    const state = venue.takeState();
    if (state) kernel.accountChanged(answers.field(ANSWER.account), state);
    venue.log.told(answers);
    if (!applyAnswer(kernel, answers, venue.market) || !this.#fills.keeps) return;
    this.#fills.add({
      id: kernel.desk.byId(answers.field(ANSWER.orderId)).id,
      exchNs: answers.field(ANSWER.exchNs),
      localNs: atNs,
      priceTicks: answers.field(ANSWER.priceTicks),
      lots: answers.field(ANSWER.qtyLots),
      leavesLots: answers.field(ANSWER.leavesLots),
      maker: answers.field(ANSWER.maker) === 1,
      reason: answers.field(ANSWER.reason),
      logRow: answers.field(ANSWER.logRecord) - 1,
    });
  }

  /** Answers what is under way. */
  #settle(): void {
    for (;;) {
      this.#venueSchedule.renew();
      this.#untilNs = this.#venueSchedule.answerNs;
      this.#runVenues();
      if (this.#untilNs === NEVER) return;
      this.#applyAnswers();
    }
  }
}
