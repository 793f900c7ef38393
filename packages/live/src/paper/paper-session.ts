import { rmSync } from "node:fs";
import { engineOptions, TapeCursor } from "@mexoms/sim";
import { ROW_LOCAL } from "@mexoms/core/internal";
import {
  constantLatency,
  type OpenVenues,
  openVenues,
  type TradedTapes,
  tradedTapes,
} from "@mexoms/sim/internal";
import type { Agent } from "../agent.ts";
import { DroppingServer } from "../link/dropping-server.ts";
import { RingServer } from "../link/ring-server.ts";
import type { VenueServer } from "../link/venue-server.ts";
import { BookWriter } from "../memory/book-writer.ts";
import { RowRingWriter } from "../memory/row-ring.ts";
import { BELL, SessionControl } from "../memory/session-control.ts";
import type { Bell } from "../memory/bell.ts";
import { TradeRingWriter } from "../memory/trade-ring.ts";
import { PaperFeed } from "./paper-feed.ts";
import { PaperLedger } from "./paper-ledger.ts";
import { PaperMarkets } from "./paper-markets.ts";
import type { PaperSettings } from "./paper-settings.ts";
import { PaperVenue } from "./paper-venue.ts";
import { VenueStore } from "./venue-store.ts";

/** Of the machine's time: how long a venue says nothing before a heartbeat. */
const HEARTBEAT_NS = 100e6;
/** Likewise: how long an engine may take nothing of a report. */
const STUCK_NS = 5e9;

/**
 * A session at a paper venue: its shared memory, the market data, the venue. Time comes from outside:
 * 0 as long as the session's clock is held.
 */
export class PaperSession implements Agent {
  readonly role: string = "paper session";
  readonly control: SessionControl;
  readonly feed: PaperFeed;
  readonly venue: PaperVenue;
  readonly #ledger: PaperLedger;
  readonly #bell: Bell;
  readonly #instruments: readonly string[];
  /** Some work has thrown: what there is must not look whole. */
  #failed = false;

  /** Use `open`. */
  constructor(parts: {
    control: SessionControl;
    feed: PaperFeed;
    venue: PaperVenue;
    ledger: PaperLedger;
    instruments: readonly string[];
  }) {
    this.control = parts.control;
    this.feed = parts.feed;
    this.venue = parts.venue;
    this.#ledger = parts.ledger;
    this.#instruments = parts.instruments;
    this.#bell = parts.control.bell(BELL.toEngine);
  }

  /**
   * Opens tapes and models and makes the session's memory. `newServer` makes the venue's end of the
   * link, through shared memory when it is not given. Throws ConfigError or DataError; nothing is left
   * behind then.
   */
  static async open(
    settings: PaperSettings,
    onProblem: (problem: string) => void,
    newServer?: (control: SessionControl) => VenueServer,
  ): Promise<PaperSession> {
    const { latency } = settings;
    const real = constantLatency({ entryNs: 0, responseNs: 0 });
    const options = await engineOptions({
      tapes: settings.tapes,
      latency: latency === "none" ? real : latency,
      queue: settings.queue,
      exchange: settings.exchange,
      rules: settings.rules,
      seed: settings.seed,
      ...(settings.fees === undefined ? {} : { fees: settings.fees }),
      ...(settings.accounts === undefined ? {} : { accounts: settings.accounts }),
      ...(settings.faults === undefined ? {} : { faults: settings.faults }),
    });
    const traded = tradedTapes(options);
    const { instruments, span } = traded;
    const open = openVenues(options, traded);
    const control = SessionControl.create({
      memory: settings.memory,
      session: settings.session,
      epochNs: span.startNs,
      speed: settings.speed,
      instruments: instruments.map(({ spec }) => spec),
    });
    try {
      const server = newServer?.(control) ?? ringServer(control, settings);
      return make({ settings, control, server, traded, open, onProblem });
    } catch (error) {
      control.close();
      rmSync(control.folder, { recursive: true, force: true });
      throw error;
    }
  }

  doWork(nowNs: number): number {
    this.#failed = true;
    const rows = this.feed.doWork(nowNs);
    if (rows > 0) this.#bell.ring();
    const done = rows + this.venue.doWork(nowNs);
    this.#failed = false;
    return done;
  }

  /**
   * Says that the session lives, and hands what the ledger has so far to the system. To be called
   * several times a second with the machine's monotonic clock.
   */
  beat(monoNs: number): void {
    this.control.beat(monoNs);
    this.feed.beat(monoNs);
    this.#ledger.flush();
  }

  /** Ends the session: the ledger is whole unless some work has thrown, and the memory is gone. */
  close(): void {
    const { malformed, store } = this.venue;
    if (this.#failed) this.#ledger.abandon();
    else this.#ledger.finish(store, { instruments: this.#instruments, malformed });
    this.feed.close();
    this.venue.close();
    this.control.end();
    this.control.close();
    rmSync(this.control.folder, { recursive: true, force: true });
  }
}

function ringServer(control: SessionControl, settings: PaperSettings): VenueServer {
  const { ringBytes, dropEvents: share, seed } = settings;
  const server = new RingServer({ control, ringBytes });
  return share === undefined ? server : new DroppingServer(server, { share, seed });
}

function make(of: {
  settings: PaperSettings;
  control: SessionControl;
  server: VenueServer;
  traded: TradedTapes;
  open: OpenVenues;
  onProblem: (problem: string) => void;
}): PaperSession {
  const { settings, control, server, traded, open, onProblem } = of;
  const { instruments, span } = traded;
  const { rowSlots, tradeSlots, bookLevels } = settings;
  const epochNs = span.startNs;
  const feed = new PaperFeed(
    open.groups.map((tapes, market) => ({
      cursor: new TapeCursor(tapes, epochNs, ROW_LOCAL),
      memory: {
        rows: RowRingWriter.create(control.marketFile(market, "rows"), rowSlots),
        book: BookWriter.create(control.marketFile(market, "book"), {
          levels: bookLevels,
          instrument: instruments[market]!.spec,
          market,
          epochNs,
        }),
        trades: TradeRingWriter.create(control.marketFile(market, "trades"), tradeSlots),
      },
    })),
  );
  const ledger = new PaperLedger(settings.dir);
  const venue = new PaperVenue({
    markets: new PaperMarkets(open, span.lengthNs),
    count: instruments.length,
    server,
    store: new VenueStore(instruments.length),
    watcher: ledger,
    onProblem,
    lastRowNs: open.lastRowNs,
    heartbeatNs: HEARTBEAT_NS * settings.speed,
    stuckNs: STUCK_NS * settings.speed,
  });
  return new PaperSession({
    control,
    feed,
    venue,
    ledger,
    instruments: instruments.map(({ id }) => id),
  });
}
