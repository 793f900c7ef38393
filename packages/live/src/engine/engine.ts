import { ConfigError } from "@mexoms/core";
import type { Kernel } from "@mexoms/core/internal";
import { ANSWER, ANSWER_FILLED, REQUEST_FIELDS } from "@mexoms/sim/internal";
import { sideName } from "@mexoms/core/internal";
import type { Agent } from "../agent.ts";
import type { ControlAnswer, ControlOrder } from "../control/control-order.ts";
import type { JournalWriter } from "../journal/journal-writer.ts";
import { GATEWAY_EVENT, HEADER, HEADER_FIELDS } from "../link/messages.ts";
import { ReportReader } from "../link/report-text.ts";
import {
  type MessageView,
  SENT,
  type VenueEvents,
  type VenueGateway,
} from "../link/venue-gateway.ts";
import type { ReportedOrder, ReportRequest } from "../link/venue-report.ts";
import type { EngineObserver, EnginePhase } from "./engine-state.ts";
import type { EngineTimes } from "./engine-times.ts";
import { cancelMessage, reportMessage } from "./direct-requests.ts";
import { eventMessage } from "./event-message.ts";
import type { IntentStamps } from "./intent-stamps.ts";
import type { LiveDriver } from "./live-driver.ts";
import type { MarketFeed } from "./market-feed.ts";
import { OutsideOrders } from "./outside-orders.ts";
import { isAboutOrder, type Oms } from "../oms/oms.ts";
import type { OrderGate } from "./order-gate.ts";
import type { ImpliedEvent } from "../oms/reconcile.ts";
import { Reconciler, type ReconcilerPorts } from "../oms/reconciler.ts";
import { SessionSnapshots } from "./session-snapshots.ts";
import { RowBatch } from "../kernel/row-batch.ts";
import type { SessionStart } from "../kernel/session-start.ts";

/**
 * Share of a segment that is left for the end: while the next one cannot be made and no more than this
 * is free, rows are taken no longer and the session ends in order, which has to be written too.
 */
const END_ROOM = 0.25;
/** Events and rows that are taken in at once: what else has to be done waits no longer. */
const EVENTS_AT_ONCE = 256;

export interface EngineParts {
  readonly kernel: Kernel;
  readonly driver: LiveDriver;
  readonly journal: JournalWriter;
  readonly gateway: VenueGateway;
  readonly gate: OrderGate;
  readonly oms: Oms;
  /** In the order of the markets. */
  readonly feeds: readonly MarketFeed[];
  readonly observer: EngineObserver;
  /** Undefined where nothing is measured. */
  readonly stamps: IntentStamps | undefined;
  readonly times: EngineTimes;
  /**
   * When all was found equal to the venue's, before the kernel was made. Undefined for a recovery:
   * its kernel only keeps the books, and what it finds stands in the journal between two sessions.
   */
  readonly cleanNs: number | undefined;
}

/**
 * A kernel at work: takes in what the venue and the markets tell, fires timers, hands requests over,
 * watches the gateway, asks it when in doubt, and ends in order. Nothing here waits; nothing on the
 * way of an order asks the network or the disk.
 */
export class Engine implements Agent, VenueEvents {
  readonly role: string = "engine";
  readonly oms: Oms;
  readonly kernel: Kernel;
  readonly gate: OrderGate;
  readonly reconciler: Reconciler;
  /** New executions, and all events of orders. */
  fills = 0;
  phase: EnginePhase = "waiting";
  /** Why the session ended; empty while it goes on. */
  endedWhy = "";
  /** It ends because it cannot go on, not because somebody wants it. */
  failed = false;
  /** Since the epoch; the last that `doWork` was called with. */
  nowNs = 0;
  readonly #parts: EngineParts;
  readonly #batch: RowBatch = new RowBatch();
  readonly #times: EngineTimes;
  readonly #recovers: boolean;
  #reports = new ReportReader();
  #generation: number;
  #connectedNs: number;
  #connectDueNs = 0;
  /** The venue's recording is over. */
  feedOver = false;
  #stopWhy: string | undefined = undefined;
  #stopByNs = Number.POSITIVE_INFINITY;
  #cancelDueNs = 0;
  readonly #orders: OutsideOrders;
  readonly #snapshots: SessionSnapshots;
  #journalProblem: string | undefined = undefined;

