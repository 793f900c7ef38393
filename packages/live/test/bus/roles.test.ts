import { spawnSync } from "node:child_process";
import { readdirSync, readFileSync, statSync } from "node:fs";
import path from "node:path";
import { formatSubject, SUBJECT_ACTIONS, type SubjectAction } from "@mexoms/core";
import { applySetup, type Bus, natsConfig, NatsServer, planSetup } from "@mexoms/live";
import {
  BUCKETS,
  type BusEvent,
  KEPT_ACTIONS,
  type KeptAction,
  type Role,
  ROLES,
  streamName,
  writeServerConfig,
} from "@mexoms/live/internal";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { connected, serverAtHand } from "./at-hand.ts";
import { tempFolder } from "./temp-folder.ts";
import { until } from "./until.ts";

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
const subjectOf = (action: SubjectAction): string =>
  formatSubject({ action, exchange: "binance", account: "a", market: "spot", symbol: "BTCUSDT" });

interface Rights {
  /** Publishes to streams, and is acknowledged. */
  readonly keeps: readonly KeptAction[];
  readonly says: readonly SubjectAction[];
  readonly hears: readonly SubjectAction[];
  readonly replays: readonly KeptAction[];
  readonly readsBuckets: readonly string[];
  readonly writesBuckets: readonly string[];
  readonly setsUp: boolean;
}

const NOTHING: Rights = {
  keeps: [],
  says: [],
  hears: [],
  replays: [],
  readsBuckets: [],
  writesBuckets: [],
  setsUp: false,
};
// Written apart from the table under test: what each role is for.
const EXPECTED: Readonly<Record<Role, Rights>> = {
  gateway: {
    ...NOTHING,
    says: ["events"],
    hears: ["requests", "control"],
    readsBuckets: ["kill-switch"],
  },
  engine: {
    ...NOTHING,
    keeps: ["orders", "fills", "positions", "risk", "journal"],
    says: ["requests"],
    hears: ["events", "control", "md"],
    readsBuckets: BUCKETS,
    writesBuckets: ["kill-switch", "leases"],
  },
  recorder: { ...NOTHING, keeps: ["md"] },
  sweep: NOTHING,
  worker: NOTHING,
  dashboard: { ...NOTHING, hears: KEPT_ACTIONS, replays: KEPT_ACTIONS, readsBuckets: BUCKETS },
  admin: {
    keeps: KEPT_ACTIONS,
    says: ["requests", "events"],
    hears: SUBJECT_ACTIONS,
    replays: KEPT_ACTIONS,
    readsBuckets: BUCKETS,
    writesBuckets: BUCKETS,
    setsUp: true,
  },
};

let folder: string;
let server: NatsServer;
beforeAll(async () => {
  folder = mkdtempSync(path.join(tmpdir(), "mexoms-roles-"));
  writeServerConfig({ folder, users: "nkeys" });
  server = await NatsServer.start({
    folder: path.join(folder, "data"),
    includeFile: path.join(folder, "permissions.conf"),
  });
});
afterAll(async () => {
  await server?.stop();
  rmSync(folder, { recursive: true, force: true });
});

const as = (role: Role, onEvent?: (event: BusEvent) => void): Promise<Bus> =>
  connected(server.url, {
    credentials: path.join(folder, `${role}.nk`),
    ...(onEvent ? { onEvent } : {}),
  });

/** Which of the things work, by trying each. */
async function working<T>(
  things: readonly T[],
  tries: (thing: T) => Promise<boolean>,
): Promise<T[]> {
  const found: T[] = [];
  for (const thing of things) if (await tries(thing)) found.push(thing);
  return found;
}

const succeeds = (promise: Promise<unknown>): Promise<boolean> =>
  promise.then(
    () => true,
    () => false,
  );

/** Waits until the server has answered what was sent, and events of it were told. */
async function answered(bus: Bus): Promise<void> {
  await bus.flush();
  await new Promise((done) => setTimeout(done, 5));
}

