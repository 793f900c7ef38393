import { spawnSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import path from "node:path";
import { applySetup, type Bus, natsConfig, planSetup } from "@mexoms/live";
import { type BusEvent, PUBLISHER_FULL, type StreamPublisherOptions } from "@mexoms/live/internal";
import { describe, expect, it } from "vitest";
import { connected, serverAtHand } from "./at-hand.ts";
import { Proxy } from "./proxy.ts";
import { tempFolder } from "./temp-folder.ts";
import { until } from "./until.ts";

const SUBJECT = "journal.engine.-.-.-";
const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

async function setUp(bus: Bus, settings: Record<string, string> = {}): Promise<void> {
  const steps = await planSetup(bus, natsConfig({ settings }));
  await applySetup(bus, steps, { force: false });
}

async function contents(bus: Bus, stream = "JOURNAL"): Promise<string[]> {
  const found: string[] = [];
  for await (const { data } of bus.replay({ stream }))
    found.push(new TextDecoder().decode(data).trim());
  return found;
}

function publisherOf(bus: Bus, options: Partial<StreamPublisherOptions> = {}) {
  const stored: number[] = [];
  const refused: { ticket: number; why: string; final: boolean }[] = [];
  const publisher = bus.publisher({
    stream: "JOURNAL",
    inFlight: 100,
    inFlightBytes: 4e6,
    refused: "retry",
    onStored: (ticket) => stored.push(ticket),
    onRefused: (ticket, why, final) => refused.push({ ticket, why, final }),
    ...options,
  });
  return { publisher, stored, refused };
}

const numbers = (count: number): string[] => [...Array(count).keys()].map(String);

describe("a publisher", () => {
  it("is full at its limits, and takes more after the next answer", async () => {
    const { url } = await serverAtHand();
    const bus = await connected(url);
    await setUp(bus);
    const { publisher, stored } = publisherOf(bus, { inFlight: 3, inFlightBytes: 20 });
    expect(publisher.publish(SUBJECT, bytes("x".repeat(50)), "large")).toBe(1);
    expect(publisher.publish(SUBJECT, bytes("b"), "b")).toBe(PUBLISHER_FULL);
    await publisher.settled();
    expect(["b", "c", "d", "e"].map((id) => publisher.publish(SUBJECT, bytes(id), id))).toEqual([
      2,
      3,
      4,
      PUBLISHER_FULL,
    ]);
    await publisher.settled();
    expect(stored).toEqual([1, 2, 3, 4]);
    expect(publisher.publish(SUBJECT, bytes("e"), "e")).toBe(5);
    publisher.close();
  });

  it("keeps a copy: bytes may be used again at once", async () => {
    const { url } = await serverAtHand();
    const bus = await connected(url);
    await setUp(bus);
    const { publisher } = publisherOf(bus);
    const data = new Uint8Array(1);
    for (const id of numbers(50)) {
      data[0] = 48 + (Number(id) % 10);
      publisher.publish(SUBJECT, data, id);
      data[0] = 0;
    }
    await publisher.settled();
    expect(await contents(bus)).toEqual(numbers(50).map((id) => `${Number(id) % 10}`));
  });

  it("knows a message that the stream has by its id", async () => {
    const { url } = await serverAtHand();
    const bus = await connected(url);
    await setUp(bus);
    const seen: boolean[] = [];
    const { publisher } = publisherOf(bus, {
      onStored: (_ticket, _sequence, duplicate) => seen.push(duplicate),
    });
    publisher.publish(SUBJECT, bytes("1"), "same");
    publisher.publish(SUBJECT, bytes("1"), "same");
    await publisher.settled();
    expect(seen).toEqual([false, true]);
    expect(await contents(bus)).toEqual(["1"]);
  });

  it("loses and doubles nothing when the server is killed and comes back, three times", async () => {
    const folder = tempFolder();
    let server = await serverAtHand({ folder });
    const bus = await connected(server.url);
    await setUp(bus);
    const { publisher, stored, refused } = publisherOf(bus, { answerMs: 1000 });
    const ids = numbers(6000);
    let next = 0;
    for (const killAt of [1000, 2500, 4000, ids.length]) {
      while (next < killAt) {
        const id = ids[next]!;
        if (publisher.publish(SUBJECT, bytes(id.padEnd(200)), id) === PUBLISHER_FULL) {
          await new Promise((done) => setImmediate(done));
        } else next++;
      }
      if (next === ids.length) break;
      await server.kill();
      server = await serverAtHand({ folder, port: server.port });
    }
    await publisher.settled();
    expect(stored.toSorted((a, b) => a - b)).toEqual(ids.map((id) => Number(id) + 1));
    expect(new Set(refused.map(({ why }) => why))).toEqual(new Set());
    expect(await contents(bus)).toEqual(ids);
  });

  it("doubles nothing even when answers are lost for longer than the stream knows ids", async () => {
    const server = await serverAtHand();
    const bus = await connected(server.url);
    await setUp(bus, { "streams.journal.duplicateWindow": "200ms" });
    const proxy = await Proxy.to(server.port);
    const events: BusEvent[] = [];
    const far = await connected(proxy.url, { onEvent: (event) => events.push(event) });
    const { publisher, stored } = publisherOf(far, { duplicateWindowMs: 200, answerMs: 60_000 });
    publisher.publish(SUBJECT, bytes("0"), "0");
    await publisher.settled();
    proxy.mute();
    for (const id of ["1", "2", "3"]) publisher.publish(SUBJECT, bytes(id), id);
    await until("they are stored", async () => (await contents(bus)).length === 4);
    await new Promise((done) => setTimeout(done, 500)); // the window passes
    proxy.cut();
    await until("the cut is noticed", () => events.some(({ kind }) => kind === "disconnected"));
    publisher.publish(SUBJECT, bytes("4"), "4");
    await publisher.settled();
    expect(stored).toEqual([1, 2, 3, 4, 5]);
    expect(await contents(bus)).toEqual(["0", "1", "2", "3", "4"]);
  });

  it("tells of a stream that is not there, and of a message that is too large", async () => {
    const { url } = await serverAtHand();
    const bus = await connected(url);
    const { publisher, refused } = publisherOf(bus, { refused: "drop" });
    publisher.publish(SUBJECT, bytes("1"), "1");
    await publisher.settled();
    await setUp(bus);
    publisher.publish(SUBJECT, new Uint8Array(2 << 20), "2");
    publisher.publish("fills.a.b.c.d", bytes("3"), "3");
    await publisher.settled();
    expect(refused.map(({ ticket }) => ticket)).toEqual([1, 2, 3]);
    expect(refused[0]!.why).toMatch(/no stream takes this subject/);
    expect(refused[1]!.why).toMatch(/payload/i);
    expect(refused[2]!.why).toMatch(/expected stream does not match/);
  });

  it("reports at its end what was not answered", async () => {
    const { url, kill } = await serverAtHand().then((server) => ({
      url: server.url,
      kill: () => server.kill(),
    }));
    const bus = await connected(url);
    const { publisher, refused } = publisherOf(bus);
    await kill();
    await until("it is down", () => !bus.connected);
    publisher.publish(SUBJECT, bytes("1"), "1");
    publisher.close();
    expect(refused).toEqual([
      { ticket: 1, why: expect.stringMatching(/may have been stored/) as string, final: true },
    ]);
    expect(publisher.publish(SUBJECT, bytes("2"), "2")).toBe(PUBLISHER_FULL);
  });
});

describe("a JetStream that is full", () => {
  const SMALL = { "streams.md.maxBytes": "unlimited" };

  it("refuses messages, which is reported, and takes them in order when there is room again", async () => {
    const { url } = await serverAtHand({ store: { fileBytes: 1e6 } });
    const bus = await connected(url);
    await setUp(bus, SMALL);
    const filler = publisherOf(bus, { stream: "ORDERS", refused: "drop" });
    const filling = (): boolean => filler.refused.length === 0;
    for (let i = 0; filling() && i < 5000; i++) {
      filler.publisher.publish("orders.a.b.c.d", new Uint8Array(10_000), `${i}`);
      await filler.publisher.settled();
    }
    expect(filler.refused[0]!.why).toMatch(/resource|storage|limit/i);
    const { publisher, stored, refused } = publisherOf(bus);
    for (const id of numbers(20)) publisher.publish(SUBJECT, bytes(id.padEnd(1000)), id);
    await until("all are refused", () => refused.length >= 20);
    expect(stored).toEqual([]);
    expect(refused.filter(({ final }) => final)).toEqual([]);
    await (await bus.connection.jetstreamManager()).streams.purge("ORDERS");
    await publisher.settled();
    expect(await contents(bus)).toEqual(numbers(20));
  });

  it("is reported by a stream at its own limit, where nothing may be dropped", async () => {
    const { url } = await serverAtHand();
    const bus = await connected(url);
    await setUp(bus, { "streams.journal.maxMessages": "20" });
    const { publisher, stored, refused } = publisherOf(bus, { refused: "drop" });
    for (const id of numbers(50)) publisher.publish(SUBJECT, new Uint8Array(1000), id);
    await publisher.settled();
    expect([stored.length, refused.length]).toEqual([20, 30]);
    expect(new Set(refused.map(({ why }) => why))).toEqual(new Set(["maximum messages exceeded"]));
  });
});

describe("a slow reader", () => {
  it("is told that it was away, and comes back when the server cuts it", async () => {
    const include = path.join(tempFolder(), "impatient.conf");
    writeFileSync(include, 'write_deadline: "200ms"\nmax_pending: 1MB\n');
    const { url } = await serverAtHand({ includeFile: include });
    const events: BusEvent[] = [];
    const bus = await connected(url, { onEvent: (event) => events.push(event) });
    let received = 0;
    bus.subscribe("md.>", () => received++);
    await bus.flush();
    const live = new URL("../../src/index.js", import.meta.url).href;
    const code = `
      import { connectBus } from ${JSON.stringify(live)};
      const bus = await connectBus({ url: ${JSON.stringify(url)}, name: "flood" });
      const data = new Uint8Array(100_000);
      for (let i = 0; i < 600; i++) { bus.publish("md.a.b.c.d", data); if (i % 20 === 0) await bus.flush(); }
      await bus.close();`;
    // Away until the flood is over, however long the machine takes for it, and the server's patience.
    const flood = spawnSync(process.execPath, ["--input-type=module", "-e", code], {
      stdio: ["ignore", "ignore", "inherit"],
    });
    expect(flood.status).toBe(0);
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 1200);
    await until("it is told", () => events.some(({ kind }) => kind === "slow"));
    await until(
      "it was cut and is back",
      () => bus.connected && events.filter(({ kind }) => kind === "connected").length === 2,
    );
    const slow = events.find((event) => event.kind === "slow");
    expect(slow).toMatchObject({ stalledMs: expect.any(Number) as number });
    expect(received).toBeLessThan(600);
  });
});

