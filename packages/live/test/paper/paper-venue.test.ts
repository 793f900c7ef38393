import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { BUY, SELL } from "@mexoms/core/internal";
import {
  ANSWER_ACCEPTED,
  ANSWER_CANCELED,
  ANSWER_CANCELED_ALL,
  ANSWER_FILLED,
  REQUEST_FIELDS,
  TIF_IOC,
} from "@mexoms/sim/internal";
import { GATEWAY_EVENT, HEADER, HEADER_FIELDS } from "../../src/link/messages.ts";
import { LINK_RING_BYTES_MIN } from "../../src/link/ring-messages.ts";
import { SENT } from "../../src/link/venue-gateway.ts";
import { LEDGER_FILE, LEDGER_LINES, type VenueLedger } from "../../src/paper/paper-ledger.ts";
import { ROOT, SPOT, SWAP } from "../session-folder.ts";
import type { TestEngine } from "../link/test-engine.ts";
import { PaperWorld } from "./paper-world.ts";

const BEGIN_NS = 1e9;
const REST = { side: BUY, priceTicks: 1, qtyLots: 3 };
const TAKE = { side: SELL, priceTicks: 1, qtyLots: 3 };

async function begun(
  more: Parameters<typeof PaperWorld.open>[0] = {},
): Promise<{ world: PaperWorld; engine: TestEngine }> {
  const world = await PaperWorld.open(more);
  world.work(BEGIN_NS);
  return { world, engine: world.connected() };
}

function heard(world: PaperWorld, engine: TestEngine, ns = 1): number[] {
  world.work(ns);
  const before = engine.answers.length;
  engine.poll();
  return engine.answers.slice(before).map(({ kind }) => kind);
}

describe("requests at a paper venue", () => {
  it("arrive when they are polled, after all before them, each poll at a time of its own", async () => {
    const { world, engine } = await begun();
    engine.submit({ orderId: 1, ...REST });
    expect(heard(world, engine, 0)).toEqual([ANSWER_ACCEPTED]);
    engine.submit({ orderId: 2, ...REST });
    expect(heard(world, engine, 0)).toEqual([ANSWER_ACCEPTED]);
    const [first, second] = engine.answers;
    expect(first!.exchNs).toBeGreaterThanOrEqual(BEGIN_NS);
    expect(second!.exchNs).toBe(first!.exchNs + 1);
    expect(second!.sentNs).toBe(second!.exchNs);
  });

  it("are answered in order on several markets, however late the venue looks", async () => {
    const { world, engine } = await begun({
      latency: "entry=5ms,response=3ms",
      tapes: [SWAP, SPOT],
    });
    for (const [orderId, market] of [1, 0, 1].entries()) {
      engine.submit({ orderId: orderId + 1, ...REST, market, timeInForce: TIF_IOC });
      expect(heard(world, engine)).toEqual([]);
    }
    world.work(6e6);
    expect(heard(world, engine, 9e6)).toHaveLength(3);
    expect(engine.answers.map(({ orderId }) => orderId)).toEqual([1, 2, 3]);
  });

  it("take the model's time in both directions, if there is one", async () => {
    const { world, engine } = await begun({ latency: "entry=5ms,response=3ms" });
    engine.submit({ orderId: 1, ...REST });
    const sentNs = world.nowNs;
    expect(heard(world, engine, 1e6)).toEqual([]);
    expect(heard(world, engine, 7e6)).toEqual([]);
    expect(heard(world, engine, 2e6)).toEqual([ANSWER_ACCEPTED]);
    const [{ exchNs, sentNs: toldNs }] = engine.answers as [TestEngine["answers"][number]];
    expect(exchNs - sentNs).toBe(6e6);
    expect(toldNs - exchNs).toBeGreaterThanOrEqual(3e6);
  });

  it("of one order id twice are taken once, and told as a problem", async () => {
    const { world, engine } = await begun();
    engine.submit({ orderId: 1, ...REST });
    engine.submit({ orderId: 1, ...TAKE });
    expect(heard(world, engine)).toEqual([ANSWER_ACCEPTED]);
    expect(world.problems).toEqual([expect.stringMatching(/order 1 was sent twice/)]);
    expect(world.session.venue.store.duplicates).toBe(1);
  });

  it("that mean nothing are told as problems, and change nothing", async () => {
    const { world, engine } = await begun();
    const message = new Float64Array(HEADER_FIELDS + REQUEST_FIELDS);
    message[HEADER.kind] = 20;
    engine.link.send(message, REQUEST_FIELDS);
    engine.submit({ orderId: 1, ...REST, market: 1 });
    message[HEADER.kind] = 40;
    engine.link.send(message, 0, "{}");
    engine.submit({ orderId: 2, ...REST });
    expect(heard(world, engine)).toEqual([ANSWER_ACCEPTED]);
    expect(world.session.venue.malformed).toBe(3);
    expect(world.problems).toHaveLength(3);
  });

  it("to cancel all are answered order by order", async () => {
    const { world, engine } = await begun();
    engine.submit({ orderId: 1, ...REST });
    engine.submit({ orderId: 2, ...REST });
    heard(world, engine);
    engine.cancelAll(1);
    expect(heard(world, engine)).toEqual([ANSWER_CANCELED, ANSWER_CANCELED, ANSWER_CANCELED_ALL]);
  });
});

