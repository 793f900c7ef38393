import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { connect, type Socket } from "node:net";
import path from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { type Bus, connectBus, JournalReader, NatsServer } from "@mexoms/live";
import { decodeBatch } from "@mexoms/live/internal";
import { Prng } from "@mexoms/core";
import { describe, expect, it, onTestFinished } from "vitest";
import { journalFolder, sessionName } from "../src/run/session-folder.ts";
import { findPaperVenue, stopPaperVenue } from "../src/paper/paper-spawn.ts";
import { SessionLedger } from "../src/publish/session-ledger.ts";
import { tempFolder } from "./bus/temp-folder.ts";
import { until } from "./bus/until.ts";
import { EngineProcess, verify } from "./campaign/kill-campaign.ts";
import type { PaperSessionOptions } from "./campaign/paper-session.ts";
import { expectWhole, messagesOf, setUp } from "./publish/published.ts";
import { SessionFolder, SWAP } from "./session-folder.ts";

/** Shorter than most of the times that the server is away. */
const WINDOW = "500ms";
const AWAY_MS = 1_200;
const ROUNDS = process.env["MEXOMS_SOAK"] === undefined ? 3 : 12;
const ROOM_LEFT = 100_000;
const BEHIND = 200;

interface View {
  readonly requests: number;
  readonly latencies: readonly { readonly name: string; readonly p99Ns: number }[];
}

/** A nats-server that goes away and comes back at the same address. */
class Comings {
  server: NatsServer;
  readonly #folder: string;
  readonly #include: string;

  private constructor(server: NatsServer, folder: string, include: string) {
    this.server = server;
    this.#folder = folder;
    this.#include = include;
    onTestFinished(async () => {
      await this.server.kill();
    });
  }

  static async start(): Promise<Comings> {
    const folder = tempFolder();
    const includeFile = path.join(tempFolder(), "impatient.conf");
    writeFileSync(includeFile, 'write_deadline: "100ms"\n');
    return new Comings(await NatsServer.start({ folder, includeFile }), folder, includeFile);
  }