  constructor(parts: EngineParts) {
    this.#parts = parts;
    this.oms = parts.oms;
    this.kernel = parts.kernel;
    this.gate = parts.gate;
    this.#times = parts.times;
    this.#generation = parts.gateway.generation;
    const { oms, times, cleanNs, observer } = parts;
    this.#recovers = cleanNs === undefined;
    if (this.#recovers) this.phase = "reconciling";
    this.#connectedNs = cleanNs ?? 0;
    const note = (text: string): void => observer.note(text);
    this.#snapshots = new SessionSnapshots({ ...parts, note }, cleanNs ?? 0);
    this.#orders = this.#outsideOrders();
    this.reconciler = new Reconciler({
      oms,
      ports: this.#ports(),
      times: times.reconciler,
      ...(cleanNs === undefined ? {} : { cleanNs }),
    });
  }

  /** The session's last record is written. */
  get done(): boolean {
    return this.phase === "stopped";
  }

  /** What became of orders from outside; whoever gave them takes it from here. */
  get answers(): Omit<ControlAnswer, "session">[] {
    return this.#orders.answers;
  }

  get overruns(): number {
    return this.#parts.feeds.reduce((sum, feed) => sum + feed.overruns, 0);
  }

  /** Why nothing but cancels is sent; empty while orders are. */
  get suspended(): readonly string[] {
    return [this.reconciler.doubt, this.#orders.halted, this.#journalProblem].filter(
      (why) => why !== undefined,
    );
  }

  /** Writes the session's first record and starts the strategy. */
  start(start: SessionStart, nowNs: number): void {
    this.nowNs = nowNs;
    this.#parts.driver.start(start, nowNs);
    this.#snapshots.begin(start);
    this.#enter("running", "all is equal to the venue's");
    this.#takeRefused();
  }

  doWork(nowNs: number): number {
    if (this.done) return 0;
    this.nowNs = nowNs;
    const { gateway, gate, driver, feeds } = this.#parts;
    this.#watchJournal();
    let work = gateway.poll(this, EVENTS_AT_ONCE);
    for (let market = 0; market < feeds.length; market++) work += this.#pollFeed(market);
    work += driver.timers(nowNs);
    if (gate.refused.length > 0) this.#takeRefused();
    if (gate.waiting > 0) work += gate.retry();
    if (this.#orders.waiting > 0) this.#orders.take(() => !this.done && !this.#recovers);
    if (this.#orders.halted !== undefined) work += this.#cancelLeft(nowNs);
    work += this.#watch(nowNs);
    work += this.reconciler.doWork(nowNs);
    if (!this.#recovers && (this.#stopWhy !== undefined || this.feedOver)) work += this.#end(nowNs);
    return work;
  }

  /**
   * Has the next `doWork` begin to end: orders are canceled, their answers awaited for a while, then
   * all is written. Does not call the strategy itself.
   */
  stop(why: string, withinNs: number): void {
    if (this.#stopWhy !== undefined || this.done) return;
    this.#stopWhy = why;
    this.#stopByNs = this.nowNs + withinNs;
  }

  /** Has it end at once because it cannot go on: what is open is left so. */
  fail(why: string): void {
    if (this.done) return;
    this.failed = true;
    this.#stopByNs = this.nowNs;
    this.#stopWhy = why;
  }

  /** An order from outside: taken by the next `doWork`, journaled, and answered in `answers`. */
  control(order: ControlOrder): void {
    this.#orders.give(order);
  }

  /** Work that opens files and makes memory: to be called between duty cycles, unguarded. */
  workAside(): void {
    const { gateway } = this.#parts;
    if (gateway.connected || this.done || this.nowNs < this.#connectDueNs) return;
    this.#connectDueNs = this.nowNs + this.#times.connectRetryNs;
    gateway.connect();
  }

  #outsideOrders(): OutsideOrders {
    const { driver, kernel } = this.#parts;
    return new OutsideOrders({
      doubt: () => this.reconciler.doubt,
      stop: (why) => this.stop(why, this.#times.stopNs),
      rearm: ({ by, reason, losses }) => {
        if (kernel.risk === undefined) throw new ConfigError("rearm", "this session has no limits");
        driver.command({ what: "rearm", by, reason, losses: losses ?? "keep" }, this.nowNs);
      },
      halt: (why) => {
        this.#suspend(why);
        this.#cancelDueNs = 0;
        this.#cancelLeft(this.nowNs);
        return this.oms.openCount;
      },
      resume: () => this.#resume(),
    });
  }

  /** Those that a request was under way for at first, and those whose cancel was refused. */
  #cancelLeft(nowNs: number): number {
    if (this.oms.openCount === 0 || nowNs < this.#cancelDueNs || this.#stopWhy !== undefined) {
      return 0;
    }
    this.#cancelDueNs = nowNs + this.#times.reconciler.retryNs;
    this.#parts.driver.command({ what: "cancel-all" }, nowNs);
    return 1;
  }

  /** From the gateway, for `doWork`. */
  event(message: MessageView): void {
    const kind = message.fields[message.index + HEADER.kind]!;
    if (kind === GATEWAY_EVENT.heartbeat) return;
    if (kind === GATEWAY_EVENT.end) {
      this.feedOver = true;
    } else if (kind === GATEWAY_EVENT.report) {
      const report = this.#reports.take(message);
      if (report === undefined) return;
      this.reconciler.reported(report, this.nowNs);
      this.#snapshotIfDue();
    } else this.#take(message);
  }

  /** After an error of the strategy: asks the venue to cancel all, past the kernel. */
  abandon(): number {
    let asked = 0;
    for (const order of this.oms.open()) {
      if (this.#cancelDirectly(order.id, order.market)) asked += 1;
    }
    return asked;
  }

  close(): void {
    for (const feed of this.#parts.feeds) feed.close();
    this.#parts.gateway.close();
  }

  #pollFeed(market: number): number {
    if (this.#journalEnds) return 0;
    const batch = this.#batch;
    batch.clear();
    this.#parts.feeds[market]!.poll(batch);
    if (batch.count === 0) return 0;
    const { stamps } = this.#parts;
    if (stamps !== undefined) stamps.rowNs = batch.feedNs;
    this.#parts.driver.rows(market, batch, this.nowNs);
    if (stamps !== undefined) stamps.rowNs = -1;
    if (this.gate.refused.length > 0) this.#takeRefused();
    return batch.count;
  }

  /** An event of the venue, or one that takes its place: to the OMS, to the journal, to the kernel. */
  #take(message: MessageView): void {
    const { fields, index } = message;
    const kind = fields[index + HEADER.kind]!;
    const id = fields[index + HEADER_FIELDS + ANSWER.orderId]!;
    const askedNs = this.oms.order(id)?.askedNs ?? this.nowNs;
    const isNew = this.oms.event(fields, index);
    if (isNew && kind !== ANSWER_FILLED) this.#parts.stamps?.answered(askedNs, this.nowNs);
    if (isAboutOrder(kind) && this.oms.order(id) === undefined) {
      this.#parts.observer.note(`the venue tells of order ${id}, which is not known here`);
      this.reconciler.doubted(`order ${id} of the venue is not known here`);
      return;
    }
    this.#parts.driver.event(message, this.nowNs);
    if (kind === ANSWER_FILLED && isNew) this.#tellFill(fields, index);
    if (this.gate.refused.length > 0) this.#takeRefused();
  }

  #tellFill(fields: Float64Array, index: number): void {
    const body = index + HEADER_FIELDS;
    const order = this.oms.order(fields[body + ANSWER.orderId]!)!;
    this.fills += 1;
    this.#parts.observer.filled({
      market: order.market,
      orderId: order.id,
      tradeId: fields[body + ANSWER.tradeId]!,
      side: sideName(order.side),
      priceTicks: fields[body + ANSWER.priceTicks]!,
      qtyLots: fields[body + ANSWER.qtyLots]!,
      maker: fields[body + ANSWER.maker] === 1,
      exchNs: fields[body + ANSWER.exchNs]!,
      localNs: this.#parts.driver.lastNs,
      sequence: this.#parts.journal.nextSequence - 1,
    });
  }

  /** Requests that the gateway did not take are answered. Their answers may cause more of them. */
  #takeRefused(): void {
    const { refused } = this.gate;
    for (let event = refused.shift(); event !== undefined; event = refused.shift()) {
      this.#take(eventMessage(event, this.nowNs));
    }
  }

  /** Nothing leaves but cancels while the journal may soon not take what would come of it. */
  #watchJournal(): void {
    if (this.#recovers) return;
    const problem = this.#parts.journal.problem?.message;
    if (problem !== this.#journalProblem) {
      this.#journalProblem = problem;
      this.#parts.observer.note(problem ?? "the journal has room again, and is safe on disk");
      if (problem !== undefined) this.#suspend(problem);
      else if (this.reconciler.doubt === undefined) this.#resume();
    }
    if (problem !== undefined && this.#journalEnds) {
      this.failed = true;
      this.stop(problem, this.#times.stopNs);
    }
  }

  /** What the journal still takes is needed to end. */
  get #journalEnds(): boolean {
    const { journal } = this.#parts;
    return journal.problem !== undefined && journal.bytesLeft < journal.segmentBytes * END_ROOM;
  }

  /** Sees to the connection, and to requests without an answer. */
  #watch(nowNs: number): number {
    const { gateway, observer } = this.#parts;
    if (!gateway.connected) {
      this.reconciler.doubted(`${gateway.name} is not connected`);
      return 0;
    }
    if (gateway.generation !== this.#generation) {
      this.#generation = gateway.generation;
      this.#connectedNs = nowNs;
      this.#reports = new ReportReader();
      this.gate.forget();
      const unknown = this.oms.lost();
      if (unknown > 0) observer.note(`connected anew, with ${unknown} orders UNKNOWN`);
      this.reconciler.connected();
    }
    const late = this.oms.tick(nowNs);
    if (late > 0) {
      observer.note(`${late} orders have no answer in time and are UNKNOWN`);
      this.reconciler.doubted(`${late} orders are UNKNOWN`);
    }
    const heardNs = Math.max(gateway.heardNs, this.#connectedNs);
    if (nowNs - heardNs > this.#times.silenceNs) {
      this.reconciler.doubted(`${gateway.name} says nothing`);
    }
    return 0;
  }

  #end(nowNs: number): number {
    const { driver, feeds } = this.#parts;
    if (this.#stopWhy === undefined) {
      // The end may be told before the last rows were taken: they are part of the session.
      const isDrained = feeds.every((feed) => feed.isDrained);
      return isDrained ? this.#finish("the recording is over") : 0;
    }
    if (this.phase !== "stopping") {
      this.#enter("stopping", this.#stopWhy);
      this.#suspend(`the session ends: ${this.#stopWhy}`);
    }
    const isIdle = this.oms.openCount === 0;
    if (isIdle || nowNs >= this.#stopByNs || this.feedOver) {
      const left = this.oms.openCount;
      return this.#finish(
        isIdle ? this.#stopWhy : `${this.#stopWhy}; ${left} orders were left open`,
      );
    }
    if (nowNs < this.#cancelDueNs) return 0;
    this.#cancelDueNs = nowNs + this.#times.reconciler.retryNs;
    driver.command({ what: "cancel-all" }, nowNs);
    return 1;
  }

  #finish(why: string): number {
    this.#parts.driver.stop(why, this.nowNs);
    const isClean = this.oms.openCount === 0 && this.reconciler.doubt === undefined;
    if (isClean && this.#journalProblem === undefined) this.#snapshots.write();
    this.endedWhy = why;
    this.#enter("stopped", why);
    return 1;
  }

  /** After a report that found all equal: nothing before it is needed for a restart then. */
  #snapshotIfDue(): void {
    if (!this.#recovers && this.suspended.length === 0) this.#snapshots.writeIfDue(this.nowNs);
  }

  #ports(): ReconcilerPorts {
    return {
      ask: (request) => this.#ask(request),
      take: (event: ImpliedEvent) => this.#take(eventMessage(event, this.nowNs)),
      cancelOrphan: (order: ReportedOrder) => {
        this.#parts.observer.note(`order ${order.orderId} is open at the venue and not known here`);
        this.#cancelDirectly(order.orderId, order.market);
      },
      suspend: (why) => this.#suspend(why),
      resume: () => this.#resume(),
      note: (text) => this.#parts.observer.note(text),
    };
  }

