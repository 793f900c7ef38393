import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import type { Strategy } from "@mexoms/core";
import {
  BookReader,
  ENGINE_DEADLINES,
  JournalWriter,
  memoryFolder,
  MonoClock,
  SEGMENT_BYTES,
  SessionControl,
} from "@mexoms/live";
import { RingLink, RowRingReader, SessionClock } from "@mexoms/live/internal";
import { ENGINE_VERSION } from "@mexoms/sim/internal";
import { Engine } from "../src/engine/engine.ts";
import { sessionTimes } from "../src/engine/engine-times.ts";
import { ledgerOf, omsOf } from "../src/engine/fold-journal.ts";
import { IntentStamps } from "../src/engine/intent-stamps.ts";
import { JournaledExplains } from "../src/kernel/journaled-explains.ts";
import { JournaledRequests } from "../src/kernel/journaled-requests.ts";
import { LatencyLog } from "../src/engine/latency-log.ts";
import { LiveDriver } from "../src/engine/live-driver.ts";
import { LiveGateway } from "../src/kernel/live-gateway.ts";
import { MarketFeed } from "../src/engine/market-feed.ts";
import { openKernel } from "../src/kernel/open-kernel.ts";
import { OrderGate } from "../src/engine/order-gate.ts";
import type { SessionStart } from "../src/kernel/session-start.ts";
import { BENCH_RISK } from "./follower.ts";
import { BENCH_INSTRUMENT } from "./bench-instrument.ts";
import { OrderVenue } from "./order-venue.ts";

const RING_BYTES = 4 << 20;
/** No report, and so no snapshot, in the middle of what is measured. */
const DEADLINES = { ...ENGINE_DEADLINES, reconcileEveryMs: 1e9 };

/** An engine and its venue in this process, so that a single step can be measured. */
export class LocalEngine {
  readonly venue: OrderVenue;
  readonly engine: Engine;
  readonly journal: JournalWriter;
  readonly clock: SessionClock;
  readonly control: SessionControl;
  readonly latencies: LatencyLog;
  readonly #folders: readonly string[];

  private constructor(parts: {
    venue: OrderVenue;
    engine: Engine;
    journal: JournalWriter;
    clock: SessionClock;
    control: SessionControl;
    latencies: LatencyLog;
    folders: readonly string[];
  }) {
    this.venue = parts.venue;
    this.engine = parts.engine;
    this.journal = parts.journal;
    this.clock = parts.clock;
    this.control = parts.control;
    this.latencies = parts.latencies;
    this.#folders = parts.folders;
  }

  /** Connected, reconciled and begun. */
  static open(strategy: Strategy, params: Readonly<Record<string, string>>): LocalEngine {
    const dir = mkdtempSync(path.join(tmpdir(), "mexoms-bench-"));
    const memory = path.join(memoryFolder(), `bench-${process.pid}`);
    const instruments = [BENCH_INSTRUMENT];
    const session = "local";
    const control = SessionControl.create({ memory, session, epochNs: 0n, speed: 1, instruments });
    const venue = new OrderVenue(control);
    const { writer: journal } = JournalWriter.open({
      dir,
      epochNs: 0n,
      segmentBytes: SEGMENT_BYTES,
      sync: "none",
    });
    const gateway = new RingLink({ name: "bench", control, ringBytes: RING_BYTES });
    gateway.connect();
    while (!gateway.connected) venue.poll();
    const originMonoNs = process.hrtime.bigint();
    const start = startOf(strategy, params, originMonoNs);
    control.start(originMonoNs);
    const clock = control.clock()!;
    const latencies = new LatencyLog();
    const stamps = new IntentStamps({
      latencies,
      clock,
      speed: 1,
      next: new JournaledExplains(journal),
    });
    const times = sessionTimes(DEADLINES, { speed: 1, wayNs: 0 });
    const oms = omsOf(ledgerOf(start), undefined, times.answerTimeoutNs);
    const gate = new OrderGate({ gateway, oms, stamps });
    const kernel = openKernel(start, {
      strategy,
      gateway: new LiveGateway(new JournaledRequests(journal, gate), []),
      observer: stamps,
      forgets: true,
    });
    const driver = new LiveDriver({ kernel, journal, lastNs: 0 });
    const engine = new Engine({
      kernel,
      driver,
      journal,
      gateway,
      gate,
      oms,
      feeds: [feedOf(control)],
      observer: { phase: () => {}, filled: () => {}, note: (text) => console.error(text) },
      stamps,
      times,
      cleanNs: clock.read(),
    });
    engine.start(start, clock.read());
    const folders = [dir, memory];
    return new LocalEngine({ venue, engine, journal, clock, control, latencies, folders });
  }

  /** One change of the book: its order is sent, taken in and answered. */
  change(): void {
    const { venue, engine, clock } = this;
    venue.change(venue.clock.read());
    engine.doWork(clock.read());
    venue.poll();
    engine.doWork(clock.read());
    venue.poll();
    engine.doWork(clock.read());
  }

  close(): void {
    this.engine.close();
    this.journal.close();
    this.venue.close();
    this.control.end();
    this.control.close();
    for (const folder of this.#folders) rmSync(folder, { recursive: true, force: true });
  }
}

function feedOf(control: SessionControl): MarketFeed {
  const mono = new MonoClock();
  const rows = new RowRingReader(control.marketFile(0, "rows"), { from: 0 });
  const options = { levels: 1_000, staleNs: 2e9, clock: mono };
  const book = new BookReader(control.marketFile(0, "book"), options);
  return new MarketFeed({ rows, book, mono }, { fromStart: true, limitRows: 4_096 });
}

function startOf(
  strategy: Strategy,
  params: Readonly<Record<string, string>>,
  originMonoNs: bigint,
): SessionStart {
  return {
    version: 1,
    engine: ENGINE_VERSION,
    strategy: { name: strategy.name, codeDigest: "0".repeat(64), source: strategy.name },
    params,
    instruments: [BENCH_INSTRUMENT],
    accounts: [],
    risk: BENCH_RISK,
    seed: 1,
    bookIncludesOwn: false,
    warmupNs: 0,
    explains: true,
    clock: { epochNs: "0", originMonoNs: String(originMonoNs), speed: 1 },
  };
}
