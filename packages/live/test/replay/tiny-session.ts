import type { RiskConfig, Strategy } from "@mexoms/core";
import {
  type AccountState,
  type Kernel,
  type KernelState,
  NEVER,
  ROW_LOCAL,
} from "@mexoms/core/internal";
import { type Tape, TapeCursor } from "@mexoms/sim/engine";
import {
  ANSWER,
  ANSWER_FIELDS,
  ANSWER_VENUE_ORDER,
  ENGINE_VERSION,
  openVenues,
  tradedTapes,
  type VenueOptions,
} from "@mexoms/sim/internal";
import { accountText } from "../../src/kernel/account-text.ts";
import { JournaledExplains } from "../../src/kernel/journaled-explains.ts";
import { JournaledRequests } from "../../src/kernel/journaled-requests.ts";
import { LiveDriver } from "../../src/engine/live-driver.ts";
import { LiveGateway, type RequestSink } from "../../src/kernel/live-gateway.ts";
import { openKernel } from "../../src/kernel/open-kernel.ts";
import { RowBatch } from "../../src/kernel/row-batch.ts";
import type { SessionStart } from "../../src/kernel/session-start.ts";
import { fileDigest } from "../../src/run/paper-models.ts";
import { openedAccounts } from "../../src/run/start-accounts.ts";
import { JournalWriter } from "../../src/journal/journal-writer.ts";
import { HEADER, HEADER_FIELDS } from "../../src/link/messages.ts";
import { PaperMarkets } from "../../src/paper/paper-markets.ts";

/** Steps of the made-up world's time; every delay is longer. */
const QUANTUM_NS = 500_000;

export interface TinyOptions {
  readonly dir: string;
  readonly tapes: readonly Tape[];
  readonly strategy: Strategy;
  readonly params: Readonly<Record<string, string>>;
  readonly queue: string;
  readonly exchange: string;
  readonly seed: number;
  /** The venue's model of the way, on top of the made-up one; none unless given. */
  readonly latency?: string;
  /** Files of accounts and rules, or "venue" for the bundled rules; none unless given. */
  readonly accounts?: string;
  readonly rules?: string;
  readonly warmupNs?: number;
  /**
   * "fine": whatever happens takes some time of its own and is looked at at once. "coarse": the venue
   * and the engine look now and then, as processes do, and find all that has come meanwhile.
   */
  readonly polls?: "fine" | "coarse";
  readonly explains?: boolean;
  readonly risk?: RiskConfig;
  /** Where an earlier session in the same folder left off, and when. */
  readonly opening?: KernelState;
  readonly startNs?: number;
  /** Its process dies with the request of this number, before it is written. */
  readonly diesAt?: number;
  /** Ends the world's time early; at the end of the tapes otherwise. */
  readonly endNs?: number;
  /** Told before each step, to do something to the session. */
  readonly onStep?: (session: TinySession, nowNs: number) => void;
}

interface OnItsWay {
  readonly atNs: number;
  readonly fields: Float64Array;
}

/**
 * A session of a live kernel in one thread, in a time that is made up: rows, requests and events
 * each take as long as dice say. The driver, the journal and the venue are those of a real session.
 */
export class TinySession implements RequestSink {
  readonly start: SessionStart;
  readonly driver: LiveDriver;
  readonly kernel: Kernel;
  readonly journal: JournalWriter;
  readonly #markets: PaperMarkets;
  readonly #feeds: readonly TapeCursor[];
  readonly #batch = new RowBatch();
  readonly #toVenue: OnItsWay[] = [];
  readonly #toEngine: OnItsWay[] = [];
  readonly #rowDelay: Float64Array;
  readonly #rowNs: Float64Array;
  readonly #options: TinyOptions;
  readonly #lengthNs: number;
  readonly #startNs: number;
  #dice: number;
  /** Time that the venue works toward. */
  #venueNs = 0;
  requests = 0;
  fills = 0;
  liquidations = 0;

