import { fork } from "node:child_process";
import { once } from "node:events";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { describe, expect, it, onTestFinished } from "vitest";
import { Prng } from "@mexoms/core";
import { BUY, SELL } from "@mexoms/core/internal";
import { isAlive } from "@mexoms/sim/process-identity";
import { NatsLink } from "../../src/link/nats-link.ts";
import { RingLink } from "../../src/link/ring-link.ts";
import { GATEWAY_EVENT } from "../../src/link/messages.ts";
import { SessionControl } from "../../src/memory/session-control.ts";
import { LEDGER_FILE, type VenueLedger } from "../../src/paper/paper-ledger.ts";
import type { PaperSettings } from "../../src/paper/paper-settings.ts";
import {
  findPaperVenue,
  LOG_FILE,
  type PaperProcess,
  spawnPaperVenue,
  stopPaperVenue,
} from "../../src/paper/paper-spawn.ts";
import { connected, serverAtHand } from "../bus/at-hand.ts";
import { TestEngine } from "../link/test-engine.ts";
import { SessionFolder } from "../session-folder.ts";
import { paperSettings } from "./paper-world.ts";

const DEADLINE_MS = 240_000;

async function started(
  folder: SessionFolder,
  more: Partial<PaperSettings> = {},
): Promise<PaperProcess> {
  const venue = await spawnPaperVenue(paperSettings(folder, more));
  onTestFinished(async () => {
    if (!(await stopPaperVenue(venue, DEADLINE_MS))) process.kill(venue.pid, "SIGKILL");
  });
  return venue;
}

function joined({ memory, session }: PaperProcess): {
  control: SessionControl;
  engine: TestEngine;
} {
  const control = SessionControl.open(memory, session);
  const link = new RingLink({ name: "paper", control, ringBytes: 1 << 20 });
  onTestFinished(() => {
    link.close();
    control.close();
  });
  return { control, engine: new TestEngine(link) };
}

async function until(condition: () => boolean): Promise<void> {
  const deadline = performance.now() + DEADLINE_MS;
  while (!condition()) {
    if (performance.now() > deadline) throw new Error("it did not come about in time");
    await delay(1);
  }
}

function ledgerOf(folder: SessionFolder): VenueLedger {
  return JSON.parse(readFileSync(path.join(folder.dir, LEDGER_FILE), "utf8")) as VenueLedger;
}