  #ask(request: ReportRequest): boolean {
    const header = reportMessage(this.nowNs);
    return this.#parts.gateway.send(header, 0, JSON.stringify(request)) === SENT;
  }

  /** A cancel that is no intent of the kernel's: it knows nothing of the order, or is broken. */
  #cancelDirectly(orderId: number, market: number): boolean {
    const message = cancelMessage(orderId, market, this.nowNs);
    return this.#parts.gateway.send(message, REQUEST_FIELDS) === SENT;
  }

  #suspend(why: string): void {
    if (this.#recovers) return;
    const { driver, kernel } = this.#parts;
    for (const { index } of kernel.markets) {
      driver.command({ what: "suspend", market: index, why }, this.nowNs);
    }
    if (this.#stopWhy === undefined) this.#enter("suspended", why);
  }

  #resume(): void {
    if (this.#stopWhy !== undefined || this.#recovers) return;
    const halted = this.#orders.halted ?? this.#journalProblem;
    if (halted !== undefined) {
      this.#suspend(halted);
      return;
    }
    const { driver, kernel } = this.#parts;
    for (const { index } of kernel.markets) {
      driver.command({ what: "resume", market: index }, this.nowNs);
    }
    this.#enter("running", "all is equal to the venue's");
  }

  #enter(phase: EnginePhase, why: string): void {
    if (this.phase === phase) return;
    this.phase = phase;
    this.#parts.observer.phase(phase, why);
  }
}