describe("a report", () => {
  it("says how each order stands, what was filled, and what is held", async () => {
    const { world, engine } = await begun();
    engine.submit({ orderId: 1, ...REST });
    engine.submit({ orderId: 2, ...TAKE });
    engine.submit({ orderId: 3, ...REST });
    engine.submit({ orderId: 4, ...TAKE });
    heard(world, engine);
    engine.cancel(3, BUY);
    const { tradeId } = engine.answers.find(({ kind }) => kind === ANSWER_FILLED)!;
    const id = engine.ask([2, 3, 77], [tradeId]);
    heard(world, engine);
    const [report] = engine.reports;
    expect(report).toMatchObject({ id, positionLots: [-6] });
    const states = report!.orders.map(({ orderId, state }) => `${orderId} ${state}`);
    expect(states).toEqual(["1 open", "2 filled", "3 canceled", "77 absent"]);
    expect(report!.fills.map(({ orderId }) => orderId)).toEqual([4]);
  });

  it("waits for the orders that are on their way, so that absent is for good", async () => {
    const { world, engine } = await begun({ latency: "5ms" });
    engine.submit({ orderId: 1, ...REST });
    engine.ask([1, 2]);
    heard(world, engine, 4e6);
    expect(engine.reports).toEqual([]);
    heard(world, engine, 10e6);
    expect(engine.reports[0]!.orders.map(({ state }) => state)).toEqual(["open", "absent"]);
  });

  it("comes whole, however long it is, and nothing overtakes it", async () => {
    const { world, engine } = await begun({ ringBytes: LINK_RING_BYTES_MIN });
    const orders = 6_000;
    for (let orderId = 1; orderId <= orders;) {
      if (engine.submit({ orderId, ...TAKE }) === SENT) orderId += 1;
      else heard(world, engine);
    }
    for (let i = 0; i < 20; i++) heard(world, engine);
    expect(engine.answers).toHaveLength(orders);
    engine.ask([]);
    heard(world, engine);
    expect(engine.reports).toEqual([]);
    engine.submit({ orderId: orders + 1, ...REST });
    for (let i = 0; i < 40 && engine.answers.length <= orders; i++) heard(world, engine);
    expect(engine.reports[0]!.fills).toHaveLength(orders);
    expect(engine.kinds.filter((kind) => kind === GATEWAY_EVENT.report).length).toBeGreaterThan(8);
    expect(engine.kinds.at(-1)).toBe(ANSWER_ACCEPTED);
  });
});

describe("an engine that takes nothing", () => {
  it("loses its generation, and the venue goes on", async () => {
    const { world, engine } = await begun({ ringBytes: LINK_RING_BYTES_MIN });
    const orders = 5_000;
    for (let orderId = 1; orderId <= orders;) {
      if (engine.submit({ orderId, ...TAKE }) === SENT) orderId += 1;
      else world.work(1);
      if (!engine.link.connected) break;
    }
    for (let i = 0; i < 10; i++) world.work(1);
    while (engine.poll() > 0);
    expect(engine.link.connected).toBe(false);
    const told = engine.answers.length;
    const next = world.connected();
    next.ask([]);
    for (let i = 0; i < 40 && next.reports.length === 0; i++) heard(world, next);
    // What was told is what came first; the report knows the rest too.
    const { fills } = next.reports[0]!;
    expect(fills.length).toBeGreaterThan(told);
    expect(fills.slice(0, told).map(({ tradeId }) => tradeId)).toEqual(
      engine.answers.map(({ tradeId }) => tradeId),
    );
  });
});

