import { createHash, randomBytes } from "node:crypto";
import { applySetup, type Bus, natsConfig, NatsServer, planSetup } from "@mexoms/live";
import { heldSubjects, type ObjectStore, purgeSubjects } from "@mexoms/live/internal";
import { describe, expect, it, onTestFinished } from "vitest";
import { connected, serverAtHand } from "./at-hand.ts";
import { tempFolder } from "./temp-folder.ts";

const STREAM = "OBJ_sweeps";
const digestOf = (data: Uint8Array): string => createHash("sha256").update(data).digest("hex");

async function storeAtHand(bus: Bus): Promise<ObjectStore> {
  await applySetup(bus, await planSetup(bus, natsConfig()), { force: false });
  return bus.objects("sweeps");
}

async function read(store: ObjectStore, digest: string): Promise<Buffer> {
  const pieces: Uint8Array[] = [];
  for await (const piece of store.get(digest)) pieces.push(piece);
  return Buffer.concat(pieces);
}

describe("an object store", () => {
  it("gives back what was put, of any length and in any pieces, and tells how far it is", async () => {
    const bus = await connected((await serverAtHand()).url);
    const store = await storeAtHand(bus);
    for (const length of [0, 1, 131_072, 131_073, 3_000_000]) {
      const data = randomBytes(length);
      const digest = digestOf(data);
      const pieces = [data.subarray(0, length / 3), data.subarray(length / 3)];
      const told: number[] = [];
      await store.put(digest, { pieces, bytes: length }, (done) => told.push(done));
      expect(told.at(-1) ?? 0).toBe(length);
      expect(told).toEqual(told.toSorted((a, b) => a - b));
      expect(await store.has(digest)).toBe(true);
      expect(await store.size(digest)).toBe(length);
      expect((await read(store, digest)).equals(data)).toBe(true);
    }
  });

  it("takes an object once, and removes all of it", async () => {
    const bus = await connected((await serverAtHand()).url);
    const store = await storeAtHand(bus);
    const data = randomBytes(300_000);
    const digest = digestOf(data);
    for (let i = 0; i < 2; i++) await store.put(digest, { pieces: [data], bytes: data.length });
    // The chunks and what names them.
    expect((await heldSubjects(bus, STREAM, "$O.sweeps.>")).size).toBe(2);
    await store.remove(digest);
    await store.remove(digest);
    expect(await store.has(digest)).toBe(false);
    expect((await heldSubjects(bus, STREAM, "$O.sweeps.>")).size).toBe(0);
    await expect(read(store, digest)).rejects.toMatchObject({ code: "absent" });
  });

  it("leaves nothing of what is not of its digest, and finds chunks that were lost", async () => {
    const bus = await connected((await serverAtHand()).url);
    const store = await storeAtHand(bus);
    const data = randomBytes(300_000);
    const other = digestOf(randomBytes(3));
    await expect(store.put(other, { pieces: [data], bytes: data.length })).rejects.toThrow(
      /its bytes are not those of its digest/,
    );
    expect(await store.has(other)).toBe(false);
    expect((await heldSubjects(bus, STREAM, "$O.sweeps.>")).size).toBe(0);

    const digest = digestOf(data);
    await store.put(digest, { pieces: [data], bytes: data.length });
    await purgeSubjects(bus, STREAM, "$O.sweeps.C.>");
    await expect(read(store, digest)).rejects.toThrow(/is damaged: 0 of 300000 bytes/);
  });

  it("says that there is no bucket", async () => {
    const bus = await connected((await serverAtHand()).url);
    await expect(bus.objects("sweeps").has("00")).rejects.toMatchObject({ code: "absent" });
  });

  it("puts and gets an object over a server that is killed on the way", async () => {
    const folder = tempFolder();
    let server = await NatsServer.start({ folder });
    onTestFinished(async () => void (await server.stop()));
    const { port } = server;
    const restart = async (): Promise<void> => {
      await server.kill();
      server = await NatsServer.start({ folder, port });
    };
    const bus = await connected(server.url);
    const store = await storeAtHand(bus);
    const data = randomBytes(20_000_000);
    const digest = digestOf(data);
    let again: Promise<void> | undefined;
    await store.put(digest, { pieces: [data], bytes: data.length }, (done) => {
      if (done > 5_000_000) again ??= restart();
    });
    await again;
    again = undefined;
    const pieces: Uint8Array[] = [];
    for await (const piece of store.get(digest)) {
      pieces.push(piece);
      if (pieces.length === 20) again = restart();
    }
    await again;
    expect(Buffer.concat(pieces).equals(data)).toBe(true);
  });
});
