import { mkdirSync } from "node:fs";
import { ConfigError, Instrument, parseDuration } from "@mexoms/core";
import { bindParams, type Kernel } from "@mexoms/core/internal";
import { ENGINE_VERSION } from "@mexoms/sim/internal";
import { withHostGuard } from "@mexoms/sim";
import { isAlive } from "@mexoms/sim/process-identity";
import { MonoClock } from "../clock/mono-clock.ts";
import type { ControlAnswer, ControlOrder } from "../control/control-order.ts";
import { JournalWriter } from "../journal/journal-writer.ts";
import { MARK } from "../journal/record-kinds.ts";
import { RingLink } from "../link/ring-link.ts";
import { BookReader } from "../memory/book-reader.ts";
import { RowRingReader } from "../memory/row-ring.ts";
import { BELL, SessionControl } from "../memory/session-control.ts";
import { createWait, type WaitStrategy } from "../memory/wait.ts";
import { HeldClock } from "../paper/paper-process.ts";
import { type PaperProcess, stopPaperVenue } from "../paper/paper-spawn.ts";
import { Engine, type EngineParts } from "../engine/engine.ts";
import type { EngineView, LatencyView } from "../engine/engine-state.ts";
import { type EngineTimes, sessionTimes } from "../engine/engine-times.ts";
import { AppendTimes } from "../engine/append-times.ts";
import { startAccounts } from "./start-accounts.ts";
import { viewEngine } from "../engine/engine-view.ts";
import { type Fold, foldJournal, hasSession, ledgerOf, omsOf } from "../engine/fold-journal.ts";
import { IntentStamps } from "../engine/intent-stamps.ts";
import { JournaledExplains } from "../kernel/journaled-explains.ts";
import { JournaledRequests } from "../kernel/journaled-requests.ts";
import { LatencyLog } from "../engine/latency-log.ts";
import { LiveDriver } from "../engine/live-driver.ts";
import { LiveGateway } from "../kernel/live-gateway.ts";
import { MarketFeed } from "../engine/market-feed.ts";
import { openKernel } from "../kernel/open-kernel.ts";
import { OrderGate } from "../engine/order-gate.ts";
import { type PaperOptions, venueSettings } from "./paper-options.ts";
import { journalFolder, sessionName } from "./session-folder.ts";
import { paperModels } from "./paper-models.ts";
import { paperVenueAtHand } from "./paper-venue-at-hand.ts";
import { runGuarded } from "./run-guarded.ts";
import type { SessionStart } from "../kernel/session-start.ts";

/** Room for requests that the venue has not taken yet. */
const REQUEST_RING_BYTES = 4 << 20;
/** Rows that are taken in as one input at most. */
const ROWS_AT_ONCE = 4_096;
const MAX_SLEEP_US = 500;
/** A book whose writer was silent for longer is not taken for whole. */
const STALE_NS = 2e9;
/** Time from the first record to the first instant of a session, so that both are of it. */
const HEAD_START_NS = 5_000_000n;
/** What a model of latency may add to the way of a request and its answer. */
const MODEL_WAY_NS = 2e9;
const STOP_VENUE_MS = 10_000;
/** Between two looks whether a venue that says nothing is there at all. */
const VENUE_LOOK_MS = 200;

/** Told what became of an order from outside. */
export type AnswerOrder = (answer: Omit<ControlAnswer, "session">) => void;

/** How a run ended. */
export interface PaperEnd {
  readonly why: string;
  /** It could not go on, for want of room for its journal. */
  readonly failed: boolean;
  readonly view: EngineView;
  /** The recording is over: nothing is left for another session. */
  readonly isOver: boolean;
}

/**
 * A strategy that trades on a paper venue in a process of its own: put together, recovered where an
 * earlier process left off, and run to its end. Host code of the strategy runs guarded.
 */
export class PaperRun {
  readonly control: SessionControl;
  readonly journal: JournalWriter;
  /** What was found on the way here, a line each. */
  readonly found: string[] = [];
  readonly #options: PaperOptions;
  readonly #venue: PaperProcess;
  readonly #link: RingLink;
  readonly #clock: HeldClock;
  readonly #times: EngineTimes;
  readonly #fold: Fold | undefined;
  readonly latencies: LatencyLog = new LatencyLog();
  #engine: Engine | undefined;
  /** When the venue is looked at next. */
  #lookMs = 0;
  /** What is told of a venue that has died. */
  #venueEnd = "";
  #driver: LiveDriver | undefined;
  #start: SessionStart;
  readonly #orders: ControlOrder[] = [];
  readonly #asked = new Map<string, AnswerOrder>();