  constructor(options: TinyOptions, venueOptions: VenueOptions) {
    this.#options = options;
    this.#startNs = options.startNs ?? 0;
    this.#dice = options.seed + 1;
    const { seed, strategy, accounts, rules = "none" } = options;
    const traded = tradedTapes(venueOptions);
    const epochNs = traded.span.startNs;
    this.#lengthNs = options.endNs ?? traded.span.lengthNs;
    const open = openVenues(venueOptions, traded);
    this.#markets = new PaperMarkets(open, traded.span.lengthNs);
    this.#feeds = open.groups.map((group) => new TapeCursor(group, epochNs, ROW_LOCAL));
    this.#rowDelay = new Float64Array(this.#feeds.length);
    this.#rowNs = new Float64Array(this.#feeds.length);
    this.start = {
      version: 1,
      engine: ENGINE_VERSION,
      strategy: { name: strategy.name, codeDigest: "0".repeat(64), source: strategy.name },
      params: options.params,
      instruments: traded.instruments.map(({ spec }) => spec),
      accounts: openedAccounts(open),
      seed,
      bookIncludesOwn: false,
      warmupNs: options.warmupNs ?? 0,
      explains: options.explains === true,
      clock: { epochNs: `${epochNs}`, originMonoNs: "0", speed: 1 },
      opening: options.opening,
      risk: options.risk,
      paper: {
        queue: options.queue,
        exchange: options.exchange,
        rules,
        seed,
        ...(accounts === undefined ? {} : { accounts }),
        tapes: options.tapes.map(({ digest }) => digest),
        files: accounts === undefined ? {} : { [accounts]: fileDigest(accounts) },
      },
    };
    const { dir } = options;
    const { writer } = JournalWriter.open({ dir, epochNs, segmentBytes: 1 << 22, sync: "none" });
    this.journal = writer;
    const journaled = new JournaledRequests(writer, this);
    const gateway = new LiveGateway(
      { request: (message) => this.#sent(message, journaled) },
      this.start.accounts.map(({ name }) => name),
    );
    const observer = new JournaledExplains(writer);
    const silent = { explain() {}, intent() {}, cancelAll() {}, answer() {} };
    this.kernel = openKernel(this.start, {
      strategy,
      gateway,
      forgets: true,
      observer: this.start.explains ? observer : silent,
    });
    this.driver = new LiveDriver({ kernel: this.kernel, journal: writer, lastNs: this.#startNs });
  }

  /** Plays the tapes to their end, and stops the session. */
  run(): void {
    const startNs = this.#startNs;
    const endNs = this.#lengthNs + 1e9;
    try {
      this.driver.start(this.start, startNs);
      if (this.#options.polls === "coarse") this.#pollTo(endNs);
      else for (let nowNs = startNs; nowNs < endNs; nowNs += QUANTUM_NS) this.step(nowNs);
      this.driver.stop("the recording is over", endNs);
    } finally {
      this.close();
    }
  }

  /** One step of time, up to `nowNs`. */
  step(nowNs: number): void {
    this.#options.onStep?.(this, nowNs);
    this.#runVenue(nowNs);
    for (;;) {
      const market = this.#nextRows();
      const rowNs = market < 0 ? NEVER : this.#rowNs[market]! + this.#rowDelay[market]!;
      const eventNs = this.#toEngine[0]?.atNs ?? NEVER;
      if (Math.min(rowNs, eventNs) > nowNs) break;
      if (rowNs <= eventNs) this.#handRows(market, rowNs);
      else this.#handEvent();
    }
    this.driver.timers(nowNs);
  }

  /** The venue's and the engine's process look by turns, as long as dice say, until `endNs`. */
  #pollTo(endNs: number): void {
    for (let nowNs = this.#startNs; nowNs < endNs;) {
      nowNs += 1 + Math.floor(this.#draw() ** 4 * (this.#draw() < 0.02 ? 50e6 : 2e6));
      if (this.#draw() < 0.5) this.#pollVenue(nowNs);
      else this.#pollEngine(nowNs);
    }
  }

  /** What the engine has sent since the last time arrives together, as at a PaperVenue. */
  #pollVenue(nowNs: number): void {
    let arrivalNs = Math.max(nowNs, this.#markets.nowNs + 1);
    for (const { fields } of this.#toVenue.splice(0)) {
      arrivalNs = Math.max(arrivalNs, fields[HEADER.sentNs]!);
      this.#markets.send(fields[HEADER.market]!, fields, HEADER_FIELDS, arrivalNs);
    }
    this.#venueNs = arrivalNs;
    this.#markets.run(arrivalNs, this);
  }

  /** Events, the rows of each market in one piece, timers: as an Engine does. */
  #pollEngine(nowNs: number): void {
    const events = Math.floor(this.#draw() * 2 * (1 + this.#toEngine.length));
    for (let n = 0; n < events && this.#toEngine.length > 0; n++) this.#handEvent(nowNs);
    for (let market = 0; market < this.#feeds.length; market++) {
      const feed = this.#feeds[market]!;
      this.#batch.clear();
      // Now and then only a part, as what a poll takes in is limited.
      const limit = this.#draw() < 0.2 ? 3 : Number.POSITIVE_INFINITY;
      feed.findRow();
      while (feed.rowNs <= Math.min(nowNs, this.#lengthNs) && this.#batch.count < limit) {
        this.#addRow(feed);
      }
      if (this.#batch.count > 0) this.driver.rows(market, this.#batch, nowNs);
    }
    this.driver.timers(nowNs);
  }

  close(): void {
    this.#markets.close();
    for (const feed of this.#feeds) feed.close();
    this.journal.close();
  }

  #sent(message: Float64Array, journaled: RequestSink): void {
    this.requests += 1;
    if (this.requests === this.#options.diesAt) throw new Error("the process dies");
    journaled.request(message);
  }

  request(message: Float64Array): void {
    if (this.#options.polls === "coarse") {
      this.#toVenue.push({ atNs: 0, fields: message.slice() });
      return;
    }
    const last = this.#toVenue.at(-1)?.atNs ?? 0;
    const sentNs = message[HEADER.sentNs]!;
    const atNs = Math.max(last + 1, this.#markets.nowNs + 1, sentNs + this.#delay(3e6));
    this.#toVenue.push({ atNs, fields: message.slice() });
  }

  answer(market: number, answer: Float64Array, state: AccountState | undefined): void {
    const text = state === undefined ? undefined : new TextEncoder().encode(accountText(state));
    const head = HEADER_FIELDS + ANSWER_FIELDS;
    const fields = new Float64Array(head + Math.ceil((text?.length ?? 0) / 8));
    fields[HEADER.kind] = answer[ANSWER.kind]!;
    fields[HEADER.market] = market;
    fields[HEADER.sentNs] = this.#venueNs;
    fields.set(answer, HEADER_FIELDS);
    if (text !== undefined) {
      fields[HEADER.account] = 1;
      fields[HEADER.textBytes] = text.length;
      new Uint8Array(fields.buffer).set(text, head * 8);
    }
    const last = this.#toEngine.at(-1)?.atNs ?? 0;
    const atNs = Math.max(last, answer[ANSWER.exchNs]! + this.#delay(2e6));
    this.#toEngine.push({ atNs, fields });
  }

  #runVenue(nowNs: number): void {
    for (let next = this.#toVenue[0]; next && next.atNs <= nowNs; next = this.#toVenue[0]) {
      this.#toVenue.shift();
      const market = next.fields[HEADER.market]!;
      this.#markets.send(market, next.fields, HEADER_FIELDS, next.atNs);
      this.#markets.run(next.atNs, this);
    }
    this.#markets.run(nowNs, this);
  }

  /** The market whose next rows come first; -1 when there are none. */
  #nextRows(): number {
    let best = -1;
    for (const [m, feed] of this.#feeds.entries()) {
      feed.findRow();
      if (feed.rowNs === NEVER || feed.rowNs > this.#lengthNs) continue;
      if (feed.rowNs !== this.#rowNs[m]) {
        this.#rowNs[m] = feed.rowNs;
        this.#rowDelay[m] = this.#delay(1e6);
      }
      const atNs = feed.rowNs + this.#rowDelay[m]!;
      if (best < 0 || atNs < this.#rowNs[best]! + this.#rowDelay[best]!) best = m;
    }
    return best;
  }

  /** Hands the rows of one time of a market in. */
  #handRows(market: number, atNs: number): void {
    const feed = this.#feeds[market]!;
    const batch = this.#batch;
    batch.clear();
    const rowsNs = feed.rowNs;
    while (feed.rowNs === rowsNs) this.#addRow(feed);
    this.driver.rows(market, batch, atNs);
  }

  #addRow(feed: TapeCursor): void {
    const { rows, index, offsetNs } = feed;
    this.#batch.add({
      event: rows.event[index]!,
      exchNs: rows.exchNs[index]! + offsetNs,
      localNs: rows.localNs[index]! + offsetNs,
      priceTicks: rows.priceTicks[index]!,
      qtyLots: rows.qtyLots[index]!,
    });
    feed.index += 1;
    feed.findRow();
  }

  #handEvent(nowNs?: number): void {
    const { atNs, fields } = this.#toEngine.shift()!;
    if (fields[HEADER.kind] === 2) this.fills += 1;
    if (fields[HEADER.kind] === ANSWER_VENUE_ORDER) this.liquidations += 1;
    const bytes = new Uint8Array(fields.buffer);
    const textStart = (HEADER_FIELDS + ANSWER_FIELDS) * 8;
    const textBytes = fields[HEADER.textBytes]!;
    this.driver.event({ fields, index: 0, bytes, textStart, textBytes }, nowNs ?? atNs);
  }

  /** A delay of at least a quantum; every now and then a long one. */
  #delay(spanNs: number): number {
    const factor = this.#draw() < 0.05 ? 10 : 1;
    return QUANTUM_NS + 1 + Math.floor(this.#draw() * spanNs * factor);
  }

  /** From 0 to 1. */
  #draw(): number {
    this.#dice = (this.#dice * 48_271) % 2_147_483_647;
    return this.#dice / 2_147_483_647;
  }
}
