import { spawn } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { connect } from "node:net";
import path from "node:path";
import { ConfigError } from "@mexoms/core";
import { natsAtHand, NatsServer } from "@mexoms/live";
import { findNatsProgram, provideNatsProgram } from "@mexoms/live/internal";
import { describe, expect, it, onTestFinished } from "vitest";
import { tempFolder } from "./temp-folder.ts";
import { until } from "./until.ts";

const LIVE = new URL("../../src/index.js", import.meta.url).href;

async function started(options: Partial<Parameters<typeof NatsServer.start>[0]> = {}) {
  const server = await NatsServer.start({ folder: tempFolder(), ...options });
  onTestFinished(async () => {
    await server.stop();
  });
  return server;
}

function listens(port: number): Promise<boolean> {
  return new Promise((done) => {
    const socket = connect({ host: "127.0.0.1", port });
    socket.once("connect", () => done(true));
    socket.once("error", () => done(false));
    socket.once("close", () => done(false));
    socket.once("connect", () => socket.destroy());
  });
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

/** A process that starts a server in the folder, tells it, and then waits for ever. */
async function ownerOf(folder: string) {
  const code = `
    import { NatsServer } from ${JSON.stringify(LIVE)};
    const server = await NatsServer.start({ folder: ${JSON.stringify(folder)} });
    console.log(JSON.stringify({ pid: server.pid, port: server.port }));
    setInterval(() => {}, 1000);`;
  const owner = spawn(process.execPath, ["--input-type=module", "-e", code], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  onTestFinished(() => void owner.kill("SIGKILL"));
  const line = await new Promise<string>((done) =>
    owner.stdout.once("data", (data: Buffer) => done(data.toString())),
  );
  return { owner, ...(JSON.parse(line) as { pid: number; port: number }) };
}

describe("a server of one's own", () => {
  it("answers once it is started, on a free port of this machine, and no longer when stopped", async () => {
    const server = await started();
    expect(server.url).toBe(`nats://127.0.0.1:${server.port}`);
    expect(server.version).toMatch(/^\d+\.\d+\.\d+/);
    expect(await listens(server.port)).toBe(true);
    await server.stop();
    expect(await listens(server.port)).toBe(false);
    expect(isAlive(server.pid)).toBe(false);
  });

  it("does not share its port or folder with another", async () => {
    const [one, two] = await Promise.all([started(), started()]);
    expect(one.port).not.toBe(two.port);
    await expect(NatsServer.start({ folder: one.folder })).rejects.toThrow(
      new RegExp(`^folder: .* is in use by the nats-server of process ${process.pid}`),
    );
    expect(await listens(one.port)).toBe(true);
  });

  it("is one of two that begin in a folder at once", async () => {
    const folder = tempFolder();
    const both = await Promise.allSettled([started({ folder }), started({ folder })]);
    expect(both.map(({ status }) => status).toSorted()).toEqual(["fulfilled", "rejected"]);
  });

  it("tells how it ended, and starts again at the port it had", async () => {
    const server = await started();
    expect(await server.kill()).toMatchObject({ signal: "SIGKILL" });
    const again = await started({ folder: server.folder, port: server.port });
    expect(again.port).toBe(server.port);
    expect(again.pid).not.toBe(server.pid);
  });

  it("says why it does not start, and leaves nothing behind", async () => {
    const first = await started();
    const folder = tempFolder();
    await expect(NatsServer.start({ folder, port: first.port })).rejects.toThrow(
      /^port: \d+ of 127.0.0.1 is taken/,
    );
    expect(existsSync(path.join(folder, "owner.json"))).toBe(false);
  });

  it("keeps its folder and configuration from other users", async () => {
    const server = await started();
    expect(statSync(server.folder).mode & 0o777).toBe(0o700);
    expect(statSync(path.join(server.folder, "nats-server.conf")).mode & 0o777).toBe(0o600);
  });

  it("ends with its owner, even when that is killed", async () => {
    const { owner, pid, port } = await ownerOf(tempFolder());
    expect(await listens(port)).toBe(true);
    owner.kill("SIGKILL");
    await until("the server ends", () => !isAlive(pid));
  });

  it("does not keep its owner alive", async () => {
    const code = `
      import { NatsServer } from ${JSON.stringify(LIVE)};
      await NatsServer.start({ folder: ${JSON.stringify(tempFolder())} });`;
    const owner = spawn(process.execPath, ["--input-type=module", "-e", code], {
      stdio: ["ignore", "inherit", "inherit"],
    });
    onTestFinished(() => void owner.kill("SIGKILL"));
    const code0 = await new Promise((done) => owner.once("exit", done));
    expect(code0).toBe(0);
  });

  it("that an owner left behind is ended before another starts in its folder", async () => {
    const { pid, port, folder } = await started();
    // As if the owner had died with the watching shell: its mark names a process that is no more.
    const mark = path.join(folder, "owner.json");
    expect(JSON.parse(readFileSync(mark, "utf8"))).toMatchObject({ pid: process.pid });
    writeFileSync(mark, JSON.stringify({ pid: process.pid, started: "another time" }));
    const again = await started({ folder, port });
    expect(isAlive(pid)).toBe(false);
    expect(again.port).toBe(port);
  });
});

describe("a server at hand", () => {
  it("is the one that NATS_URL names, which is left running", async () => {
    const running = await started();
    const hand = await natsAtHand({ folder: "/absent", env: { NATS_URL: running.url } });
    expect(hand).toMatchObject({ url: running.url, server: undefined });
    await hand.stop();
    expect(await listens(running.port)).toBe(true);
  });

  it("is started where none is named", async () => {
    const hand = await natsAtHand({ folder: tempFolder(), env: { PATH: process.env["PATH"] } });
    expect(await listens(hand.server!.port)).toBe(true);
    await hand.stop();
    expect(await listens(hand.server!.port)).toBe(false);
  });

  it("is not one whose address holds a password, which the error does not repeat", async () => {
    const NATS_URL = "nats://someone:pass-planted@127.0.0.1:4222";
    const error = await natsAtHand({ folder: "/absent", env: { NATS_URL } }).catch(
      (thrown: unknown) => thrown as ConfigError,
    );
    expect(error).toBeInstanceOf(ConfigError);
    expect((error as ConfigError).message).toMatch(/^NATS_URL: has credentials in it/);
    expect((error as ConfigError).message).not.toContain("planted");
  });

  it("names what points at no program, instead of taking another", async () => {
    const env = { NATS_SERVER: "/absent/nats-server", PATH: process.env["PATH"] };
    await expect(natsAtHand({ folder: "/absent", env })).rejects.toThrow(
      "NATS_SERVER: /absent/nats-server is not a program; for example /usr/sbin/nats-server",
    );
  });

  it("names the line to run where there is none and nothing may be installed", () => {
    const env = { PATH: tempFolder(), MEXOMS_NO_INSTALL: "1" };
    expect(() => provideNatsProgram(env, { systemFolders: [] })).toThrow(
      "nats-server: there is none here; install it with: sudo apt-get update && sudo apt-get install -y --no-install-recommends nats-server (or set NATS_SERVER to its path, or NATS_URL to a running one)",
    );
  });
});

describe("the program", () => {
  it("is the one told, then that of NATS_SERVER, then the first in PATH", () => {
    const folder = tempFolder();
    const program = (name: string): string => {
      const file = path.join(folder, name, "nats-server");
      mkdirSync(path.dirname(file), { recursive: true });
      writeFileSync(file, "#!/bin/sh\n", { mode: 0o755 });
      return file;
    };
    const [told, variable, first, second] = ["a", "b", "c", "d"].map(program);
    const PATH = `${folder}:${path.dirname(first!)}:${path.dirname(second!)}`;
    expect(findNatsProgram({ NATS_SERVER: variable, PATH }, { told })).toBe(told);
    expect(findNatsProgram({ NATS_SERVER: variable, PATH })).toBe(variable);
    expect(findNatsProgram({ NATS_SERVER: "", PATH })).toBe(first);
    expect(findNatsProgram({}, { systemFolders: [path.dirname(second!)] })).toBe(second);
    expect(findNatsProgram({ PATH: folder }, { systemFolders: [] })).toBeUndefined();
  });
});
