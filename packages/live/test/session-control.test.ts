import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { memoryFolder, SessionControl } from "@mexoms/live";
import { BELL, findSessions, removeLeftovers, RingProducer } from "@mexoms/live/internal";
import { startChild } from "./child.ts";
import { BTC_USDM } from "./btc-usdm.ts";
import { sharedScratch } from "./shared-scratch.ts";

const EPOCH = 1_723_075_200_123_456_789n;

function create(memory: string, session = "paper-1"): SessionControl {
  const instruments = [BTC_USDM, { ...BTC_USDM, symbol: "../../ETH/USDT:USDT é" }];
  return SessionControl.create({ memory, session, epochNs: EPOCH, speed: 50, instruments });
}

describe("session control", () => {
  it("tells every process the same clock, instruments and names", () => {
    const memory = sharedScratch();
    const made = create(memory);
    const joined = SessionControl.open(memory, "paper-1");
    expect(joined.instruments).toEqual(made.instruments);
    expect([joined.clockSpec(), joined.clock(), joined.running]).toEqual([
      undefined,
      undefined,
      false,
    ]);
    const originMonoNs = process.hrtime.bigint();
    made.start(originMonoNs);
    expect(joined.clockSpec()).toEqual({ epochNs: EPOCH, originMonoNs, speed: 50 });
    expect(joined.clock()!.read()).toBeGreaterThanOrEqual(0);
    expect(joined.marketFile(0, "book")).toBe(
      path.join(memory, "paper-1", "0-binance-usdm-BTCUSDT.book"),
    );
    expect(joined.writerAlive).toBe(true);
  });

  it("no symbol leads out of the session's folder", () => {
    const control = create(sharedScratch());
    expect(path.dirname(control.marketFile(1, "rows"))).toBe(control.folder);
    expect(() => control.marketFile(2, "rows")).toThrow("has no market 2");
  });

  it("carries the generations of the link and the writer's heartbeat", () => {
    const memory = sharedScratch();
    const made = create(memory);
    const joined = SessionControl.open(memory, "paper-1");
    joined.requestGeneration(3);
    made.grantGeneration(2);
    made.beat(123);
    expect(made.requestedGeneration).toBe(3);
    expect(joined.grantedGeneration).toBe(2);
    expect(joined.heartbeatMonoNs).toBe(123);
    made.end();
    expect(joined.ended).toBe(true);
  });

  it("a session that is not there, taken, of no name or of another version is told so", () => {
    const memory = sharedScratch();
    expect(() => SessionControl.open(memory, "x")).toThrow(`there is no session "x" in ${memory}`);
    create(memory);
    expect(() => create(memory)).toThrow("is there already");
    expect(() => create(memory, "../x")).toThrow("is no name of a session");
    const file = path.join(memory, "paper-1", "control");
    const bytes = readFileSync(file);
    bytes.writeUInt32LE(9, 8);
    mkdirSync(path.join(memory, "later"));
    writeFileSync(path.join(memory, "later", "control"), bytes);
    expect(() => SessionControl.open(memory, "later")).toThrow(
      "version 9 and this program reads 1",
    );
  });

  it("the memory folder is what is given, else MEXOMS_MEMORY, else the user's own", () => {
    expect(memoryFolder("/dev/shm/a")).toBe("/dev/shm/a");
    expect(path.basename(memoryFolder(""))).toMatch(/^mexoms-\d+$/);
  });
});

describe("bell", () => {
  it("wakes a process that sleeps, long before it would wake by itself", async () => {
    const memory = sharedScratch();
    const bell = create(memory).bell(BELL.toEngine);
    const child = await startChild("bell-sleeper", [memory, "paper-1", "20"]);
    const ring = setInterval(() => bell.ring(), 5);
    await child.ended.finally(() => clearInterval(ring));
    const slept = JSON.parse(child.text.replace("ready\n", "")) as number[];
    expect(slept).toHaveLength(20);
    expect(Math.min(...slept)).toBeLessThan(450);
  });

  it("does not sleep when it rang between arming and sleeping", () => {
    const bell = create(sharedScratch()).bell(BELL.toVenue);
    let shortest = Number.POSITIVE_INFINITY;
    for (let i = 0; i < 5; i++) {
      const armed = bell.arm();
      bell.ring();
      const from = performance.now();
      bell.sleep(armed, 9e8);
      shortest = Math.min(shortest, performance.now() - from);
    }
    expect(shortest).toBeLessThan(450);
  });

  it("wakes by itself after the longest sleep that was asked for", () => {
    const bell = create(sharedScratch()).bell(BELL.toVenue);
    const from = performance.now();
    bell.sleep(bell.arm(), 5e6);
    expect(performance.now() - from).toBeGreaterThanOrEqual(4);
  });
});

describe("leftovers", () => {
  it("sessions of dead writers go, those of the living and what is not ours stays", async () => {
    const memory = sharedScratch();
    const living = create(memory, "living");
    const dead = await startChild("session-writer", [memory, "dead"]);
    // An engine that outlives its venue: the session is still in use.
    const venue = await startChild("session-writer", [memory, "half"]);
    RingProducer.create(SessionControl.open(memory, "half").linkFile(1, "requests"), 1024);
    mkdirSync(path.join(memory, "notes"));
    writeFileSync(
      path.join(memory, "notes", "control"),
      "not a session at all, but a text of this name: ".repeat(3),
    );
    expect(removeLeftovers(memory)).toEqual([]);
    await Promise.all([dead.kill(), venue.kill()]);
    expect(SessionControl.open(memory, "dead").writerAlive).toBe(false);
    const found = findSessions(memory).map(({ session, alive }) => [session, alive]);
    expect(found).toEqual([
      ["dead", false],
      ["half", true],
      ["living", true],
    ]);
    expect(removeLeftovers(memory).map(({ session }) => session)).toEqual(["dead"]);
    expect(existsSync(path.join(memory, "dead"))).toBe(false);
    expect(existsSync(living.folder)).toBe(true);
    expect(existsSync(path.join(memory, "notes", "control"))).toBe(true);
  });

  it("a writer whose number was taken by a later process is dead", () => {
    const memory = sharedScratch();
    const { folder } = create(memory, "old");
    const file = path.join(folder, "control");
    const bytes = readFileSync(file);
    bytes.writeDoubleLE(bytes.readDoubleLE(24) - 1, 24);
    writeFileSync(file, bytes);
    expect(findSessions(memory).map(({ alive }) => alive)).toEqual([process.platform !== "linux"]);
  });

  it("a memory folder that is not there has none", () => {
    expect(findSessions(path.join(sharedScratch(), "none"))).toEqual([]);
  });
});