/** What a connection can really do. */
async function rightsOf(bus: Bus, events: readonly BusEvent[]): Promise<Rights> {
  const forbidden = (operation: string, subject: string): boolean =>
    events.some(
      (e) => e.kind === "forbidden" && e.operation === operation && e.subject === subject,
    );
  const read = async (stream: string): Promise<void> => {
    for await (const _ of bus.replay({ stream })) break;
  };
  const says = async (action: SubjectAction): Promise<boolean> => {
    bus.publish(subjectOf(action), bytes("x"));
    await answered(bus);
    return !forbidden("publish", subjectOf(action));
  };
  const hears = async (action: SubjectAction): Promise<boolean> => {
    const subscription = bus.subscribe(subjectOf(action), () => {});
    await answered(bus);
    subscription.stop();
    return !forbidden("subscription", subjectOf(action));
  };
  const keeps = async (action: KeptAction): Promise<boolean> => {
    let stored = false;
    const publisher = bus.publisher({
      stream: streamName(action),
      inFlight: 1,
      inFlightBytes: 1000,
      refused: "drop",
      onStored: () => (stored = true),
      onRefused: () => {},
    });
    publisher.publish(subjectOf(action), bytes("x"), `${Math.random()}`);
    await publisher.settled();
    publisher.close();
    return stored;
  };
  const readsBucket = async (name: string): Promise<void> => {
    const kv = await bus.keyValue(name);
    await kv.get("seed");
    expect(await kv.keys()).toContain("seed");
    (await kv.watch(() => {})).stop();
  };
  const writesBucket = async (name: string): Promise<void> => {
    await (await bus.keyValue(name)).put("other", bytes("x"));
  };
  return {
    keeps: await working(KEPT_ACTIONS, keeps),
    says: await working(["requests", "events"] as const, says),
    hears: await working(SUBJECT_ACTIONS, hears),
    replays: await working(KEPT_ACTIONS, (action) => succeeds(read(streamName(action)))),
    readsBuckets: await working(BUCKETS, (name) => succeeds(readsBucket(name))),
    writesBuckets: await working(BUCKETS, (name) => succeeds(writesBucket(name))),
    setsUp: await succeeds(
      applySetup(
        bus,
        await planSetup(bus, natsConfig({ settings: { "streams.md.keep": "29d" } })).catch(
          () => [],
        ),
        { force: true },
      ).then(async () => {
        const jetstream = await bus.connection.jetstreamManager();
        await jetstream.streams.purge("CONTROL");
      }),
    ),
  };
}

describe("a role", () => {
  beforeAll(async () => {
    const { connectBus } = await import("@mexoms/live");
    const admin = await connectBus({
      url: server.url,
      name: "setup",
      role: "admin",
      credentials: path.join(folder, "admin.nk"),
    });
    await applySetup(admin, await planSetup(admin, natsConfig()), { force: false });
    for (const bucket of BUCKETS) await (await admin.keyValue(bucket)).put("seed", bytes("x"));
    for (const action of KEPT_ACTIONS) admin.publish(subjectOf(action), bytes("x"));
    await admin.close();
  });

  it.each(ROLES)("%s can do what it is for, and is refused the rest", async (role) => {
    const events: BusEvent[] = [];
    const bus = await as(role, (event) => events.push(event));
    const rights = await rightsOf(bus, events);
    expect(rights).toEqual({
      ...EXPECTED[role],
      hears: SUBJECT_ACTIONS.filter((a) => EXPECTED[role].hears.includes(a)),
    });
  });

  it.each(ROLES.filter((role) => role !== "admin"))(
    "%s cannot read the answers to others",
    async (role) => {
      const events: BusEvent[] = [];
      const bus = await as(role, (event) => events.push(event));
      for (const spied of ["_INBOX.>", "_INBOX.admin.>", ">"]) bus.subscribe(spied, () => {});
      await bus.flush();
      await until(
        "all are refused",
        () => events.filter(({ kind }) => kind === "forbidden").length === 3,
      );
    },
  );

  it("is told at once what it may not publish, which is not tried again", async () => {
    const bus = await as("recorder");
    const told: string[] = [];
    const publisher = bus.publisher({
      stream: "ORDERS",
      inFlight: 1,
      inFlightBytes: 1000,
      refused: "retry",
      onRefused: (ticket, why, final) => told.push(`${ticket} ${why} ${final}`),
    });
    publisher.publish(subjectOf("orders"), bytes("x"), "1");
    await publisher.settled();
    expect(told).toEqual(["1 the server does not allow this user to publish here true"]);
    publisher.close();
  });

  it("that is asked may answer, wherever the answer goes", async () => {
    const [admin, gateway] = [await as("admin"), await as("gateway")];
    gateway.subscribe("requests.>", (message) => message.respond(bytes("done")));
    await gateway.flush();
    const answer = await admin.request(subjectOf("requests"), bytes("stop"), { timeoutMs: 5000 });
    expect(new TextDecoder().decode(answer)).toBe("done");
  });

  it("without its key is nobody", async () => {
    await expect(connected(server.url)).rejects.toThrow(/^nats: .* refuses these credentials/);
  });
});

