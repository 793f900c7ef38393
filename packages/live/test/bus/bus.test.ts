import { writeFileSync } from "node:fs";
import path from "node:path";
import { BusError } from "@mexoms/live";
import { type BusEvent, formatKey, parseKey } from "@mexoms/live/internal";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { connected, serverAtHand } from "./at-hand.ts";
import { tempFolder } from "./temp-folder.ts";
import { until } from "./until.ts";

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
const textOf = (data: Uint8Array): string => new TextDecoder().decode(data);

describe("a connection", () => {
  it("carries messages to whoever listens, and answers to whoever asks", async () => {
    const { url } = await serverAtHand();
    const [one, two] = [await connected(url), await connected(url)];
    const heard: string[] = [];
    two.subscribe("md.*.-.spot.*", ({ subject, data }) => heard.push(`${subject} ${textOf(data)}`));
    two.subscribe("requests.>", (message) =>
      message.respond(bytes(`yes, ${textOf(message.data)}`)),
    );
    await two.flush();
    expect(one.publish("md.binance.-.spot.BTCUSDT", bytes("up"))).toBe(true);
    one.publish("md.binance.-.usdm.BTCUSDT", bytes("not asked for"));
    expect(textOf(await one.request("requests.a.b.c.d", bytes("sir"), { timeoutMs: 5000 }))).toBe(
      "yes, sir",
    );
    await until("the message is there", () => heard.length > 0);
    expect(heard).toEqual(["md.binance.-.spot.BTCUSDT up"]);
  });

  it("says so when nobody listens, or nobody answers in time", async () => {
    const { url } = await serverAtHand();
    const bus = await connected(url);
    const nobody = bus.request("requests.a.b.c.d", bytes(""), { timeoutMs: 5000 });
    await expect(nobody).rejects.toMatchObject({ name: "BusError", code: "no-responders" });
    bus.subscribe("requests.>", () => {});
    await bus.flush();
    const late = bus.request("requests.a.b.c.d", bytes(""), { timeoutMs: 50 });
    await expect(late).rejects.toMatchObject({ name: "BusError", code: "timeout" });
  });

  it("does not ask where a stream would answer in place of whoever is asked", async () => {
    const { url } = await serverAtHand();
    const asked = (await connected(url)).request("control.a.b.c.d", bytes(""), { timeoutMs: 50 });
    await expect(asked).rejects.toThrow(/kept by a stream/);
  });

  it("names the address when nobody is there, and what to do", async () => {
    await expect(connected("nats://127.0.0.1:1")).rejects.toThrow(
      'nats: nobody answers at nats://127.0.0.1:1; "mexoms nats serve" starts one',
    );
  });

  it("comes back by itself, tells of it, and refuses what is published in between", async () => {
    const server = await serverAtHand();
    const events: BusEvent[] = [];
    const bus = await connected(server.url, { onEvent: (event) => events.push(event) });
    const heard: string[] = [];
    bus.subscribe("md.>", ({ data }) => heard.push(textOf(data)));
    await server.kill();
    await until("it is down", () => !bus.connected);
    expect(bus.publish("md.a.b.c.d", bytes("lost"))).toBe(false);
    const asked = bus.request("requests.a.b.c.d", bytes(""), { timeoutMs: 50 });
    await expect(asked).rejects.toBeInstanceOf(BusError);
    await serverAtHand({ folder: server.folder, port: server.port });
    await until("it is up", () => bus.connected);
    expect(bus.publish("md.a.b.c.d", bytes("here again"))).toBe(true);
    await until("the subscription works", () => heard.length > 0);
    expect(heard).toEqual(["here again"]);
    expect(events.map(({ kind }) => kind)).toEqual(["connected", "disconnected", "connected"]);
    expect(events[2]).toMatchObject({ again: true, version: server.version });
  });

  it("waits for the first server where it is told to", async () => {
    const folder = tempFolder();
    const first = await serverAtHand({ folder });
    await first.stop();
    const waiting = connected(first.url, { waitForServer: true });
    await serverAtHand({ folder, port: first.port });
    expect((await waiting).connected).toBe(true);
  });
});

