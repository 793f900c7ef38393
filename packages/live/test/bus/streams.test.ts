import { writeFileSync } from "node:fs";
import path from "node:path";
import { formatSubject, subjectFilter, type Subject } from "@mexoms/core";
import { applySetup, natsConfig, planSetup, type Bus } from "@mexoms/live";
import { KEPT_ACTIONS, natsStatus, type SetupStep } from "@mexoms/live/internal";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { connected, serverAtHand } from "./at-hand.ts";
import { publishAll } from "./publish-all.ts";
import { tempFolder } from "./temp-folder.ts";
import { until } from "./until.ts";

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

async function busAtHand(): Promise<Bus> {
  const { url } = await serverAtHand();
  return connected(url);
}

async function setUp(bus: Bus, settings: Record<string, string> = {}, force = false) {
  const steps = await planSetup(bus, natsConfig({ settings }));
  await applySetup(bus, steps, { force });
  return steps;
}

const changed = (steps: readonly SetupStep[]) =>
  steps
    .filter(({ action }) => action !== "none")
    .map(({ stream, action, differences }) => ({
      stream,
      action,
      differences: differences.map(({ field, is, wanted }) => `${field} ${is} -> ${wanted}`),
    }));

describe("setup", () => {
  it("makes all streams and buckets, and finds nothing to do the second time", async () => {
    const bus = await busAtHand();
    const first = await setUp(bus);
    expect(first.map(({ action }) => action)).toEqual(first.map(() => "create"));
    expect(first.map(({ stream }) => stream)).toEqual([
      "MD",
      "ORDERS",
      "FILLS",
      "POSITIONS",
      "RISK",
      "CONTROL",
      "JOURNAL",
      "KV_kill-switch",
      "KV_leases",
      "KV_registry",
      "SWEEP_TRIALS",
      "SWEEP_RESULTS",
      "OBJ_sweeps",
      "KV_sweeps",
    ]);
    expect(changed(await planSetup(bus, natsConfig()))).toEqual([]);
    const kv = await bus.keyValue("kill-switch");
    expect(await kv.put("all", bytes("armed"))).toBe(1);
  });

  it("keeps messages for 30 days in files, and loses none of them in silence but old market data", async () => {
    const bus = await busAtHand();
    await setUp(bus);
    const { streams } = await natsStatus(bus, natsConfig());
    const day = 86_400e9;
    for (const action of KEPT_ACTIONS) {
      const config = streams.find(({ name }) => name === action.toUpperCase())!.info!.config;
      const discard = action === "md" ? "old" : "new";
      expect(config).toMatchObject({ max_age: 30 * day, storage: "file", discard });
    }
  });

  it("changes what is not as configured, and shows it before", async () => {
    const bus = await busAtHand();
    await setUp(bus);
    const settings = {
      "streams.md.maxBytes": "5GB",
      "streams.fills.keep": "90d",
      "buckets.leases.history": "5",
    };
    const steps = await planSetup(bus, natsConfig({ settings }));
    expect(changed(steps)).toEqual([
      { stream: "MD", action: "change", differences: ["maxBytes 20GB -> 5GB"] },
      { stream: "FILLS", action: "change", differences: ["keep 30d -> 90d"] },
      { stream: "KV_leases", action: "change", differences: ["history 64 -> 5"] },
    ]);
    await applySetup(bus, steps, { force: false });
    expect(changed(await planSetup(bus, natsConfig({ settings })))).toEqual([]);
  });

  it("refuses what would lose messages unless forced, and changes nothing then", async () => {
    const bus = await busAtHand();
    await setUp(bus);
    const subject = "orders.binance.a.spot.BTCUSDT";
    await publishAll(
      bus,
      "ORDERS",
      [...Array(50).keys()].map((i) => ({ subject, data: new Uint8Array(100), id: `${i}` })),
    );
    const small = { "streams.orders.maxMessages": "10", "streams.fills.keep": "1d" };
    await expect(setUp(bus, small)).rejects.toThrow(
      /^setup: would lose data: ORDERS maxMessages: it holds all 50 messages; --force does it anyway$/,
    );
    expect(changed(await planSetup(bus, natsConfig()))).toEqual([]);
    const moved = { "streams.orders.storage": "memory" };
    await expect(setUp(bus, moved)).rejects.toThrow("without all 50 messages");
    await setUp(bus, moved, true);
    const { streams } = await natsStatus(bus, natsConfig({ settings: moved }));
    const orders = streams.find(({ name }) => name === "ORDERS")!;
    expect(orders.info).toMatchObject({ messages: 0, config: { storage: "memory" } });
  });

  it("refuses a limit at which this server would drop what it has acknowledged", async () => {
    const bus = await busAtHand();
    const plan = planSetup(bus, natsConfig({ settings: { "streams.journal.maxBytes": "1GB" } }));
    const [major, minor, patch] = bus.serverVersion.split(".").map(Number);
    const sound = major! * 1e6 + minor! * 1e3 + patch! >= 2_010_005;
    if (sound) expect(await plan).toHaveLength(10);
    else await expect(plan).rejects.toThrow(/^JOURNAL maxBytes: nats-server .* drops old messages/);
  });

  it("says what a server without room for a stream was asked for", async () => {
    const { url } = await serverAtHand({ store: { fileBytes: 10e9 } });
    await expect(setUp(await connected(url))).rejects.toThrow(
      /^MD: the server refuses this stream: .*insufficient storage.*; it asks for 20GB: give the server more, or take less by streams\.md\.maxBytes/,
    );
  });

  it("says so when a server has no JetStream to set up", async () => {
    const include = path.join(tempFolder(), "no-jetstream.conf");
    writeFileSync(include, "jetstream: false\n");
    const { url } = await serverAtHand({ includeFile: include });
    await expect(setUp(await connected(url))).rejects.toThrow(/without JetStream|not enabled/);
  });
});

