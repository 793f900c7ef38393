import type { AccountState } from "@mexoms/core/internal";
import {
  ANSWER,
  ANSWER_FIELDS,
  REQUEST,
  REQUEST_AMEND,
  REQUEST_CANCEL,
  REQUEST_CANCEL_ALL,
  REQUEST_SUBMIT,
} from "@mexoms/sim/internal";
import type { Agent } from "../agent.ts";
import { GATEWAY_EVENT, GATEWAY_REQUEST, HEADER, HEADER_FIELDS } from "../link/messages.ts";
import { reportTexts } from "../link/report-text.ts";
import type { MessageView } from "../link/venue-gateway.ts";
import type { ReportRequest } from "../link/venue-report.ts";
import type { VenueRequests, VenueServer } from "../link/venue-server.ts";
import { accountText } from "../kernel/account-text.ts";
import type { PaperAnswers, PaperMarkets } from "./paper-markets.ts";
import type { VenueStore } from "./venue-store.ts";

/** Requests that are taken in at once: what arrives together. */
const REQUESTS_AT_ONCE = 1_024;

/** What else sees what the venue tells: its ledger. */
export interface VenueWatcher {
  told(market: number, answer: Float64Array): void;
}

/** A request for a report, who asked, and how many orders had come before it. */
interface AskedReport {
  readonly request: ReportRequest;
  readonly generation: number;
  readonly orders: number;
}

/**
 * A venue that fills orders on a recording, as a process other than the engine's would see it: takes
 * requests off a link, tells what happens, knows every order of the session and answers reports.
 *
 * A request arrives when it is polled, after every row and request before it; no two polls are at one
 * time. With a latency model it arrives that much later. It goes on after the end of its tapes, on
 * the book as it was last.
 */
export class PaperVenue implements Agent, VenueRequests, PaperAnswers {
  readonly role: string = "paper venue";
  readonly store: VenueStore;
  /** Messages that came from engines. */
  requests = 0;
  /** Requests that could not be understood; each was told to `onProblem`. */
  malformed = 0;
  readonly #markets: PaperMarkets;
  readonly #count: number;
  readonly #server: VenueServer;
  readonly #watcher: VenueWatcher;
  readonly #onProblem: (problem: string) => void;
  readonly #lastRowNs: number;
  readonly #heartbeatNs: number;
  readonly #stuckNs: number;
  readonly #event: Float64Array = new Float64Array(HEADER_FIELDS + ANSWER_FIELDS);
  readonly #empty: Float64Array = new Float64Array(HEADER_FIELDS);
  readonly #asked: AskedReport[] = [];
  readonly #decoder = new TextDecoder();
  /** What is left to be told of reports, and of which generation. */
  #texts: string[] = [];
  #textsOf = 0;
  #stuckSinceNs = 0;
  /** Arrival of what is polled now. */
  #arrivalNs = 0;
  /** Time that is being worked toward. */
  #nowNs = 0;
  #toldNs = 0;
  /** Generation that was told that the tapes are over. */
  #endTold = 0;

  constructor(options: {
    markets: PaperMarkets;
    /** How many markets there are. */
    count: number;
    server: VenueServer;
    store: VenueStore;
    watcher: VenueWatcher;
    onProblem: (problem: string) => void;
    /** Time of the last row of the tapes on either clock. */
    lastRowNs: number;
    /** How long nothing is told before a heartbeat is, in time of the session. */
    heartbeatNs: number;
    /** How long an engine may take nothing of a report before it is given up, likewise. */
    stuckNs: number;
  }) {
    this.#markets = options.markets;
    this.#count = options.count;
    this.#server = options.server;
    this.store = options.store;
    this.#watcher = options.watcher;
    this.#onProblem = options.onProblem;
    this.#lastRowNs = options.lastRowNs;
    this.#heartbeatNs = options.heartbeatNs;
    this.#stuckNs = options.stuckNs;
  }

  /** Nothing is under way: the tapes are over and everything that came is answered. */
  get isOver(): boolean {
    return this.#markets.nowNs > this.#lastRowNs && this.#markets.isIdle;
  }