describe("a bucket", () => {
  it("takes a change only from who knows the last one", async () => {
    const { url } = await serverAtHand();
    const bus = await connected(url);
    await bus.connection.jetstream().views.kv("leases");
    const kv = await bus.keyValue("leases");
    expect(await kv.get("a")).toBeUndefined();
    const first = await kv.create("a", bytes("1"));
    expect(await kv.create("a", bytes("2"))).toBeUndefined();
    expect(await kv.update("a", bytes("3"), first! + 1)).toBeUndefined();
    expect(await kv.update("a", bytes("4"), first!)).toBe(first! + 1);
    expect(textOf((await kv.get("a"))!.value!)).toBe("4");
    await kv.put("b.c", bytes("5"));
    expect(await kv.keys()).toEqual(["a", "b.c"]);
    await kv.delete("a");
    expect(await kv.get("a")).toBeUndefined();
    await expect(kv.get("a b")).rejects.toThrow('key: "a b" is no key; one is binance.sub_arb');
  });

  it("is watched from what is there to what comes", async () => {
    const { url } = await serverAtHand();
    const bus = await connected(url);
    await bus.connection.jetstream().views.kv("kill-switch");
    const kv = await bus.keyValue("kill-switch");
    const seen: string[] = [];
    const empty = await kv.watch(() => {});
    empty.stop();
    await kv.put("all", bytes("armed"));
    const watch = await kv.watch(({ key, value }) =>
      seen.push(`${key}=${value ? textOf(value) : "gone"}`),
    );
    expect(seen).toEqual(["all=armed"]);
    await kv.put("all", bytes("killed"));
    await kv.delete("all");
    await until("all is seen", () => seen.length === 3);
    watch.stop();
    expect(seen).toEqual(["all=armed", "all=killed", "all=gone"]);
  });

  it("takes keys of any texts, which come back", async () => {
    const { url } = await serverAtHand();
    const bus = await connected(url);
    await bus.connection.jetstream().views.kv("leases");
    const kv = await bus.keyValue("leases");
    expect(formatKey("binance", "sub_arb")).toBe("binance.sub_arb");
    const text = fc.oneof(
      fc.constantFrom("", "-", ".", ":", "=", "=3A", "%3A", "a b", "*", ">", "\ud83d", "\u{1f600}"),
      fc.string({ unit: "binary", maxLength: 6 }),
    );
    const some = fc.sample(fc.array(text, { minLength: 1, maxLength: 3 }), {
      numRuns: 60,
      seed: 3,
    });
    for (const texts of some) {
      const key = formatKey(...texts);
      expect(parseKey(key)).toEqual(texts);
      await kv.put(key, bytes(JSON.stringify(texts)));
    }
    for (const key of await kv.keys()) {
      expect(JSON.parse(textOf((await kv.get(key))!.value!))).toEqual(parseKey(key));
    }
    expect(await kv.keys()).toHaveLength(new Set(some.map((texts) => JSON.stringify(texts))).size);
  });

  it("that is not there is an error that names it", async () => {
    const { url } = await serverAtHand();
    const bus = await connected(url);
    await expect(bus.keyValue("registry")).rejects.toMatchObject({ code: "absent" });
  });
});

describe("credentials", () => {
  it("are refused in words that hold none of them", async () => {
    const folder = tempFolder();
    const secret = "planted-secret";
    const include = path.join(folder, "users.conf");
    writeFileSync(include, `authorization { users: [{ user: "u", password: "${secret}" }] }`);
    const { url } = await serverAtHand({ includeFile: include });
    const file = (name: string, text: string): string => {
      writeFileSync(path.join(folder, name), text);
      return path.join(folder, name);
    };
    const good = file("good", `u:${secret}\n`);
    expect((await connected(url, { credentials: good })).connected).toBe(true);
    const texts = [`u:wrong-${secret}`, secret, `SUA${secret}`, `${secret}\n${secret}`];
    for (const text of texts) {
      const error = (await connected(url, { credentials: file("bad", text) }).catch(
        (thrown: unknown) => thrown,
      )) as Error;
      expect(error.message).toMatch(/^(nats|credentials): /);
      expect(`${error.message}${error.stack}`).not.toContain(secret);
    }
  });
});