describe("status", () => {
  it("tells what each stream holds and how it differs, what is missing and what is not ours", async () => {
    const bus = await busAtHand();
    await setUp(bus);
    const subject = "fills.binance.a.spot.BTCUSDT";
    await publishAll(
      bus,
      "FILLS",
      ["1", "2", "3"].map((id) => ({ subject, data: bytes("fill"), id })),
    );
    const manager = await bus.connection.jetstreamManager();
    await manager.streams.delete("RISK");
    await manager.streams.add({ name: "THEIRS", subjects: ["theirs"] });
    const status = await natsStatus(bus, natsConfig({ settings: { "streams.md.replicas": "3" } }));
    const of = (name: string) => status.streams.find((stream) => stream.name === name)!;
    expect(status.version).toMatch(/^\d+\.\d+/);
    expect(status.file.bytes).toBeGreaterThan(0);
    expect(of("FILLS").info).toMatchObject({ messages: 3 });
    expect(of("FILLS").info!.lastNs! - of("FILLS").info!.firstNs!).toBeGreaterThan(0n);
    expect(of("MD").differences).toEqual([{ field: "replicas", is: "1", wanted: "3" }]);
    expect(of("RISK")).toMatchObject({ info: undefined, ours: true });
    expect(of("THEIRS")).toMatchObject({ ours: false, differences: [] });
  });
});

