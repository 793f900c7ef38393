import { type MarketSet, NEVER } from "@mexoms/core/internal";
import type { VenueMarket } from "../venue/venue-market.ts";
import { Tournament } from "./tournament.ts";

/**
 * Runs simulated venues in step: none goes past the arrival of an answer from another, since the
 * strategy may react to it. A venue without own orders is left behind until a request reaches it:
 * nobody can see what happens there meanwhile.
 */
export class VenueSchedule {
  /** Time to which `run` goes and, after it, to which it went. */
  untilNs = 0;
  /** Arrival of the first answer, NEVER when none is on its way. */
  answerNs: number = NEVER;
  readonly #venues: readonly VenueMarket[];
  readonly #sent: MarketSet;
  /** The next thing at each venue that may make an answer. */
  readonly #due: Tournament;
  /** Arrival of the first answer of each venue. */
  readonly #answers: Tournament;

  constructor(options: {
    venues: readonly VenueMarket[];
    /** Markets that requests were sent to or scheduled at; cleared once they are taken in. */
    sent: MarketSet;
  }) {
    this.#venues = options.venues;
    this.#sent = options.sent;
    this.#due = new Tournament(this.#venues.length);
    this.#answers = new Tournament(this.#venues.length);
  }

  /** The market of the first answer; of several at one time, the lowest. */
  get answering(): number {
    return this.#answers.first;
  }

  /** Whether a request or an answer is on its way; asked once no row is to come. */
  get isUnderWay(): boolean {
    return this.#due.times[this.#due.first] !== NEVER || this.answerNs !== NEVER;
  }

  /** Takes in the requests that were sent since the last time. */
  renew(): void {
    const sent = this.#sent;
    if (sent.size === 0) return;
    for (let m = sent.next(0); m >= 0; m = sent.next(m + 1)) {
      this.#findDue(m);
      this.findAnswer(m);
    }
    sent.clear();
  }

  /**
   * Runs the venues to `untilNs`, or to the first answer that arrives before, which `untilNs`
   * becomes. What happens at one instant happens in the order of the markets.
   */
  run(): void {
    const due = this.#due;
    for (;;) {
      const m = due.first;
      const at = due.times[m]!;
      if (at > this.untilNs || at === NEVER) return;
      const venue = this.#venues[m]!;
      venue.untilNs = this.untilNs;
      due.findSecond();
      const { second } = due;
      if (second >= 0) {
        const other = due.times[second]!;
        const limit = second > m ? other : Math.max(at, other - 1);
        if (limit < venue.untilNs) venue.untilNs = limit;
      }
      venue.run();
      this.#findDue(m);
      // An account may have scheduled something at another market.
      if (this.#sent.size > 0) this.renew();
      if (venue.answers.headNs !== this.#answers.times[m]) this.findAnswer(m);
      if (venue.answers.headNs < this.untilNs) this.untilNs = venue.answers.headNs;
    }
  }

  /** Takes in that the answers of a market have changed. */
  findAnswer(m: number): void {
    this.#answers.times[m] = this.#venues[m]!.answers.headNs;
    this.#answers.update(m);
    this.answerNs = this.#answers.times[this.#answers.first]!;
  }

  #findDue(m: number): void {
    const venue = this.#venues[m]!;
    venue.findDue();
    this.#due.times[m] = venue.dueNs;
    this.#due.update(m);
  }
}
