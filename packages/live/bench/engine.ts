import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { ROW_BUY, ROW_DEPTH, ROW_LOCAL, ROW_SELL } from "@mexoms/core/internal";
import {
  BELL,
  BookWriter,
  type EngineView,
  GATEWAY_EVENT,
  GATEWAY_REQUEST,
  HEADER,
  HEADER_FIELDS,
  memoryFolder,
  type MessageView,
  MonoClock,
  RingServer,
  RowRingWriter,
  SessionControl,
  type VenueRequests,
  WAIT_KINDS,
} from "@mexoms/live";
import {
  ANSWER,
  ANSWER_ACCEPTED,
  ANSWER_CANCELED,
  ANSWER_FIELDS,
  REQUEST,
  REQUEST_CANCEL,
  REQUEST_SUBMIT,
} from "@mexoms/sim/internal";
import * as hdr from "hdr-histogram-js";
import { sessionName } from "../src/engine/session-folder.ts";

// How long an engine takes from a change of the book in shared memory until its new order is read at
// the gateway, in another process. Changes have planned times, and latency counts from those. Beside
// it what the engine itself measures: from the strategy's wish, through risk and journal, to the bytes
// at the gateway.
//
//   node packages/live/dist/bench/engine.js [SECONDS PER LINE] [CHANGES A SECOND] [SYNC]
const seconds = Number(process.argv[2] ?? 5);
const perSecond = Number(process.argv[3] ?? 200);
const journalSync = process.argv[4] ?? "100ms";
const memory = path.join(memoryFolder(), `bench-${process.pid}`);
const WARM_UP_S = 2;
const FIRST_TICKS = 600_000;
const STEPS = 4_096;
const EVENT_RING_BYTES = 4 << 20;
const HEARTBEAT_NS = 50e6;
const SPEC = {
  venue: "bench",
  market: "swap",
  symbol: "BTCUSDT",
  base: "BTC",
  quote: "USDT",
  payoff: "linear",
  contractSize: "1",
  tickSize: "0.1",
  lotSize: "0.001",
  makerFee: "0bps",
  takerFee: "0bps",
} as const;

/** A venue that takes every order in at once and fills none, and notes when an order came. */
class Venue implements VenueRequests {
  readonly latency = hdr.build({ lowestDiscernibleValue: 1, highestTrackableValue: 1e10 });
  readonly clock = new MonoClock();
  readonly #server: RingServer;
  readonly #rows: RowRingWriter;
  readonly #book: BookWriter;
  readonly #control: SessionControl;
  readonly #lots = Float64Array.of(5);
  readonly #stamp = new Float64Array(3);
  readonly #planned = new Float64Array(STEPS);
  readonly #event = new Float64Array(HEADER_FIELDS + ANSWER_FIELDS);
  #step = 0;
  #beatNs = 0;

  constructor(control: SessionControl) {
    this.#control = control;
    this.#server = new RingServer({ control, ringBytes: EVENT_RING_BYTES });
    this.#rows = RowRingWriter.create(control.marketFile(0, "rows"), 1 << 16);
    const options = { levels: 20, instrument: SPEC, market: 0, epochNs: 0n };
    this.#book = BookWriter.create(control.marketFile(0, "book"), options);
  }

