import type { AccountState } from "@mexoms/core/internal";
import {
  ANSWER,
  ANSWER_FIELDS,
  type OpenVenues,
  REQUEST,
  REQUEST_FIELDS,
  type VenueMarket,
  VenueSchedule,
} from "@mexoms/sim/internal";

/** Takes what simulated venues tell, in the order in which it reaches us. */
export interface PaperAnswers {
  /** Fields of an answer; good until this returns. `state` is that of the account, when it changed. */
  answer(market: number, answer: Float64Array, state: AccountState | undefined): void;
}

/**
 * Simulated markets that go on with the time of a session: what arrives now is handled after all that
 * the tapes say happened until now. The rules, and so the executions, are those of a backtest.
 */
export class PaperMarkets {
  /** Time that all markets have reached. */
  nowNs = 0;
  readonly #venues: readonly VenueMarket[];
  readonly #accounts: OpenVenues["accounts"];
  readonly #sent: OpenVenues["sent"];
  readonly #cursors: OpenVenues["cursors"];
  readonly #schedule: VenueSchedule;
  readonly #answer: Float64Array = new Float64Array(ANSWER_FIELDS);
  /** How many requests of the message that is being sent each account has, by its number. */
  readonly #batches: Int32Array;

  constructor(open: OpenVenues, endNs: number) {
    this.#venues = open.venues;
    this.#accounts = open.accounts;
    this.#sent = open.sent;
    this.#cursors = open.cursors;
    this.#batches = new Int32Array(open.accounts.all.length);
    this.#schedule = new VenueSchedule({ venues: open.venues, sent: open.sent });
    for (const venue of open.venues) venue.closeAt(endNs);
  }

  /**
   * Sends a request, its fields from `index` on, to a market, where it arrives after the latency of
   * the model. Times are not before `nowNs`. What goes out at one time arrives in order.
   */
  send(market: number, fields: Float64Array, index: number, nowNs: number): void {
    const { requests, answers } = this.#venues[market]!;
    const { draft } = requests;
    for (let i = 0; i < REQUEST_FIELDS; i++) draft[i] = fields[index + i]!;
    draft[REQUEST.served] = 0;
    draft[REQUEST.event] = 0;
    const account = this.#accountOf(market, draft[REQUEST.account]!);
    draft[REQUEST.account] = account;
    // The places of a message are counted for each account, whose connection it goes out on.
    if (draft[REQUEST.batch] === 0) this.#batches.fill(0);
    draft[REQUEST.batch] = this.#batches[account]!;
    this.#batches[account]! += 1;
    this.#accounts.all[account]!.connection.send(requests, answers, nowNs);
    this.#sent.add(market);
  }

  /** Lets everything happen until `untilNs`, and tells what reaches us until then. */
  run(untilNs: number, answers: PaperAnswers): number {
    const schedule = this.#schedule;
    let told = 0;
    do {
      schedule.renew();
      schedule.untilNs = untilNs;
      schedule.run();
      const reachedNs = schedule.untilNs;
      while (schedule.answerNs <= reachedNs) {
        this.#tell(this.#firstToTell(), answers);
        told += 1;
      }
    } while (schedule.untilNs < untilNs);
    // Where nothing is open nothing was due. Such a market follows now: not when an order waits.
    for (const venue of this.#venues) {
      if (venue.untilNs >= untilNs) continue;
      venue.untilNs = untilNs;
      venue.run();
    }
    this.nowNs = untilNs;
    return told;
  }

  /** No request waits to be handled and no answer is on its way. */
  get isIdle(): boolean {
    return this.#venues.every(({ requests, answers }) => requests.length + answers.length === 0);
  }

  close(): void {
    for (const cursor of this.#cursors) cursor.close();
  }

  /**
   * The market whose first answer is the next to be told. An account may trade on several markets, and
   * on its connection nothing overtakes: of answers that arrive together the earlier one goes first.
   */
  #firstToTell(): number {
    const { answerNs, answering } = this.#schedule;
    let first = answering;
    let exchNs = this.#venues[first]!.answers.field(ANSWER.exchNs);
    for (let m = first + 1; m < this.#venues.length; m++) {
      const { answers } = this.#venues[m]!;
      if (answers.headNs !== answerNs || answers.field(ANSWER.exchNs) >= exchNs) continue;
      first = m;
      exchNs = answers.field(ANSWER.exchNs);
    }
    return first;
  }

  /** Tells the first answer of a market. */
  #tell(market: number, to: PaperAnswers): void {
    const venue = this.#venues[market]!;
    const { answers } = venue;
    const state = venue.takeState();
    for (let i = 0; i < ANSWER_FIELDS; i++) this.#answer[i] = answers.field(i);
    // Numbers of this process, which mean nothing elsewhere.
    this.#answer[ANSWER.state] = 0;
    this.#answer[ANSWER.logRecord] = 0;
    answers.shift();
    this.#schedule.findAnswer(market);
    to.answer(market, this.#answer, state);
  }

  /** The account that a request goes to: the one it names, if it trades there, or the market's own. */
  #accountOf(market: number, named: number): number {
    const { opened, defaults } = this.#accounts;
    const trades = opened[named]?.options.markets.includes(market) === true;
    return trades ? named : defaults[market]!;
  }
}