describe("a replay", () => {
  async function filled(count: number) {
    const folder = tempFolder();
    const server = await serverAtHand({ folder });
    const bus = await connected(server.url);
    await setUp(bus);
    const { publisher } = publisherOf(bus, { inFlight: 5000 });
    for (const id of numbers(count))
      publisher.publish(`journal.engine.-.-.${Number(id) % 3}`, bytes(id), id);
    await publisher.settled();
    return { server, bus };
  }

  it("reads by subject, number and time, each message once and in order", async () => {
    const { bus } = await filled(3000);
    const all = [];
    for await (const message of bus.replay({ stream: "JOURNAL" })) all.push(message);
    expect(all.map(({ data }) => Number(new TextDecoder().decode(data)))).toEqual(
      numbers(3000).map(Number),
    );
    expect(all.map(({ sequence }) => sequence)).toEqual(numbers(3000).map((id) => Number(id) + 1));
    expect(all[7]).toMatchObject({ messageId: "7", subject: "journal.engine.-.-.1" });
    const read = async (options: object): Promise<number[]> => {
      const found: number[] = [];
      for await (const { sequence } of bus.replay({ stream: "JOURNAL", ...options }))
        found.push(sequence);
      return found;
    };
    expect(await read({ filter: "journal.*.*.*.1", fromSequence: 2990 })).toEqual([
      2990, 2993, 2996, 2999,
    ]);
    const [sinceNs, untilNs] = [all[1000]!.timeNs, all[1999]!.timeNs];
    const between = all.filter(({ timeNs }) => timeNs >= sinceNs && timeNs <= untilNs);
    expect(await read({ sinceNs, untilNs })).toEqual(between.map(({ sequence }) => sequence));
    expect(await read({ filter: "journal.none.*.*.*" })).toEqual([]);
    expect(await read({ sinceNs: BigInt(Date.now() + 60_000) * 1_000_000n })).toEqual([]);
    await expect(read({ stream: "ABSENT" })).rejects.toMatchObject({ code: "absent" });
  });

  it("goes on where it was when the server was killed in the middle", async () => {
    const { bus, server } = await filled(4000);
    const found: number[] = [];
    for await (const { sequence } of bus.replay({ stream: "JOURNAL" })) {
      found.push(sequence);
      if (sequence !== 1500) continue;
      await server.kill();
      await serverAtHand({ folder: server.folder, port: server.port });
    }
    expect(found).toEqual(numbers(4000).map((id) => Number(id) + 1));
  });

  it("that follows gets what comes, at once, also after the server was away", async () => {
    const { bus, server } = await filled(10);
    const found: string[] = [];
    const follow = (async () => {
      for await (const { data } of bus.replay({
        stream: "JOURNAL",
        follow: true,
        fromSequence: 10,
      })) {
        found.push(new TextDecoder().decode(data));
        if (found.at(-1) === "last") return;
      }
    })();
    const { publisher } = publisherOf(bus);
    publisher.publish(SUBJECT, bytes("new"), "new");
    await until("the new one is there", () => found.includes("new"));
    await server.kill();
    await serverAtHand({ folder: server.folder, port: server.port });
    publisher.publish(SUBJECT, bytes("last"), "last");
    await follow;
    expect(found).toEqual(["9", "new", "last"]);
  });
});
