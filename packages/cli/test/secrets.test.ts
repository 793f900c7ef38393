import { mkdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { applySetup, connectBus, NatsServer, natsConfig, planSetup } from "@mexoms/live";
import { describe, expect, it, onTestFinished } from "vitest";
import { Desk, outcomeOf, SWAP } from "./command.ts";
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

  it("are in nothing that an engine writes, shows or publishes, nor is an address", async () => {
    const desk = new Desk();
    const secrets = new PlantedSecrets(desk);
    const server = await guardedServer(desk, secrets);
    const run = ["run", "market-maker", "--paper", "--tape", SWAP, "--speed", "100x"];
    process.env["NATS_URL"] = secrets.address(server.port);
    const refused = secrets.printed(await desk.run(...run, "--out", "out/refused"));
    expect(refused.code).toBe(1);
    expect(refused.stderr).toMatch(/has credentials in it/);
    process.env["NATS_URL"] = "";
    const child = desk.start(...run, "--out", "out/paper");
    const traded = outcomeOf(child);
    const page = await pageIn(desk, child);
    secrets.printed(await desk.run("top", page));
    secrets.printed(await desk.run("top", page, "--json"));
    const outcome = secrets.printed(await traded);
    expect(outcome.code, outcome.stderr).toBe(0);
    for (const args of [
      ["replay", "out/paper"],
      ["journal", "show", "out/paper/journal", "--json"],
      ["journal", "files", "out/paper/journal", "--out", "out/rebuilt"],
    ]) {
      expect(secrets.printed(await desk.run(...args)).code).toBe(0);
    }
    expect(filesOf(desk, "out/rebuilt")).toEqual(filesOf(desk, "out/paper/files"));
    const own = /nats:\/\/(127\.0\.0\.1:\d+)/.exec(outcome.stdout)?.[1];
    secrets.expectNowhere({
      texts: [`127.0.0.1:${server.port}`, ...(own === undefined ? [] : [own])],
      files: /^(memory|out\/rebuilt|out\/paper\/(files|journal|venue|nats\/streams))/,
    });
  });
});

/** The folder of the session in shared memory, once its engine shows something. */
async function pageIn(desk: Desk, engine: { readonly exitCode: number | null }): Promise<string> {
  for (;;) {
    for (const session of desk.names("memory")) {
      const page = path.join("memory", session);
      if (desk.names(page).includes("status")) return desk.path(page);
    }
    expect(engine.exitCode, "the engine ended before it showed anything").toBeNull();
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

/** What the files of a session say. */
function filesOf(desk: Desk, dir: string): Record<string, string> {
  const names = desk.names(dir).filter((name) => name !== "files.lock");
  expect(names).toContain("fills.csv");
  return Object.fromEntries(
    names.map((name) => [name, readFileSync(desk.path(path.join(dir, name)), "utf8")]),
  );
}

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