  /** What the server wrote of itself. */
  get log(): string {
    return readFileSync(path.join(this.#folder, "nats-server.log"), "utf8");
  }

  async back(fileBytes?: number): Promise<void> {
    const { port } = this.server;
    const store = fileBytes === undefined ? {} : { store: { fileBytes } };
    const includeFile = this.#include;
    this.server = await NatsServer.start({ folder: this.#folder, port, includeFile, ...store });
  }
}

/** Subscribes to everything and reads nothing. */
function deafReader(port: number): Socket {
  const socket = connect({ host: "127.0.0.1", port });
  socket.on("error", () => {});
  socket.write('CONNECT {"verbose":false}\r\nSUB > 1\r\n');
  socket.pause();
  onTestFinished(() => void socket.destroy());
  return socket;
}

function lastView({ text }: EngineProcess): View {
  const lines = text.slice(0, text.lastIndexOf("\n")).split("\n");
  const line = lines.findLast((one) => one.startsWith("view "));
  return JSON.parse(line!.slice(5)) as View;
}

/** Requests a second, while `during` goes on. */
async function rateOf(engine: EngineProcess, during: () => Promise<void>): Promise<number> {
  const [from, fromMs] = [lastView(engine).requests, performance.now()];
  await during();
  return ((lastView(engine).requests - from) / (performance.now() - fromMs)) * 1000;
}

function publisherPid(engine: EngineProcess): number | undefined {
  for (const name of readdirSync("/proc")) {
    if (!/^\d+$/.test(name)) continue;
    try {
      const [, , , parent] = readFileSync(`/proc/${name}/stat`, "utf8").split(" ");
      const line = readFileSync(`/proc/${name}/cmdline`, "utf8");
      if (Number(parent) === engine.child.pid && line.includes("publisher-main")) {
        return Number(name);
      }
    } catch {
      // It has ended meanwhile.
    }
  }
  return undefined;
}

function lastRecord(dir: string): number {
  const reader = JournalReader.open(journalFolder(dir));
  while (reader.next());
  reader.close();
  return reader.nextSequence - 1;
}

/** The last record in the stream. */
async function lastPublished(bus: Bus): Promise<number> {
  const last = (await messagesOf(bus, "JOURNAL")).at(-1);
  return last === undefined ? 0 : decodeBatch(last.data).last;
}

async function catchesUp(bus: Bus, dir: string): Promise<void> {
  const wanted = lastRecord(dir);
  await until(
    "the streams have what the journal had",
    async () => bus.connected && (await lastPublished(bus)) >= wanted,
    60_000,
  );
}

/** All that a journal has to tell, by stream: subject and text, in order. */
function told(dir: string, engine: string): Record<string, [string, string][]> {
  const reader = JournalReader.open(dir);
  const ledger = new SessionLedger({ journal: reader.id, engine, epochNs: reader.epochNs });
  const of: Record<string, [string, string][]> = {
    ORDERS: [],
    FILLS: [],
    POSITIONS: [],
    RISK: [],
  };
  while (reader.next()) {
    for (const { action, subject, text } of ledger.take(reader)) {
      of[action.toUpperCase()]!.push([subject, text]);
    }
  }
  reader.close();
  return of;
}

/** The streams have what the journal tells, message by message. Returns how much that is. */
async function expectTold(
  bus: Bus,
  journal: string,
  session: string,
): Promise<Record<string, number>> {
  const all = told(journal, session);
  const counts = Object.fromEntries(Object.entries(all).map(([name, of]) => [name, of.length]));
  await expectWhole(bus, journal, counts as Parameters<typeof expectWhole>[2]);
  for (const [stream, messages] of Object.entries(all)) {
    const there = (await messagesOf(bus, stream)).map(({ subject, data }) => [
      subject,
      Buffer.from(data).toString(),
    ]);
    expect(there, stream).toEqual(messages);
  }
  return counts;
}

/** Waits until more requests have gone than until now. */
async function trades(engine: EngineProcess): Promise<void> {
  const from = lastView(engine).requests;
  await until("it trades", () => lastView(engine).requests > from + 10);
}

/** Starts the server anew with too little room, and waits until the streams lag behind for that. */
async function fullStore(nats: Comings, bus: Bus, dir: string): Promise<void> {
  let stored = 0;
  for (const stream of ["ORDERS", "FILLS", "POSITIONS", "RISK", "JOURNAL"]) {
    for (const { data } of await messagesOf(bus, stream)) stored += data.length + 200;
  }
  await nats.server.kill();
  await nats.back(stored + ROOM_LEFT);
  const isBehind = async (): Promise<boolean> =>
    bus.connected && lastRecord(dir) - (await lastPublished(bus)) > BEHIND;
  await until("the store is full", () => /resource limits exceeded/i.test(nats.log));
  await until("the streams lag behind", isBehind);
}

describe("a paper session while NATS fails", { timeout: 300_000 }, () => {
  it("trades all the time, and each record is in the streams once", async () => {
    const seed = Number(process.env["MEXOMS_SEED"] ?? 7);
    const dice = new Prng(seed);
    const { dir, memory } = new SessionFolder();
    const nats = await Comings.start();
    const { url, port } = nats.server;
    const bus = await connectBus({ url, name: "test", reconnectMs: 50 });
    onTestFinished(() => bus.close());
    await setUp(bus, WINDOW);
    const options: PaperSessionOptions = {
      dir,
      memory,
      tapes: [SWAP],
      speed: Number(process.env["MEXOMS_SPEED"] ?? 3),
      every: "50ms",
      // Snapshots hold the orders of a minute of the session.
      segmentBytes: 8 << 20,
      deadlines: { reconcileEveryMs: 500, snapshotEveryMs: 1_000, graceMs: 100 },
      nats: url,
    };
    const start = (): EngineProcess => new EngineProcess(options, "paper-session.js");
    let engine = start();
    const session = sessionName(dir);
    onTestFinished(async () => {
      if (!engine.ended) await engine.kill();
      const venue = findPaperVenue({ memory, session });
      if (venue !== undefined) await stopPaperVenue(venue, 10_000);
    });
    await engine.until(/view .*requests":[1-9]/);
    await catchesUp(bus, dir);
    const before = await rateOf(engine, async () => delay(1_500));
    const without: number[] = [];
    for (let round = 0; round < ROUNDS; round++) {
      await delay(dice.next() * 400);
      await nats.server.kill();
      without.push(await rateOf(engine, async () => delay(300 + dice.next() * AWAY_MS)));
      await trades(engine);
      if (round === 1) {
        await engine.kill();
        engine = start();
        await engine.until(/phase running[^]*view .*requests":[1-9]/);
        await trades(engine);
      }
      await nats.back();
      const publisher = publisherPid(engine);
      await delay(dice.next() * 400);
      if (publisher !== undefined && round !== 1) process.kill(publisher, "SIGKILL");
    }
    await catchesUp(bus, dir);
    without.push(await rateOf(engine, async () => fullStore(nats, bus, dir)));
    await trades(engine);
    await nats.server.kill();
    await nats.back();
    deafReader(port);
    await until("the reader is cut", () => /slow consumer/i.test(nats.log), 90_000);
    await trades(engine);
    const p99 = lastView(engine).latencies.map(({ name, p99Ns }) => `${name} ${p99Ns / 1e3} us`);
    await engine.stop();
    const venue = findPaperVenue({ memory, session });
    if (venue !== undefined) await stopPaperVenue(venue, 30_000);
    const whole = await verify(dir);
    expect(whole.audit.problems).toEqual([]);
    expect(whole.parity.difference).toBeUndefined();
    expect(whole.ledger).toEqual([]);
    expect(engine.text).not.toContain("not published yet");
    await until("the test is connected", () => bus.connected);
    const counts = await expectTold(bus, journalFolder(dir), session);
    expect(counts["FILLS"]).toBeGreaterThan(0);
    const rates = without.map((rate) => Math.round(rate)).join(" ");
    console.log(`seed ${seed}: ${Math.round(before)} requests/s before, without NATS ${rates}`);
    console.log(`${JSON.stringify(counts)}; p99: ${p99.join(", ")}`);
  });
});