  private constructor(parts: {
    options: PaperOptions;
    control: SessionControl;
    venue: PaperProcess;
    journal: JournalWriter;
    times: EngineTimes;
    fold: Fold | undefined;
    start: SessionStart;
  }) {
    this.#options = parts.options;
    this.control = parts.control;
    this.#venue = parts.venue;
    this.journal = parts.journal;
    this.#times = parts.times;
    this.#fold = parts.fold;
    this.#start = parts.start;
    this.#clock = new HeldClock(parts.control);
    this.#link = new RingLink({
      name: "paper",
      control: parts.control,
      ringBytes: REQUEST_RING_BYTES,
    });
  }

  /**
   * Finds or starts the venue, opens the journal, repairs its tail, and reads what an earlier process
   * left. Throws ConfigError, DataError or StrategyError; each says what to change.
   */
  static async open(options: PaperOptions): Promise<PaperRun> {
    const settings = venueSettings(options);
    const dir = journalFolder(options.dir);
    const at = await paperVenueAtHand(settings, hasSession(dir));
    try {
      return await PaperRun.#join(options, at);
    } catch (error) {
      // A venue that nobody has traded with is of no use to anyone.
      if (!at.found) await stopPaperVenue(at.venue, STOP_VENUE_MS);
      throw error;
    }
  }

  static async #join(
    options: PaperOptions,
    { venue, found }: { readonly venue: PaperProcess; readonly found: boolean },
  ): Promise<PaperRun> {
    const settings = venueSettings(options);
    const dir = journalFolder(options.dir);
    const control = SessionControl.open(options.memory, settings.session);
    mkdirSync(dir, { recursive: true });
    const { writer: journal, repaired } = JournalWriter.open({
      dir,
      epochNs: control.epochNs,
      segmentBytes: options.segmentBytes,
      sync: options.journalSync,
    });
    try {
      const wayNs = settings.latency === "none" ? 0 : MODEL_WAY_NS;
      const times = sessionTimes(options.deadlines, { speed: control.speed, wayNs });
      const fold = foldJournal(dir, times.answerTimeoutNs);
      const accounts = await startAccounts(settings);
      const models = paperModels(options);
      const start = startOf(options, control, { accounts, models });
      const run = new PaperRun({ options, control, venue, journal, times, fold, start });
      if (found) run.found.push(`the venue of this session runs, process ${venue.pid}`);
      if (repaired !== undefined) {
        run.found.push(`the journal's tail was cut: ${repaired.bytes} bytes, ${repaired.why}`);
      }
      if (fold !== undefined) run.found.push(describeFold(fold));
      return run;
    } catch (error) {
      journal.close();
      throw error;
    }
  }

  /** Recovers, trades until the recording is over or `signal` is aborted, and ends in order. */
  async run(options: { signal: AbortSignal; between: () => void }): Promise<PaperEnd> {
    try {
      const state = await this.#recover(options);
      if (state === undefined) {
        const view = this.view();
        await this.forsakeVenue();
        return { why: "stopped before it began", failed: false, view, isOver: false };
      }
      const engine = this.#begin(state);
      await runGuarded({
        agent: engine,
        clock: this.#clock,
        wait: this.#wait(),
        between: () => {
          engine.workAside();
          if (options.signal.aborted) engine.stop("interrupted", this.#times.stopNs);
          this.#passOrders(engine);
          this.#watchVenue(engine);
          this.journal.syncIfDue(performance.now());
          options.between();
        },
        done: () => engine.done,
      });
      this.#passOrders(engine);
      const { endedWhy: why, failed } = engine;
      return { why, failed, view: this.view(), isOver: engine.feedOver };
    } catch (error) {
      this.#engine?.abandon();
      throw error;
    }
  }

  /** Has an order from outside done as soon as the session trades; `answer` is called once. */
  order(order: ControlOrder, answer: AnswerOrder): void {
    this.#orders.push(order);
    this.#asked.set(order.id, answer);
  }

  /** How the engine stands. */
  view(): EngineView {
    const engine = this.#engine;
    const driver = this.#driver;
    if (engine === undefined || driver === undefined) throw new ConfigError("engine", "not begun");
    return viewEngine({
      engine,
      driver,
      gateway: this.#link,
      latencies: this.latencies,
      start: this.#start,
      session: sessionName(this.#options.dir),
      journal: this.journal.id,
      records: this.journal.nextSequence - 1,
      recovered: this.found,
    });
  }

  /** The venue has died: no session goes on with this folder. */
  get venueGone(): boolean {
    return this.#venueEnd !== "";
  }

  get venuePid(): number {
    return this.#venue.pid;
  }

  /** How long appends to the journal take. */
  get append(): Omit<LatencyView, "name"> {
    return this.latencies.append;
  }

  /** Whether there is something to look at. */
  get begun(): boolean {
    return this.#engine !== undefined;
  }

  /** Whether a session ever began at the venue. */
  get traded(): boolean {
    return this.control.running;
  }

  /** Ends the venue too, in order. False when it did not end in time. */
  async stopVenue(): Promise<boolean> {
    return stopPaperVenue(this.#venue, STOP_VENUE_MS);
  }

  /** Ends a venue that was started for this run and never traded with: it is of no use to anyone. */
  async forsakeVenue(): Promise<void> {
    if (!this.traded) await this.stopVenue();
  }

  close(): void {
    this.#engine?.close();
    this.journal.close();
    this.control.close();
  }

  /** A venue that has died takes its market with it: nothing comes that an engine could wait for. */
  #watchVenue(engine: Engine): void {
    const nowMs = performance.now();
    if (engine.reconciler.doubt === undefined || engine.feedOver || nowMs < this.#lookMs) return;
    this.#lookMs = nowMs + VENUE_LOOK_MS;
    if (this.#venueEnd !== "" || isAlive(this.#venue)) return;
    this.#venueEnd = `process ${this.#venue.pid} has ended, and its market with it`;
    engine.fail(`the paper venue, ${this.#venueEnd}`);
  }

  #passOrders(engine: Engine): void {
    if (this.#asked.size === 0) return;
    for (const order of this.#orders.splice(0)) engine.control(order);
    for (const answer of engine.answers.splice(0)) {
      this.#asked.get(answer.id)?.(answer);
      this.#asked.delete(answer.id);
    }
  }

  /** Asks the venue until all is clean. The ledger's state, or undefined when interrupted. */
  async #recover(options: {
    signal: AbortSignal;
    between: () => void;
  }): Promise<Recovered | undefined> {
    const fold = this.#fold;
    const ledger = fold?.ledger ?? ledgerOf(this.#start);
    const oms = fold?.oms ?? omsOf(ledger, undefined, this.#times.answerTimeoutNs);
    const lastNs = fold?.lastNs ?? 0;
    if (fold === undefined) ledger.start(0);
    else {
      const why = fold.stopped ? "begun again after an end in order" : "begun again after a crash";
      this.journal.text(MARK.recovery, lastNs, JSON.stringify({ why }));
    }
    oms.lost();
    const driver = new LiveDriver({ kernel: ledger, journal: this.journal, lastNs });
    const gate = new OrderGate({ gateway: this.#link, oms });
    const engine = this.#use(driver, {
      kernel: ledger,
      driver,
      gate,
      oms,
      feeds: [],
      cleanNs: undefined,
      stamps: undefined,
    });
    const wait = this.#wait();
    await runGuarded({
      agent: engine,
      clock: this.#clock,
      wait,
      between: () => {
        engine.workAside();
        this.#watchVenue(engine);
        this.journal.syncIfDue(performance.now());
        options.between();
      },
      done: () =>
        engine.reconciler.doubt === undefined || this.#venueEnd !== "" || options.signal.aborted,
    });
    if (this.#venueEnd !== "") throw new ConfigError("paper venue", this.#venueEnd);
    if (engine.reconciler.doubt !== undefined) return undefined;
    if (fold !== undefined) {
      this.found.push(`the venue told of ${driver.inputs.events} events that were missing`);
    }
    return { ledger, oms, lastNs: driver.lastNs, feedOver: engine.feedOver };
  }

  /** Makes the session's kernel and starts it, and the venue's clock if nobody has. */
  #begin({ ledger, oms, lastNs, feedOver }: Recovered): Engine {
    const { control, journal } = this;
    const fresh = this.#fold === undefined && !control.running;
    const opening = this.#fold === undefined ? undefined : ledger.state(this.#times.closedKeptNs);
    const originMonoNs = process.hrtime.bigint() + HEAD_START_NS;
    const { accounts, paper: models } = this.#start;
    const start = startOf(this.#options, control, { accounts, models, originMonoNs });
    this.#start = opening === undefined ? start : { ...start, opening };
    journal.meter = new AppendTimes(this.latencies);
    const stamps = new IntentStamps({
      latencies: this.latencies,
      clock: this.#clock,
      speed: control.speed,
      next: new JournaledExplains(journal),
    });
    const gate = new OrderGate({ gateway: this.#link, oms, stamps });
    const names = start.accounts.map(({ name }) => name);
    const kernel = openKernel(this.#start, {
      strategy: this.#options.strategy,
      gateway: new LiveGateway(new JournaledRequests(journal, gate), names),
      observer: stamps,
      forgets: true,
    });
    const driver = new LiveDriver({ kernel, journal, lastNs });
    const feeds = control.instruments.map((_, market) => this.#feed(market, fresh));
    const cleanNs = this.#clock.read();
    const engine = this.#use(driver, { kernel, driver, gate, oms, feeds, stamps, cleanNs });
    engine.feedOver = feedOver;
    withHostGuard(() => engine.start(this.#start, cleanNs));
    if (!control.running) control.start(originMonoNs);
    // Its first look opens the clock, which the guard would forbid.
    this.#clock.read();
    return engine;
  }

  #use(
    driver: LiveDriver,
    parts: Omit<EngineParts, "journal" | "gateway" | "observer" | "times">,
  ): Engine {
    this.#driver = driver;
    this.#engine = new Engine({
      ...parts,
      journal: this.journal,
      gateway: this.#link,
      observer: this.#options.observer,
      times: this.#times,
    });
    return this.#engine;
  }

  #feed(market: number, fresh: boolean): MarketFeed {
    const { control } = this;
    const mono = new MonoClock();
    const rows = new RowRingReader(control.marketFile(market, "rows"), { from: fresh ? 0 : "now" });
    const book = new BookReader(control.marketFile(market, "book"), {
      levels: 1_000,
      staleNs: STALE_NS,
      clock: mono,
    });
    return new MarketFeed({ rows, book, mono }, { fromStart: fresh, limitRows: ROWS_AT_ONCE });
  }

  #wait(): WaitStrategy {
    const bell = this.control.bell(BELL.toEngine);
    return createWait({ kind: this.#options.wait, bell, maxSleepUs: MAX_SLEEP_US });
  }
}

interface Recovered {
  readonly ledger: Kernel;
  readonly oms: ReturnType<typeof omsOf>;
  readonly lastNs: number;
  readonly feedOver: boolean;
}

function describeFold({ start, records, stopped, oms }: Fold): string {
  const how = stopped ? "ended in order" : "did not end in order";
  return (
    `a session of ${start.strategy.name} ${how}; ${records} records since its last snapshot, ` +
    `${oms.openCount} orders were open`
  );
}

/** What the session's first record says. */
function startOf(
  options: PaperOptions,
  control: SessionControl,
  of: {
    readonly accounts: SessionStart["accounts"];
    readonly models: SessionStart["paper"];
    readonly originMonoNs?: bigint;
  },
): SessionStart {
  const instruments = control.instruments.map((spec) => new Instrument(spec));
  const { strategy, params: given } = options;
  const { texts } = bindParams({ params: strategy.params, given, instruments });
  const origin = control.clockSpec()?.originMonoNs ?? of.originMonoNs ?? 0n;
  return {
    version: 1,
    engine: ENGINE_VERSION,
    strategy: { name: strategy.name, codeDigest: options.codeDigest, source: options.source },
    params: texts,
    instruments: control.instruments,
    accounts: of.accounts,
    ...(options.risk === undefined ? {} : { risk: options.risk }),
    seed: options.seed,
    bookIncludesOwn: false,
    warmupNs: options.warmup === undefined ? 0 : parseDuration(options.warmup, "warmup"),
    explains: true,
    clock: {
      epochNs: String(control.epochNs),
      originMonoNs: String(origin),
      speed: control.speed,
    },
    paper: of.models,
  };
}