  doWork(nowNs: number): number {
    if (this.#texts.length > 0 && !this.#goOnTelling(nowNs)) return 0;
    this.#arrivalNs = Math.max(nowNs, this.#markets.nowNs + 1);
    const taken = this.#server.poll(this, REQUESTS_AT_ONCE);
    this.requests += taken;
    const untilNs = taken > 0 ? this.#arrivalNs : Math.max(nowNs, this.#markets.nowNs);
    this.#nowNs = untilNs;
    const told = this.#markets.run(untilNs, this);
    if (told > 0) this.#toldNs = untilNs;
    const reports = this.#asked.length > 0 ? this.#answerReports(untilNs) : 0;
    this.#tellWhatIsDue(untilNs, taken);
    return taken + told + reports;
  }

  request(message: MessageView): void {
    const { fields, index } = message;
    const kind = fields[index + HEADER.kind]!;
    const market = fields[index + HEADER.market]!;
    if (kind === GATEWAY_REQUEST.report) {
      this.#ask(message);
      return;
    }
    const isKnown =
      kind === REQUEST_SUBMIT ||
      kind === REQUEST_CANCEL ||
      kind === REQUEST_AMEND ||
      kind === REQUEST_CANCEL_ALL;
    if (!isKnown || !(market >= 0 && market < this.#count) || !Number.isInteger(market)) {
      this.#malformed(`kind ${kind} for market ${market}`);
      return;
    }
    // The clock was read before the poll: nothing arrives before it was sent.
    this.#arrivalNs = Math.max(this.#arrivalNs, fields[index + HEADER.sentNs]!);
    const body = index + HEADER_FIELDS;
    if (kind === REQUEST_SUBMIT && !this.#isNew(market, fields, body)) return;
    this.#markets.send(market, fields, body, this.#arrivalNs);
  }

  answer(market: number, answer: Float64Array, state: AccountState | undefined): void {
    if (this.store.told(market, answer)) this.#watcher.told(market, answer);
    const event = this.#event;
    event[HEADER.kind] = answer[ANSWER.kind]!;
    event[HEADER.market] = market;
    event[HEADER.sentNs] = this.#nowNs;
    event[HEADER.account] = state === undefined ? 0 : 1;
    for (let i = 0; i < ANSWER_FIELDS; i++) event[HEADER_FIELDS + i] = answer[i]!;
    if (state === undefined) this.#server.send(event, ANSWER_FIELDS);
    else this.#server.send(event, ANSWER_FIELDS, accountText(state));
  }

  close(): void {
    this.#server.close();
    this.#markets.close();
  }

  /** Notes an order that comes. False, and a problem, for one that came before. */
  #isNew(market: number, fields: Float64Array, body: number): boolean {
    if (this.store.sent(market, fields, body)) return true;
    const orderId = fields[body + REQUEST.orderId]!;
    this.#onProblem(`order ${orderId} was sent twice; the second one is not taken`);
    return false;
  }

  #ask(message: MessageView): void {
    const { bytes, textStart, textBytes } = message;
    const text = this.#decoder.decode(bytes.subarray(textStart, textStart + textBytes));
    const request = reportRequest(text);
    if (request === undefined) this.#malformed(`report ${text.slice(0, 100)}`);
    else {
      const { generation } = this.#server;
      this.#asked.push({ request, generation, orders: this.store.orders.length });
    }
  }

  #malformed(what: string): void {
    this.malformed += 1;
    this.#onProblem(`a request is not understood: ${what}`);
  }

  /** Answers those reports all of whose orders have arrived, one by one. */
  #answerReports(nowNs: number): number {
    let answered = 0;
    for (let first = this.#asked[0]; first !== undefined; first = this.#asked[0]) {
      if (this.#texts.length > 0 || this.store.orders.awaits(first.orders)) break;
      this.#asked.shift();
      if (first.generation !== this.#server.generation) continue;
      this.#texts = reportTexts(this.store.report(first.request, nowNs));
      this.#textsOf = first.generation;
      this.#stuckSinceNs = nowNs;
      this.#goOnTelling(nowNs);
      answered += 1;
    }
    return answered;
  }

  /** Tells what is left of a report. False while there is no room: nothing may overtake it. */
  #goOnTelling(nowNs: number): boolean {
    const { generation } = this.#server;
    if (this.#textsOf !== generation) this.#texts = [];
    const header = this.#empty.fill(0);
    header[HEADER.kind] = GATEWAY_EVENT.report;
    header[HEADER.market] = -1;
    header[HEADER.sentNs] = this.#nowNs;
    for (let text = this.#texts[0]; text !== undefined; text = this.#texts[0]) {
      header[HEADER.more] = this.#texts.length > 1 ? 1 : 0;
      if (!this.#server.offer(header, 0, text)) {
        const waitsFor = nowNs - this.#stuckSinceNs;
        if (waitsFor < this.#stuckNs && !this.#server.superseded) return false;
        this.#server.drop();
        this.#texts = [];
        return true;
      }
      this.#stuckSinceNs = nowNs;
      this.#texts.shift();
    }
    this.#toldNs = this.#nowNs;
    return true;
  }

  /** The end of the tapes, once for each generation; a heartbeat when nothing else was told. */
  #tellWhatIsDue(nowNs: number, taken: number): void {
    const server = this.#server;
    if (!server.connected || this.#texts.length > 0) return;
    if (this.#endTold !== server.generation && taken === 0 && this.isOver) {
      this.#endTold = server.generation;
      this.#tellBare(GATEWAY_EVENT.end, nowNs);
    } else if (nowNs - this.#toldNs >= this.#heartbeatNs) {
      this.#tellBare(GATEWAY_EVENT.heartbeat, nowNs);
    }
  }

  #tellBare(kind: number, nowNs: number): void {
    const header = this.#empty.fill(0);
    header[HEADER.kind] = kind;
    header[HEADER.market] = -1;
    header[HEADER.sentNs] = nowNs;
    this.#server.send(header, 0);
    this.#toldNs = nowNs;
  }
}

/** Undefined for a text that is no request for a report. */
function reportRequest(text: string): ReportRequest | undefined {
  try {
    const { id, orderIds, sinceTradeId } = JSON.parse(text) as Partial<ReportRequest>;
    if (typeof id !== "number" || !Array.isArray(orderIds)) return undefined;
    return Array.isArray(sinceTradeId) ? { id, orderIds, sinceTradeId } : undefined;
  } catch {
    return undefined;
  }
}
