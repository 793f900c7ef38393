import type { ReportedOrder, ReportRequest, VenueReport } from "../link/venue-report.ts";
import type { Oms } from "./oms.ts";
import { type ImpliedEvent, reconcile, type Reconciliation } from "./reconcile.ts";

/** What a reconciler does to its engine. */
export interface ReconcilerPorts {
  /** Asks the venue for a report. False when that cannot be sent now. */
  ask(request: ReportRequest): boolean;
  /** Takes an event in as if the venue had told it. */
  take(event: ImpliedEvent): void;
  /** Asks the venue to cancel an order that nobody here knows. */
  cancelOrphan(order: ReportedOrder): void;
  /** Nothing but cancels leaves from here on. */
  suspend(why: string): void;
  /** All is clean. */
  resume(): void;
  note(text: string): void;
}

/** Times of a reconciler, in the session's nanoseconds. */
export interface ReconcilerTimes {
  /** Between two reports when there is no doubt. */
  readonly everyNs: number;
  /** Between two reports while there is one. */
  readonly retryNs: number;
  /** What the venue changed so recently may still be on its way. */
  readonly graceNs: number;
  /** A report that does not come for so long is asked for again. */
  readonly answerTimeoutNs: number;
}

/** So that a request for a report fits a message. */
const IDS_AT_ONCE = 1_000;
const NEVER = Number.POSITIVE_INFINITY;

/**
 * Asks the venue how things stand, at the start, after each connection, every few seconds and
 * whenever there is a doubt; takes in what was missed, has orphans canceled, and says when all is
 * clean. While it is not, the engine is suspended.
 */
export class Reconciler {
  /** When all was last found equal; -1 for never. */
  cleanNs = -1;
  /** Reports that were looked at. */
  reports = 0;
  readonly #oms: Oms;
  readonly #ports: ReconcilerPorts;
  readonly #times: ReconcilerTimes;
  #dueNs = 0;
  #asked: ReportRequest | undefined = undefined;
  #askedNs = 0;
  /** Nothing was on its way when the report was asked for. */
  #askedFresh = false;
  #fresh = true;
  #id = 0;
  /** Why the engine is suspended. */
  #doubt: string | undefined = "not reconciled yet";

  /** `cleanNs`: when all was found equal before; without it nothing is certain yet. */
  constructor(options: {
    oms: Oms;
    ports: ReconcilerPorts;
    times: ReconcilerTimes;
    cleanNs?: number;
  }) {
    this.#oms = options.oms;
    this.#ports = options.ports;
    this.#times = options.times;
    if (options.cleanNs === undefined) return;
    this.cleanNs = options.cleanNs;
    this.#dueNs = options.cleanNs + options.times.everyNs;
    this.#doubt = undefined;
    this.#fresh = false;
  }

  /** Why nothing but cancels is sent; undefined when all is clean. */
  get doubt(): string | undefined {
    return this.#doubt;
  }

  /** The connection is a new one: what was on its way is lost, and nothing is on its way now. */
  connected(): void {
    this.#asked = undefined;
    this.#fresh = true;
    this.#dueNs = 0;
    this.doubted("connected anew");
  }

  /** Something is not certain: suspends at once, and asks as soon as possible. */
  doubted(why: string): void {
    if (this.#asked === undefined) this.#dueNs = 0;
    if (this.#doubt !== undefined) return;
    this.#doubt = why;
    this.#ports.suspend(why);
  }

  /** Asks when that is due. Returns the work done. */
  doWork(nowNs: number): number {
    if (this.#asked !== undefined) {
      if (nowNs < this.#askedNs + this.#times.answerTimeoutNs) return 0;
      this.#asked = undefined;
      this.#dueNs = 0;
      this.doubted("the venue did not report in time");
    }
    if (nowNs < this.#dueNs) return 0;
    const request: ReportRequest = {
      id: this.#id + 1,
      orderIds: this.#idsToAsk(),
      sinceTradeId: this.#oms.settledTradeIds,
    };
    if (!this.#ports.ask(request)) {
      this.#dueNs = nowNs + this.#times.retryNs;
      return 0;
    }
    this.#id += 1;
    this.#asked = request;
    this.#askedNs = nowNs;
    this.#askedFresh = this.#fresh;
    this.#fresh = false;
    this.#dueNs = NEVER;
    return 1;
  }

  /** A report has come; everything that was told before it must have been taken in. */
  reported(report: VenueReport, nowNs: number): void {
    const request = this.#asked;
    if (request === undefined || request.id !== report.id) return;
    this.#asked = undefined;
    this.reports += 1;
    const graceNs = this.#askedFresh ? 0 : this.#times.graceNs;
    const found = reconcile({ oms: this.#oms, request, report, graceNs });
    for (const event of found.events) this.#ports.take(event);
    for (const [market, tradeId] of found.tradeIds.entries()) this.#oms.settle(market, tradeId);
    for (const orphan of found.orphans) this.#ports.cancelOrphan(orphan);
    const problem = this.#problem(found);
    if (found.events.length > 0) {
      this.#ports.note(`the venue's report told ${found.events.length} events that had not come`);
    }
    if (problem !== undefined) {
      this.#dueNs = nowNs + this.#times.retryNs;
      if (this.#doubt === undefined) this.doubted(problem);
      else if (this.#doubt !== problem) this.#doubt = problem;
      this.#dueNs = nowNs + this.#times.retryNs;
      return;
    }
    this.#oms.forgetClosed(report.exchNs - this.#times.graceNs);
    this.cleanNs = nowNs;
    this.#dueNs = nowNs + this.#times.everyNs;
    if (this.#doubt === undefined) return;
    this.#doubt = undefined;
    this.#ports.resume();
  }

  /** Orders to ask for; of very many first those in doubt. Open ones are reported in any case. */
  #idsToAsk(): number[] {
    const open = [...this.#oms.open()];
    if (open.length > IDS_AT_ONCE) open.sort((a, b) => Number(b.doubtful) - Number(a.doubtful));
    return open.slice(0, IDS_AT_ONCE).map(({ id }) => id);
  }

  #problem(found: Reconciliation): string | undefined {
    const { orphans, differences, unexplained } = found;
    if (orphans.length > 0) {
      const ids = orphans.map(({ orderId }) => orderId).join(", ");
      return `open at the venue and not known here: ${ids}; being canceled`;
    }
    if (unexplained.length > 0) return unexplained.join("; ");
    const first = differences[0];
    if (first !== undefined) {
      const { market, oursLots, venueLots } = first;
      return `position of instrument ${market}: ${oursLots} lots here, ${venueLots} at the venue`;
    }
    const { unknown } = this.#oms;
    return unknown > 0 ? `${unknown} orders are UNKNOWN` : undefined;
  }
}
