import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { defineStrategy, instrument } from "@mexoms/core";
import {
  ANSWER,
  ANSWER_ACCEPTED,
  ANSWER_CANCELED,
  ANSWER_FIELDS,
  REQUEST,
  REQUEST_SUBMIT,
} from "@mexoms/sim/internal";
import { ENGINE_DEADLINES, JournalWriter } from "@mexoms/live";
import {
  HEADER,
  HEADER_FIELDS,
  type MessageView,
  type ReportRequest,
  SENT,
  type VenueEvents,
  type VenueGateway,
} from "@mexoms/live/internal";
import { Engine } from "../src/engine/engine.ts";
import { sessionTimes } from "../src/engine/engine-times.ts";
import { JournaledRequests } from "../src/kernel/journaled-requests.ts";
import { LiveDriver } from "../src/engine/live-driver.ts";
import { LiveGateway } from "../src/kernel/live-gateway.ts";
import { openKernel } from "../src/kernel/open-kernel.ts";
import { Oms } from "../src/oms/oms.ts";
import { OrderGate } from "../src/engine/order-gate.ts";
import { FilesThread } from "../src/files/files-thread.ts";
import { GATEWAY_EVENT, GATEWAY_REQUEST } from "../src/link/messages.ts";
import { BENCH_INSTRUMENT } from "./bench-instrument.ts";

// Memory of an engine (kernel, OMS, journal, snapshots, reports) over many orders: each is sent,
// accepted, and canceled by the next one. Time is made up: a thousand orders a second, 17 minutes a
// million. With "keep" nothing is forgotten, to see the difference; with "files" a thread keeps the
// files of the session and deletes segments older than 2 days.
//
//   node --expose-gc packages/live/dist/bench/forgetting.js [MILLIONS] [forget | keep]
const millions = Number(process.argv[2] ?? 3);
const forgets = process.argv[3] !== "keep";
const EVERY_NS = 1e6;
const SPEC = { ...BENCH_INSTRUMENT, makerFee: "1bps", takerFee: "5bps" } as const;

/** Answers each request at the next poll; has at most two orders. */
class BenchVenue implements VenueGateway {
  readonly name = "bench";
  readonly connected = true;
  readonly generation = 1;
  heardNs = 0;
  readonly #open = new Map<number, number>();
  readonly #waiting: MessageView[] = [];

  connect(): void {}
  close(): void {}

  send(fields: Float64Array, _bodyFields: number, text?: string): number {
    const kind = fields[HEADER.kind]!;
    if (kind === GATEWAY_REQUEST.report) {
      this.#report(JSON.parse(text!) as ReportRequest);
      return SENT;
    }
    const id = fields[HEADER_FIELDS + REQUEST.orderId]!;
    const priceTicks = fields[HEADER_FIELDS + REQUEST.priceTicks]!;
    if (kind === REQUEST_SUBMIT) {
      this.#open.set(id, priceTicks);
      this.#answer(ANSWER_ACCEPTED, id);
    } else {
      this.#open.delete(id);
      this.#answer(ANSWER_CANCELED, id);
    }
    return SENT;
  }

  poll(events: VenueEvents): number {
    const { length } = this.#waiting;
    for (let n = 0; n < length; n++) events.event(this.#waiting.shift()!);
    return length;
  }

  #answer(kind: number, id: number): void {
    const fields = new Float64Array(HEADER_FIELDS + ANSWER_FIELDS);
    fields[HEADER.kind] = kind;
    const body = { kind, orderId: id, exchNs: this.heardNs, filledLots: 0 };
    for (const [name, value] of Object.entries(body)) {
      fields[HEADER_FIELDS + ANSWER[name as keyof typeof body]] = value;
    }
    this.#say(fields, "");
  }

  #report({ id, orderIds }: ReportRequest): void {
    const nothing = { market: 0, side: 0, filledLots: 0, exchNs: this.heardNs };
    const orders = [...this.#open].map(([orderId, priceTicks]) => {
      return { orderId, ...nothing, state: "open" as const, priceTicks, leavesLots: 1 };
    });
    for (const orderId of orderIds) {
      if (this.#open.has(orderId)) continue;
      const over = { orderId, ...nothing, state: "canceled" as const };
      orders.push({ ...over, priceTicks: 0, leavesLots: 0 } as never);
    }
    const report = { id, exchNs: this.heardNs, orders, fills: [], positionLots: [0] };
    const fields = new Float64Array(HEADER_FIELDS);
    fields[HEADER.kind] = GATEWAY_EVENT.report;
    this.#say(fields, JSON.stringify(report));
  }

  #say(fields: Float64Array, text: string): void {
    const textBytes = Buffer.byteLength(text);
    const bytes = new Uint8Array(fields.byteLength + textBytes);
    bytes.set(new Uint8Array(fields.buffer));
    bytes.set(Buffer.from(text), fields.byteLength);
    const doubles = new Float64Array(bytes.buffer, 0, fields.length);
    this.#waiting.push({
      fields: doubles,
      index: 0,
      bytes,
      textStart: fields.byteLength,
      textBytes,
    });
  }
}