describe("a configuration", () => {
  it("is read from YAML or JSON, with settings over it, and general words under it", () => {
    const folder = tempFolder();
    const yaml = path.join(folder, "nats.yaml");
    writeFileSync(yaml, "keep: 7d\nreplicas: 3\nstreams:\n  md: { maxBytes: 1TB, replicas: 1 }\n");
    const config = natsConfig({
      file: yaml,
      settings: { "streams.fills.keep": "1d", replicas: "5" },
    });
    expect(config.streams.md).toMatchObject({ keep: "7d", maxBytes: "1TB", replicas: 1 });
    expect(config.streams.fills).toMatchObject({ keep: "1d", replicas: 5 });
    expect(config.buckets.leases.replicas).toBe(5);
    const json = path.join(folder, "nats.json");
    writeFileSync(json, JSON.stringify({ keep: "7d" }));
    expect(natsConfig({ file: json }).streams.risk.keep).toBe("7d");
  });

  it.each([
    ["keep: 7", /nats\.yaml: keep: .*string/],
    ["keep: 7 days", /nats\.yaml: keep: "7 days" is not a duration/],
    [
      "streams: { md: { maxBytes: 5 GB } }",
      /streams\.md\.maxBytes: "5 GB" is not a size such as 20GB/,
    ],
    ["streams: { trades: {} }", /nats\.yaml: streams\.trades: /],
    ["streams: { md: { replicas: 9 } }", /streams\.md\.replicas: /],
    ["a: [", /nats\.yaml: /],
  ])("that says %j is an error that names file and field", (text, why) => {
    const file = path.join(tempFolder(), "nats.yaml");
    writeFileSync(file, text);
    expect(() => natsConfig({ file })).toThrow(why);
  });

  it("does not take a setting that there is not", () => {
    expect(() => natsConfig({ settings: { "streams.md.size": "5GB" } })).toThrow(
      /^streams\.md\.size: .*one that is valid: streams\.md\.maxBytes=50GB/,
    );
    expect(() => natsConfig({ settings: { "streams.md.duplicateWindow": "40d" } })).toThrow(
      "streams.md.duplicateWindow: 40d is longer than messages are kept (30d)",
    );
  });
});

describe("subjects on a real server", () => {
  it("are taken whatever is in them, kept under them, and matched by the filters they should", async () => {
    const bus = await busAtHand();
    await setUp(bus);
    const hostile = [
      "",
      "-",
      ".",
      "*",
      ">",
      "a.b",
      " ",
      "\r\nPUB x 0\r\n",
      "\0",
      "%",
      "$JS",
      "\ud83d",
      "\u{1f600}",
      "BTC/USDT:USDT",
    ];
    const text = fc.oneof(fc.constantFrom(...hostile), fc.string({ unit: "binary", maxLength: 8 }));
    const some = fc.record({ exchange: text, account: text, market: text, symbol: text });
    const subjects = fc
      .sample(some, { numRuns: 60, seed: 7 })
      .map((of): Subject => ({ action: "orders", ...of }));
    const wide: Subject = {
      action: "orders",
      exchange: "a",
      account: "",
      market: "b",
      symbol: "\u{1f600}".repeat(80),
    };
    subjects.push(wide);
    const heard = new Map<string, string[]>();
    const filters = subjects.slice(0, 40).map((of, i) => {
      const fields = (["exchange", "account", "market", "symbol"] as const).filter(
        (_, bit) => (i >> bit) & 1,
      );
      const wanted = Object.fromEntries(fields.map((field) => [field, of[field]]));
      const filter = subjectFilter({ action: "orders", ...wanted });
      bus.subscribe(filter, ({ subject }) => {
        heard.set(filter, [...(heard.get(filter) ?? []), subject]);
      });
      const should = subjects.filter((other) =>
        fields.every((field) => other[field] === of[field]),
      );
      return { filter, should: should.map(formatSubject).sort() };
    });
    const messages = subjects.map((of, i) => ({
      subject: formatSubject(of),
      data: bytes(`${i}`),
      id: `${i}`,
    }));
    expect(await publishAll(bus, "ORDERS", messages)).toEqual([]);
    await until("all subscribers have heard", () =>
      filters.every(({ filter, should }) => (heard.get(filter) ?? []).length >= should.length),
    );
    for (const { filter, should } of filters) {
      // Two filters may be the same text: then both subscribers wrote to one list.
      expect([...new Set(heard.get(filter))].sort(), filter).toEqual([...new Set(should)]);
    }
    const kept: string[] = [];
    for await (const { subject } of bus.replay({ stream: "ORDERS" })) kept.push(subject);
    expect(kept).toEqual(messages.map(({ subject }) => subject));
  });
});