describe("an engine that dies in the middle of a report", () => {
  it("holds up neither the venue nor its successor, even while the clock stands", async () => {
    const { world, engine } = await begun({ ringBytes: LINK_RING_BYTES_MIN });
    const orders = 6_000;
    for (let orderId = 1; orderId <= orders;) {
      if (engine.submit({ orderId, ...TAKE }) === SENT) orderId += 1;
      else heard(world, engine);
    }
    for (let i = 0; i < 20; i++) heard(world, engine);
    engine.ask([]);
    for (let i = 0; i < 10; i++) world.work();
    const next = world.engine();
    next.link.connect();
    for (let i = 0; i < 10; i++) world.work();
    expect(next.link.connected).toBe(true);
    next.ask([]);
    for (let i = 0; i < 40 && next.reports.length === 0; i++) heard(world, next, 0);
    expect(next.reports[0]!.fills).toHaveLength(orders);
  });
});

describe("the end of the tapes", () => {
  it("is told to each generation once, after all that was sent before is answered", async () => {
    const { world, engine } = await begun({ latency: "5ms" });
    engine.submit({ orderId: 1, ...REST });
    world.work(3_600e9);
    for (let i = 0; i < 100 && !engine.kinds.includes(GATEWAY_EVENT.end); i++) {
      heard(world, engine, 1e6);
    }
    const events = engine.kinds.filter((kind) => kind !== GATEWAY_EVENT.heartbeat);
    expect(events).toEqual([ANSWER_ACCEPTED, GATEWAY_EVENT.end]);
    engine.cancel(1, BUY);
    for (let i = 0; i < 20; i++) heard(world, engine, 1e6);
    expect(engine.answers.at(-1)!.kind).toBe(ANSWER_CANCELED);
    const next = world.connected();
    heard(world, next);
    heard(world, next);
    expect(next.kinds).toEqual([GATEWAY_EVENT.end]);
  });
});

describe("accounts at a paper venue", () => {
  it("are told with what changes them, and refuse what they cannot carry", async () => {
    const accounts = path.join(ROOT, "examples/accounts/futures.json");
    const { world, engine } = await begun({ accounts });
    engine.submit({ orderId: 1, side: SELL, priceTicks: 1, qtyLots: 1 });
    engine.submit({ orderId: 2, side: SELL, priceTicks: 1, qtyLots: 1e9 });
    heard(world, engine);
    const [filled] = engine.answers.filter(({ kind }) => kind === ANSWER_FILLED);
    expect(JSON.parse(filled!.account!)).toMatchObject({ positions: [{ lots: -1 }] });
    const [report] = [world.session.venue.store.orders.report([1, 2])];
    expect(report.map(({ state }) => state)).toEqual(["filled", "rejected"]);
    expect(report[1]!.reason).toMatch(/margin|leverage/);
  });
});

describe("the record of a venue", () => {
  it("is written as it goes and is whole at the end, which a failure is not", async () => {
    const { world, engine } = await begun();
    engine.submit({ orderId: 1, ...TAKE });
    heard(world, engine);
    const file = path.join(world.folder.dir, LEDGER_FILE);
    world.session.beat(0);
    const lines = readFileSync(path.join(world.folder.dir, LEDGER_LINES), "utf8")
      .trim()
      .split("\n");
    expect(lines.map((line) => (JSON.parse(line) as { kind: string }).kind)).toEqual(["filled"]);
    expect(existsSync(file)).toBe(false);
    world.close();
    const ledger = JSON.parse(readFileSync(file, "utf8")) as VenueLedger;
    expect(ledger).toMatchObject({ duplicates: 0, malformed: 0, positionLots: [-3] });
    expect(ledger.orders).toHaveLength(1);
    expect(existsSync(path.join(world.folder.memory, "paper"))).toBe(false);
  });
});
