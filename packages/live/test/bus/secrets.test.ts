import { readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import path from "node:path";
import { applySetup, natsAtHand, natsConfig, NatsServer, planSetup } from "@mexoms/live";
import { type BusEvent, natsStatus, ROLES, writeServerConfig } from "@mexoms/live/internal";
import { expect, it, vi } from "vitest";
import { connected, serverAtHand } from "./at-hand.ts";
import { tempFolder } from "./temp-folder.ts";
import { until } from "./until.ts";

function filesBelow(folder: string): string[] {
  return readdirSync(folder).flatMap((name) => {
    const file = path.join(folder, name);
    return statSync(file).isDirectory() ? filesBelow(file) : [file];
  });
}

it("keys and passwords stand in no error, event, log, output or file but their own", async () => {
  const users = tempFolder();
  const data = tempFolder();
  const secrets: string[] = [];
  const told: unknown[] = [];
  const listen = (event: unknown): void => void told.push(event);
  const spies = (["log", "info", "warn", "error", "debug"] as const).map((name) =>
    vi.spyOn(console, name).mockImplementation((...args: unknown[]) => listen(args)),
  );
  const failing = async (promise: Promise<unknown>): Promise<void> => {
    await promise.then(
      () => expect.unreachable("it should fail"),
      (error: Error) => told.push(`${error.message} ${error.stack} ${JSON.stringify(error)}`),
    );
  };
  try {
    told.push(writeServerConfig({ folder: users, users: "nkeys" }));
    for (const role of ROLES) {
      secrets.push(/^SU.*$/m.exec(readFileSync(path.join(users, `${role}.nk`), "utf8"))![0]);
    }
    const password = "planted-password-7f3a";
    secrets.push(password);
    writeFileSync(
      path.join(users, "both.conf"),
      readFileSync(path.join(users, "permissions.conf"), "utf8").replace(
        "users: [",
        "users: [\n    { user: planted, password: $PLANTED }",
      ),
    );
    writeFileSync(path.join(users, "planted"), `planted:${password}\n`);
    const options = {
      includeFile: path.join(users, "both.conf"),
      env: { ...process.env, PLANTED: password },
    };
    const server = await serverAtHand({ folder: data, ...options });
    const credentials = path.join(users, "admin.nk");
    const onEvent: (event: BusEvent) => void = listen;
    const admin = await connected(server.url, { credentials, onEvent });
    const planted = await connected(server.url, {
      credentials: path.join(users, "planted"),
      onEvent,
    });
    await applySetup(admin, await planSetup(admin, natsConfig()), { force: false });
    told.push(await natsStatus(admin, natsConfig()));
    const wrong = path.join(users, "wrong");
    for (const text of [
      `planted:not-${password}`,
      `${secrets[0]!.slice(0, 20)}AAAA${secrets[0]!.slice(24)}`,
      `${password} ${password}`,
      `SU${password}`,
    ]) {
      writeFileSync(wrong, text);
      await failing(connected(server.url, { credentials: wrong }));
    }
    const withUser = `nats://planted:${password}@127.0.0.1:${server.port}`;
    await failing(connected(withUser));
    await failing(connected(`nats://${password}@127.0.0.1:x`));
    await failing(natsAtHand({ folder: data, env: { NATS_URL: withUser } }));
    for (const text of [`user: "${password}" "${password}"`, `password: $${password}`]) {
      const includeFile = path.join(users, "broken.conf");
      writeFileSync(includeFile, `authorization { ${text} }\n`);
      await failing(NatsServer.start({ folder: tempFolder(), includeFile }));
    }
    // Credentials are changed under a connection that comes back: refused, and still in silence.
    writeFileSync(path.join(users, "planted"), `planted:not-${password}\n`);
    await server.kill();
    await serverAtHand({ folder: data, port: server.port, ...options });
    await until("the admin is back", () => admin.connected);
    await until("the other is refused", () =>
      told.some((event) => JSON.stringify(event, big)?.includes("AUTHORIZATION_VIOLATION")),
    );
    await planted.close();
  } finally {
    for (const spy of spies) spy.mockRestore();
  }
  const everything = told.map((one) => JSON.stringify(one, big)).join("\n");
  for (const secret of secrets) expect(everything).not.toContain(secret);
  const logged = filesBelow(data).map((file) => readFileSync(file, "latin1"));
  for (const secret of secrets) expect(logged.some((text) => text.includes(secret))).toBe(false);
  expect(everything).toContain("refuses these credentials");
});

function big(_key: string, value: unknown): unknown {
  return typeof value === "bigint" ? String(value) : value;
}
