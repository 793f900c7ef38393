import { describe, expect, it, onTestFinished } from "vitest";
import { BUY, SELL } from "@mexoms/core/internal";
import {
  ANSWER_ACCEPTED,
  ANSWER_FILLED,
  REQUEST,
  REQUEST_FIELDS,
  REQUEST_SUBMIT,
} from "@mexoms/sim/internal";
import type { Bus } from "../../src/bus/bus.ts";
import { NatsServer } from "../../src/bus/nats-server.ts";
import { BusMessageWriter, linkSubject } from "../../src/link/bus-messages.ts";
import { HEADER, HEADER_FIELDS } from "../../src/link/messages.ts";
import { NatsLink } from "../../src/link/nats-link.ts";
import { NatsServerLink } from "../../src/link/nats-server-link.ts";
import { NOT_CONNECTED, SENT } from "../../src/link/venue-gateway.ts";
import { connected, serverAtHand } from "../bus/at-hand.ts";
import { tempFolder } from "../bus/temp-folder.ts";
import { until } from "../bus/until.ts";
import { PaperWorld } from "../paper/paper-world.ts";
import { TestEngine } from "./test-engine.ts";

const LINK = { venue: "paper", session: "a session. of * ours" };
const BEGIN_NS = 1e9;

/** A venue's side that works whenever the event loop has time. */
async function venueOn(bus: Bus): Promise<{ world: PaperWorld; server: NatsServerLink }> {
  const server = new NatsServerLink({ bus, link: LINK });
  const world = await PaperWorld.open({}, () => server);
  world.work(BEGIN_NS);
  return { world, server };
}

async function engineOn(bus: Bus): Promise<TestEngine> {
  const link = new NatsLink({ name: "paper", bus, link: LINK });
  onTestFinished(() => link.close());
  return new TestEngine(link);
}

async function connects(engine: TestEngine, world: PaperWorld): Promise<void> {
  engine.link.connect();
  await until("the engine is connected", () => {
    world.work(1);
    return engine.link.connected;
  });
}

async function reported(engine: TestEngine, world: PaperWorld, ids: number[]): Promise<string[]> {
  const id = engine.ask(ids);
  await until("the report is there", () => {
    world.work(1);
    engine.poll();
    return engine.reports.some((report) => report.id === id);
  });
  return engine.reports.find((report) => report.id === id)!.orders.map(({ state }) => state);
}

describe("a link over NATS", () => {
  it("carries requests and events in their order, with nothing missing", async () => {
    const { url } = await serverAtHand();
    const { world } = await venueOn(await connected(url));
    const engine = await engineOn(await connected(url));
    expect(engine.submit({ orderId: 1, side: BUY, priceTicks: 1, qtyLots: 1 })).toBe(NOT_CONNECTED);
    await connects(engine, world);
    const orders = 3_000;
    for (let orderId = 1; orderId <= orders; orderId++) {
      engine.submit({ orderId, side: orderId % 3 === 0 ? SELL : BUY, priceTicks: 1, qtyLots: 2 });
    }
    await until("all are answered", () => {
      world.work(1);
      engine.poll();
      return engine.answers.length >= orders;
    });
    expect(engine.answers.map(({ orderId }) => orderId)).toEqual(
      Array.from({ length: orders }, (_, i) => i + 1),
    );
    const kinds = engine.answers.map(({ kind, orderId }) => [kind, orderId % 3 === 0] as const);
    expect(kinds.every(([kind, sells]) => kind === (sells ? ANSWER_FILLED : ANSWER_ACCEPTED))).toBe(
      true,
    );
    // Too long for one message.
    const ids = Array.from({ length: orders }, (_, i) => i + 1);
    expect((await reported(engine, world, ids)).length).toBe(orders);
  });

  it("hands out what was sent before, then the next engine's; never what comes too late", async () => {
    const { url } = await serverAtHand();
    const { world, server } = await venueOn(await connected(url));
    const bus = await connected(url);
    const first = await engineOn(bus);
    await connects(first, world);
    for (let orderId = 1; orderId <= 50; orderId++) {
      first.submit({ orderId, side: BUY, priceTicks: 1, qtyLots: 1 });
    }
    const second = await engineOn(bus);
    await connects(second, world);
    expect(second.link.generation).toBe(first.link.generation + 1);
    // The first one does not know that it is over.
    expect(first.submit({ orderId: 51, side: BUY, priceTicks: 1, qtyLots: 1 })).toBe(SENT);
    const states = await reported(
      second,
      world,
      Array.from({ length: 51 }, (_, i) => i + 1),
    );
    expect(states).toEqual([...Array.from({ length: 50 }, () => "open"), "absent"]);
    expect(server.refused).toBe(1);
    expect(second.answers).toEqual([]);
  });

  it("ends a generation at both ends when the connection is lost", async () => {
    const folder = tempFolder();
    const server = await NatsServer.start({ folder });
    const { world, server: venueEnd } = await venueOn(await connected(server.url));
    const engine = await engineOn(await connected(server.url));
    await connects(engine, world);
    engine.submit({ orderId: 1, side: BUY, priceTicks: 1, qtyLots: 1 });
    await until("the order is there", () => world.work(1) > 0);
    await server.stop();
    await until("both ends know", () => {
      engine.poll();
      return !engine.link.connected && !venueEnd.connected;
    });
    expect(engine.submit({ orderId: 2, side: BUY, priceTicks: 1, qtyLots: 1 })).toBe(NOT_CONNECTED);
    const again = await NatsServer.start({ folder, port: server.port });
    onTestFinished(async () => {
      await again.stop();
    });
    await connects(engine, world);
    expect(engine.submit({ orderId: 3, side: BUY, priceTicks: 1, qtyLots: 1 })).toBe(SENT);
    expect(await reported(engine, world, [1, 2, 3])).toEqual(["open", "open", "absent"]);
  });

  it("ends a generation when a message is missing: what is behind it never lives", async () => {
    const { url } = await serverAtHand();
    const { world, server } = await venueOn(await connected(url));
    const bus = await connected(url);
    const engine = await engineOn(bus);
    await connects(engine, world);
    let requests = "";
    const all = bus.subscribe(linkSubject("requests", LINK, "*"), ({ subject }) => {
      requests = subject;
    });
    engine.submit({ orderId: 1, side: BUY, priceTicks: 1, qtyLots: 1 });
    await until("the subject is seen", () => requests !== "");
    all.stop();
    // Number 3: the second one is lost on the way.
    const writer = new BusMessageWriter();
    const message = new Float64Array(HEADER_FIELDS + REQUEST_FIELDS);
    message[HEADER.kind] = REQUEST_SUBMIT;
    message[HEADER_FIELDS + REQUEST.orderId] = 3;
    const numbered = [1, 2, 3].map(() => writer.bytes(message, REQUEST_FIELDS, undefined));
    bus.publish(requests, numbered[2]!);
    await until("the engine is told", () => {
      world.work(1);
      engine.poll();
      return !engine.link.connected;
    });
    expect(server.refused).toBe(1);
    await connects(engine, world);
    expect(await reported(engine, world, [1, 2, 3])).toEqual(["open", "absent", "absent"]);
  });
});