describe("a server's configuration", () => {
  it("keeps keys that are there, and lets only their owner read them", () => {
    const own = tempFolder();
    const first = writeServerConfig({ folder: own, users: "nkeys" });
    const seeds = ROLES.map((role) => readFileSync(path.join(own, `${role}.nk`), "utf8"));
    const again = writeServerConfig({ folder: own, users: "nkeys" });
    expect(ROLES.map((role) => readFileSync(path.join(own, `${role}.nk`), "utf8"))).toEqual(seeds);
    expect(first.filter(({ kept }) => kept)).toEqual([]);
    expect(again.filter(({ kept }) => kept)).toHaveLength(ROLES.length);
    for (const name of readdirSync(own)) {
      expect(statSync(path.join(own, name)).mode & 0o077, name).toBe(0);
    }
    const text = readFileSync(path.join(own, "permissions.conf"), "utf8");
    for (const seed of seeds) expect(text).not.toContain(/^SU.*$/m.exec(seed)![0]);
  });

  it("takes passwords from the server's environment, and holds none", async () => {
    const own = tempFolder();
    writeServerConfig({ folder: own, users: "variables" });
    const file = path.join(own, "permissions.conf");
    expect(readFileSync(file, "utf8")).toContain("password: $NATS_ENGINE_PASSWORD");
    const passwords = Object.fromEntries(
      ROLES.map((role) => [`NATS_${role.toUpperCase()}_PASSWORD`, `pw-${role}`]),
    );
    const { url } = await serverAtHand({
      includeFile: file,
      env: { ...process.env, ...passwords },
    });
    const { writeFileSync } = await import("node:fs");
    const credentials = path.join(own, "engine");
    writeFileSync(credentials, "engine:pw-engine\n");
    const bus = await connected(url, { credentials });
    expect(bus.inboxPrefix).toBe("_INBOX.engine");
  });

  const OPENSSL = spawnSync("openssl", ["version"]).status === 0;
  it.runIf(OPENSSL)(
    "brings TLS, which a client insists on, with its own certificate where asked",
    async () => {
      const own = tempFolder();
      const openssl = (...args: string[]): void => {
        expect(spawnSync("openssl", args, { cwd: own, stdio: "ignore" }).status).toBe(0);
      };
      const config = "subjectAltName=IP:127.0.0.1,DNS:localhost";
      openssl(
        "req",
        "-x509",
        "-newkey",
        "ec",
        "-pkeyopt",
        "ec_paramgen_curve:P-256",
        "-nodes",
        "-days",
        "2",
        "-subj",
        "/CN=localhost",
        "-addext",
        config,
        "-keyout",
        "key.pem",
        "-out",
        "cert.pem",
      );
      const [certFile, keyFile] = [path.join(own, "cert.pem"), path.join(own, "key.pem")];
      writeServerConfig({
        folder: own,
        users: "nkeys",
        tls: { certFile, keyFile, caFile: certFile },
      });
      const { url, port } = await serverAtHand({ includeFile: path.join(own, "permissions.conf") });
      const options = { role: "admin", credentials: path.join(own, "admin.nk") } as const;
      const bus = await connected(`tls://127.0.0.1:${port}`, {
        ...options,
        tls: { caFile: certFile, certFile, keyFile },
      });
      await bus.flush();
      await expect(connected(url, { ...options, tls: { caFile: certFile } })).rejects.toThrow(
        /^nats: /,
      );
      await expect(connected(url, options)).rejects.toThrow(/^nats: .*certificate/);
      const plain = await serverAtHand();
      await expect(connected(`tls://127.0.0.1:${plain.port}`)).rejects.toThrow(/^nats: /);
    },
  );

  it("says why its TLS is not tested, where it is not", () => {
    if (!OPENSSL) console.log("not run: TLS to nats-server needs openssl to make a certificate");
    expect(ROLES).toContain("admin");
  });
});