describe("the process of a paper venue", () => {
  it("plays its tapes to the end, answers, tells the end, and goes without a trace", async () => {
    const folder = new SessionFolder();
    const venue = await started(folder, { speed: 5_000 });
    const { control, engine } = joined(venue);
    engine.link.connect();
    await until(() => engine.link.connected);
    expect(control.running).toBe(false);
    engine.submit({ orderId: 1, side: BUY, priceTicks: 1, qtyLots: 1 });
    control.start(process.hrtime.bigint());
    let sent = 1;
    await until(() => {
      engine.poll();
      if (sent < 200) {
        sent += 1;
        engine.submit({ orderId: sent, side: SELL, priceTicks: 1, qtyLots: 2 });
      }
      return engine.kinds.includes(GATEWAY_EVENT.end);
    });
    const asked = engine.ask([1, sent, 9_999]);
    await until(() => engine.poll() > 0 && engine.reports.some(({ id }) => id === asked));
    const [report] = engine.reports;
    expect(report!.orders.find(({ orderId }) => orderId === 1)).toMatchObject({ state: "open" });
    expect(report!.orders.find(({ orderId }) => orderId === 9_999)!.state).toBe("absent");
    expect(await stopPaperVenue(venue, DEADLINE_MS)).toBe(true);
    const ledger = ledgerOf(folder);
    expect(ledger.orders).toHaveLength(sent);
    expect(ledger.fills).toEqual(report!.fills);
    expect(ledger.positionLots).toEqual(report!.positionLots);
    expect(readdirSync(folder.memory)).toEqual([]);
    expect(readFileSync(path.join(folder.dir, LOG_FILE), "utf8")).toBe("");
    expect(findPaperVenue(venue)).toBeUndefined();
  });

  it("outlives an engine: what it sent last is known, and is not done twice", async () => {
    const folder = new SessionFolder();
    const venue = await started(folder, { speed: 100 });
    const first = joined(venue);
    first.engine.link.connect();
    await until(() => first.engine.link.connected);
    first.control.start(process.hrtime.bigint());
    for (let orderId = 1; orderId <= 100; orderId++) {
      first.engine.submit({ orderId, side: BUY, priceTicks: 1, qtyLots: 1 });
    }
    // The engine is gone: nobody polls, nothing was closed. Its successor begins at once.
    const second = joined(venue);
    expect(findPaperVenue(venue)).toEqual(venue);
    second.engine.link.connect();
    await until(() => second.engine.link.connected);
    const ids = Array.from({ length: 101 }, (_, i) => i + 1);
    const asked = second.engine.ask(ids);
    await until(
      () => second.engine.poll() > 0 && second.engine.reports.some(({ id }) => id === asked),
    );
    const states = second.engine.reports[0]!.orders.map(({ state }) => state);
    expect(states.filter((state) => state === "open")).toHaveLength(100);
    expect(states.filter((state) => state === "absent")).toHaveLength(1);
  });

  it("knows every order of engines that were killed, once, and none that they did not send", async () => {
    const folder = new SessionFolder();
    const venue = await started(folder);
    const random = new Prng(1);
    let first = 1;
    for (let life = 0; life < 5; life++) {
      const main = path.join(import.meta.dirname, "../link/order-sender.js");
      const child = fork(main, [venue.memory, venue.session, String(first)]);
      const gone = once(child, "exit");
      await once(child, "message");
      await delay(Math.floor(random.next() * 60));
      child.kill("SIGKILL");
      const { control, engine } = joined(venue);
      if (!control.running) control.start(process.hrtime.bigint());
      engine.link.connect();
      await until(() => engine.link.connected);
      await gone;
      const ids = Array.from({ length: 5_000 }, (_, i) => first + i);
      const asked = engine.ask(ids);
      await until(() => engine.poll() > 0 && engine.reports.some(({ id }) => id === asked));
      const { orders, fills, positionLots } = engine.reports[0]!;
      const sent = orders.findIndex(({ state }) => state === "absent");
      expect(sent).toBeGreaterThan(0);
      // What came is all that was sent up to some order, whole.
      const states = orders.map(
        ({ orderId, state, filledLots }) => `${orderId} ${state} ${filledLots}`,
      );
      expect(states.slice(0, sent)).toEqual(ids.slice(0, sent).map((id) => `${id} filled 3`));
      expect(orders.slice(sent).every(({ state }) => state === "absent")).toBe(true);
      first += sent;
      expect(fills.reduce((sum, { qtyLots }) => sum + qtyLots, 0)).toBe(3 * (first - 1));
      expect(positionLots).toEqual([-3 * (first - 1)]);
      engine.link.close();
    }
    expect(await stopPaperVenue(venue, DEADLINE_MS)).toBe(true);
    const ledger = ledgerOf(folder);
    expect(ledger.duplicates).toBe(0);
    expect(ledger.orders).toHaveLength(first - 1);
  });

  it("serves engines over NATS, where the settings say so", async () => {
    const { url } = await serverAtHand();
    const folder = new SessionFolder();
    const venue = await started(folder, { nats: { url } });
    const link = new NatsLink({
      name: "paper",
      bus: await connected(url),
      link: { venue: "paper", session: venue.session },
    });
    onTestFinished(() => link.close());
    const engine = new TestEngine(link);
    link.connect();
    await until(() => link.connected);
    engine.submit({ orderId: 1, side: BUY, priceTicks: 1, qtyLots: 1 });
    await until(() => engine.poll() > 0);
    expect(engine.answers.map(({ orderId }) => orderId)).toEqual([1]);
    await expect(
      spawnPaperVenue(paperSettings(new SessionFolder(), { nats: { url: "nats://127.0.0.1:1" } })),
    ).rejects.toThrow(/nobody answers/);
  });

  it("says why it cannot start, and leaves nothing in shared memory", async () => {
    const folder = new SessionFolder();
    const wrong = paperSettings(folder, { queue: "power3" });
    await expect(spawnPaperVenue(wrong)).rejects.toThrow(/power3/);
    expect(readdirSync(folder.memory)).toEqual([]);
  });

  it("ends by itself when no engine asks for anything", async () => {
    const folder = new SessionFolder();
    const venue = await started(folder, { idleMs: 200 });
    await until(() => !isAlive(venue));
    expect(existsSync(path.join(folder.dir, LEDGER_FILE))).toBe(true);
    expect(readdirSync(folder.memory)).toEqual([]);
  });

  it("takes the place of one that was killed", async () => {
    const folder = new SessionFolder();
    const killed = await started(folder);
    process.kill(killed.pid, "SIGKILL");
    await until(() => !isAlive(killed));
    expect(findPaperVenue(killed)).toBeUndefined();
    expect(existsSync(path.join(folder.dir, LEDGER_FILE))).toBe(false);
    const next = await started(folder);
    await expect(spawnPaperVenue(paperSettings(folder))).rejects.toThrow(/runs already/);
    expect(findPaperVenue(next)).toEqual(next);
  });
});