  poll(): void {
    this.#server.poll(this, 256);
    const nowNs = this.clock.read();
    if (nowNs - this.#beatNs < HEARTBEAT_NS) return;
    this.#beatNs = nowNs;
    this.#book.beat(nowNs);
    this.#control.beat(nowNs);
    this.#tell(GATEWAY_EVENT.heartbeat, -1, 0);
  }

  request({ fields, index, bytes, textStart, textBytes }: MessageView): void {
    const nowNs = this.clock.read();
    const kind = fields[index + HEADER.kind]!;
    const body = index + HEADER_FIELDS;
    const id = fields[body + REQUEST.orderId]!;
    if (kind === REQUEST_SUBMIT) {
      const step = fields[body + REQUEST.priceTicks]! - FIRST_TICKS;
      this.latency.recordValue(Math.max(1, nowNs - this.#planned[step]!));
      this.#tell(ANSWER_ACCEPTED, 0, id);
    } else if (kind === REQUEST_CANCEL) this.#tell(ANSWER_CANCELED, 0, id);
    else if (kind === GATEWAY_REQUEST.report) {
      const asked = new TextDecoder().decode(bytes.subarray(textStart, textStart + textBytes));
      const request = JSON.parse(asked) as { id: number };
      const nothing = { orders: [], fills: [], positionLots: [0] };
      this.#tell(
        GATEWAY_EVENT.report,
        -1,
        0,
        JSON.stringify({ ...request, exchNs: 0, ...nothing }),
      );
    }
  }

  /** The best bid moves: an old level goes, a new one comes. */
  change(plannedNs: number): void {
    const before = FIRST_TICKS + this.#step;
    this.#step = (this.#step + 1) % STEPS;
    const after = FIRST_TICKS + this.#step;
    this.#planned[this.#step] = plannedNs;
    this.#row(ROW_DEPTH | ROW_BUY, before, 0);
    this.#row(ROW_DEPTH | ROW_BUY, after, 5);
    if (this.#step === 1) this.#row(ROW_DEPTH | ROW_SELL, FIRST_TICKS + 2 * STEPS, 5);
    this.#rows.publish();
    this.#stamp[2] = this.#rows.position;
    this.#book.publish(this.#stamp);
    this.#control.bell(BELL.toEngine).ring();
  }

  close(): void {
    this.#server.close();
    this.#rows.close();
    this.#book.close();
  }

  #row(event: number, ticks: number, lots: number): void {
    const nowNs = this.clock.nowNs;
    this.#lots[0] = lots;
    this.#rows.push(event | ROW_LOCAL, nowNs, nowNs, ticks, lots);
    this.#book.row(event, ticks, this.#lots, 0);
  }

  #tell(kind: number, market: number, orderId: number, text?: string): void {
    const event = this.#event.fill(0);
    const nowNs = this.#control.running ? this.clock.nowNs - this.#originNs() : 0;
    event[HEADER.kind] = kind;
    event[HEADER.market] = market;
    event[HEADER.sentNs] = nowNs;
    event[HEADER_FIELDS + ANSWER.kind] = kind;
    event[HEADER_FIELDS + ANSWER.orderId] = orderId;
    event[HEADER_FIELDS + ANSWER.exchNs] = Math.max(1, nowNs);
    event[HEADER_FIELDS + ANSWER.filledLots] = -1;
    this.#server.send(event, ANSWER_FIELDS, text);
  }

  #originNs(): number {
    return Number(this.#control.clockSpec()!.originMonoNs);
  }
}

interface Figures {
  readonly latencies: EngineView["latencies"];
  readonly counts: EngineView["counts"];
  readonly cpuShare: number;
}

async function measure(wait: string): Promise<{ venue: Venue; figures: Figures }> {
  const dir = mkdtempSync(path.join(tmpdir(), "mexoms-bench-"));
  const session = sessionName(dir);
  const options = { memory, session, epochNs: 0n, speed: 1, instruments: [SPEC] };
  const control = SessionControl.create(options);
  const venue = new Venue(control);
  const main = fileURLToPath(new URL("./engine-under-test.js", import.meta.url));
  const child = fork(main, [dir, memory, wait, journalSync]);
  try {
    await untilRunning(child, venue);
    drive(venue, WARM_UP_S);
    venue.latency.reset();
    drive(venue, seconds);
    child.send("stop");
    const told = once(child, "message") as Promise<[Figures]>;
    const [figures] = await polling(venue, told);
    return { venue, figures };
  } finally {
    child.kill();
    venue.close();
    control.end();
    control.close();
    rmSync(dir, { recursive: true, force: true });
  }
}

async function untilRunning(child: ChildProcess, venue: Venue): Promise<void> {
  const ended = once(child, "exit").then(() => {
    throw new Error("the engine has ended");
  });
  ended.catch(() => {});
  await polling(venue, Promise.race([once(child, "message"), ended]));
}

/** Goes on looking for orders until something has come. */
async function polling<T>(venue: Venue, awaited: Promise<T>): Promise<T> {
  const looks = setInterval(() => venue.poll(), 1);
  try {
    return await awaited;
  } finally {
    clearInterval(looks);
  }
}

/** Changes the book at planned times, and looks for orders all the while. */
function drive(venue: Venue, forSeconds: number): void {
  const everyNs = 1e9 / perSecond;
  const beganNs = venue.clock.read();
  for (let n = 0; n < forSeconds * perSecond; n++) {
    const plannedNs = beganNs + n * everyNs;
    while (venue.clock.read() < plannedNs) venue.poll();
    venue.change(plannedNs);
  }
  const untilNs = venue.clock.read() + 50e6;
  while (venue.clock.read() < untilNs) venue.poll();
}

function micros(ns: number): string {
  return (ns / 1_000).toFixed(1).padStart(8);
}

try {
  console.log(
    `engine, us; ${perSecond} changes/s, ${seconds} s each, journal on disk ${journalSync}`,
  );
  console.log("wait     book change to order at the gateway       intent to gateway     CPU");
  console.log("             p50      p99    p99.9      max          p50      p99");
  for (const wait of WAIT_KINDS) {
    // oxlint-disable-next-line no-await-in-loop
    const { venue, figures } = await measure(wait);
    const at = (share: number): string => micros(venue.latency.getValueAtPercentile(share));
    const intent = figures.latencies.find(({ name }) => name === "intent-to-gateway")!;
    console.log(
      `${wait.padEnd(7)} ${at(50)} ${at(99)} ${at(99.9)} ${at(100)}     ` +
        `${micros(intent.p50Ns)} ${micros(intent.p99Ns)}   ${(figures.cpuShare * 100).toFixed(0)} %` +
        `  (${venue.latency.totalCount} orders)`,
    );
  }
} finally {
  rmSync(memory, { recursive: true, force: true });
}