const CHURN = defineStrategy({
  name: "churn",
  params: { instrument: instrument() },
  start(ctx, { instrument: traded }) {
    let n = 0;
    ctx.every("1ms", () => {
      ctx.orders.cancelAll(traded);
      n += 1;
      ctx.orders.submit({
        instrument: traded,
        side: "buy",
        priceTicks: 500_000 + (n % 50),
        qtyLots: 1,
        timeInForce: "gtc",
      });
    });
    return {};
  },
});

const dir = mkdtempSync(path.join(tmpdir(), "mexoms-bench-"));
const journalDir = path.join(dir, "journal");
const { writer: journal } = JournalWriter.open({
  dir: journalDir,
  epochNs: 1_723_000_000_000_000_000n,
  segmentBytes: 64 << 20,
  sync: "none",
});
const venue = new BenchVenue();
const times = sessionTimes(ENGINE_DEADLINES, { speed: 1, wayNs: 0 });
const oms = new Oms({
  answerTimeoutNs: times.answerTimeoutNs,
  markets: [{ lots: 0, tradeId: 0 }],
});
const gate = new OrderGate({ gateway: venue, oms });
const start = {
  version: 1,
  engine: "bench",
  strategy: { name: "churn", codeDigest: "0".repeat(64), source: "churn" },
  params: {},
  instruments: [SPEC],
  accounts: [],
  seed: 1,
  bookIncludesOwn: false,
  warmupNs: 0,
  explains: false,
  clock: { epochNs: `${journal.epochNs}`, originMonoNs: "0", speed: 1 },
} as const;
const kernel = openKernel(start, {
  strategy: CHURN,
  gateway: new LiveGateway(new JournaledRequests(journal, gate), []),
  observer: { intent() {}, cancelAll() {}, answer() {}, explain() {} },
  forgets,
});
const driver = new LiveDriver({ kernel, journal, lastNs: 0 });
const engine = new Engine({
  kernel,
  driver,
  journal,
  gateway: venue,
  gate,
  oms,
  feeds: [],
  observer: { phase() {}, filled() {}, note: (text) => console.log(text) },
  stamps: undefined,
  times,
  cleanNs: 0,
});
engine.start(start, 0);
const files = new FilesThread(
  {
    journal: journalDir,
    dir: path.join(dir, "files"),
    everyMs: 1000,
    // Two days of the made-up time are more than this runs for: less, to see segments go.
    keep: { keepNs: 300e9, published: undefined },
  },
  (error) => console.log(error.message),
);
const mb = (bytes: number): string => (bytes / 1e6).toFixed(0).padStart(7);
console.log(forgets ? "orders over for long are forgotten" : "nothing is forgotten");
console.log("  orders  RSS MB heap MB  ext MB  orders/s");
try {
  let nowNs = 0;
  let shown = performance.now();
  for (let n = 1; n <= millions * 1e6; n++) {
    nowNs += EVERY_NS;
    venue.heardNs = nowNs;
    engine.doWork(nowNs);
    if (n % 2000 === 0) {
      journal.syncIfDue(performance.now());
      await new Promise((resolve) => setImmediate(resolve));
    }
    if (n % 100_000 !== 0) continue;
    globalThis.gc?.();
    const { rss, heapUsed, external } = process.memoryUsage();
    const nowMs = performance.now();
    const rate = ((100_000 / (nowMs - shown)) * 1000).toFixed(0);
    shown = nowMs;
    const sent = String(kernel.desk.nextOrderId - 1).padStart(8);
    console.log(`${sent} ${mb(rss)} ${mb(heapUsed)} ${mb(external)} ${rate.padStart(9)}`);
  }
} finally {
  await files.close();
  journal.close();
  rmSync(dir, { recursive: true });
}
