import { mkdirSync } from "node:fs";
import { applySetup, connectBus, NatsServer, natsConfig, planSetup } from "@mexoms/live";
import { describe, expect, it, onTestFinished } from "vitest";
import { Desk, SWAP } from "./command.ts";
import { PlantedSecrets } from "./planted-secrets.ts";

/** What is kept, published or shown to others; the data of nats-server holds the streams. */
const KEPT = /^(out|tapes|memory|nats\/streams)/;

describe("secrets", () => {
  it("are in nothing that is written when connections are refused", async () => {
    const desk = new Desk();
    const secrets = new PlantedSecrets(desk);
    const server = await guardedServer(desk, secrets);
    const run = async (...args: readonly string[]): Promise<string> => {
      const outcome = secrets.printed(await desk.run(...args));
      expect(outcome.code).not.toBe(0);
      return outcome.stderr;
    };
    const record = ["record", "--tape", SWAP, "--out", "tapes", "--nats"];
    expect(await run(...record, secrets.address(server.port))).toMatch(/has credentials in it/);
    expect(await run(...record, `nats://${secrets.password}@`)).toMatch(/^error: /);
    expect(await run(...record, server.url)).toMatch(/^error: /);
    for (const text of [
      secrets.seed,
      `engine:${secrets.apiSecret}`,
      secrets.token,
      `-----BEGIN USER NKEY SEED-----\n${secrets.seed}\n`,
    ]) {
      const file = secrets.file("credentials", text);
      expect(await run(...record, server.url, "--credentials", file)).toMatch(/^error: /);
    }
    // A secret where a name is due, as happens with a line that is pasted into the wrong place.
    expect(await run("top", secrets.address(server.port))).toMatch(/^error: /);
    secrets.expectNowhere({ texts: [String(server.port)], files: /^(tapes|memory)/ });
  });

  it("are in no stream, tape or log when a recording goes over a guarded server", async () => {
    const desk = new Desk();
    const secrets = new PlantedSecrets(desk);
    const server = await guardedServer(desk, secrets);
    const credentials = secrets.file("engine", `engine:${secrets.password}\n`);
    const bus = await connectBus({ url: server.url, name: "setup", credentials });
    await applySetup(bus, await planSetup(bus, natsConfig()), { force: false });
    await bus.close();
    const to = ["--out", "tapes", "--nats", server.url, "--credentials", credentials];
    const outcome = secrets.printed(await desk.run("record", "--tape", SWAP, ...to));
    expect(outcome.stderr).not.toMatch(/error/);
    expect(outcome.code).toBe(0);
    secrets.expectNowhere({ texts: [server.url, `127.0.0.1:${server.port}`], files: KEPT });
  });
});

/** A server that lets in those alone who know the password; the environment is full of secrets. */
async function guardedServer(desk: Desk, secrets: PlantedSecrets): Promise<NatsServer> {
  const users = `{ user: "engine", password: "${secrets.password}" }`;
  const includeFile = secrets.file("users.conf", `authorization { users: [${users}] }\n`);
  mkdirSync(desk.path("memory"));
  const server = await NatsServer.start({ folder: desk.path("nats"), includeFile });
  onTestFinished(async () => {
    await server.stop();
  });
  const before = { ...process.env };
  const memory = { MEXOMS_MEMORY: desk.path("memory") };
  Object.assign(process.env, secrets.environment(server.url), memory);
  onTestFinished(() => {
    for (const name of Object.keys(process.env)) {
      if (!(name in before)) delete process.env[name];
    }
    Object.assign(process.env, before);
  });
  return server;
}
