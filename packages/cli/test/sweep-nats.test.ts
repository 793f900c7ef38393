import { readFileSync } from "node:fs";
import { applySetup, connectBus, natsConfig, NatsServer, planSetup } from "@mexoms/live";
import { writeServerConfig } from "@mexoms/live/internal";
import { cutTape, openTape, writeTape } from "@mexoms/sim";
import { setTimeout as sleep } from "node:timers/promises";
import { describe, expect, it, onTestFinished } from "vitest";
import { Desk, outcomeOf, printed, refusal, SWAP } from "./command.ts";
import { QUOTES, strategyText } from "./strategy-text.ts";

const LONG = { timeout: 300_000 };
const SWEEP = ["sweep", "mine.ts", "--tape", "small.tape", "--grid", "halfSpread=1bps:4bps:1bps"];
const TABLES = ["sweep.json", "trials.csv", "trials.jsonl", "trials.columns"];

/** A folder with a strategy and the first seconds of the sample tape. */
function sweepDesk(): Desk {
  const desk = new Desk();
  desk.file("package.json", "{}");
  desk.file("mine.ts", strategyText(QUOTES));
  const tape = openTape(SWAP, { verify: false });
  const startNs = tape.epochNs + BigInt(tape.index.firstLocalNs[0]!);
  writeTape(desk.path("small.tape"), cutTape(tape, startNs + 20_000_000_000n));
  return desk;
}

/** A server with users, and its streams. */
async function serverOf(desk: Desk): Promise<string> {
  writeServerConfig({ folder: desk.path("users"), users: "nkeys" });
  const server = await NatsServer.start({
    folder: desk.path("nats"),
    includeFile: desk.path("users/permissions.conf"),
  });
  onTestFinished(async () => void (await server.stop()));
  const credentials = desk.path("users/admin.nk");
  const bus = await connectBus({ url: server.url, name: "test", credentials });
  await applySetup(bus, await planSetup(bus, natsConfig()), { force: false });
  await bus.close();
  return server.url;
}

const at = (url: string, role: string): string[] => [
  "--nats",
  url,
  "--credentials",
  `users/${role}.nk`,
];

describe("mexoms sweep --nats", () => {
  it("makes the tables that threads make, by workers that end with their sweep", LONG, async () => {
    const desk = sweepDesk();
    const url = await serverOf(desk);
    const workers = ["one", "two"].map((cache) => {
      const args = ["--workers", "1", "--cache", cache, "--once"];
      return outcomeOf(desk.start("worker", ...at(url, "worker"), ...args));
    });
    const there = await desk.run(...SWEEP, "--out", "there", ...at(url, "sweep"));
    const here = printed(await desk.call(...SWEEP, "--out", "here", "--workers", "2"));
    expect(there.stderr).toMatch(/^note: \d+\.\d MB that workers need go to the server\n$/);
    expect(there.stdout.replaceAll("there", "here")).toBe(here);
    for (const name of TABLES) {
      const [one, other] = ["there", "here"].map((dir) =>
        readFileSync(desk.path(`${dir}/${name}`)),
      );
      expect(one!.equals(other!), name).toBe(true);
    }
    const outcomes = await Promise.all(workers);
    const done = outcomes.map(({ code, stdout, stderr }) => {
      expect(code).toBe(0);
      expect(stderr).toMatch(/^sweep \w{32} of mine: takes part\nsweep \w{32}: over\n$/);
      return Number(/^worker ended: (\d+) trials? done$/m.exec(stdout)?.[1]);
    });
    const rows = readFileSync(desk.path("here/trials.jsonl"), "utf8").trim().split("\n");
    expect(done[0]! + done[1]!).toBeGreaterThan(3);
    expect(done[0]! + done[1]!).toBeLessThanOrEqual(rows.length);
    for (const { stdout, stderr } of [...outcomes, there]) {
      expect(stdout + stderr).not.toMatch(/SU[A-Z2-7]{20}/);
    }
  });

  it("interrupted, leaves the server clean; the same line goes on here", LONG, async () => {
    const desk = sweepDesk();
    const url = await serverOf(desk);
    const sweep = desk.start(...SWEEP, "--out", "both", ...at(url, "sweep"));
    const outcome = outcomeOf(sweep);
    const worker = desk.start("worker", ...at(url, "worker"), "--workers", "1", "--cache", "one");
    const ended = outcomeOf(worker);
    const log = desk.path("both/trials.log");
    const lines = (): number => {
      try {
        return readFileSync(log, "utf8").split("\n").length;
      } catch {
        return 0;
      }
    };
    while (lines() < 4 && sweep.exitCode === null) await sleep(20);
    sweep.kill("SIGINT");
    expect((await outcome).code).toBe(130);
    worker.kill("SIGTERM");
    expect((await ended).code).toBe(0);
    const status = await desk.call("nats", "status", ...at(url, "admin"), "--json");
    const { streams } = JSON.parse(status.stdout) as {
      streams: { name: string; info: { messages: number } }[];
    };
    const left = streams.filter(({ name }) => /^SWEEP_TRIALS|^OBJ_|^KV_sweeps/.test(name));
    expect(left.map(({ info }) => info.messages)).toEqual([0, 0, 0]);
    const both = printed(await desk.call(...SWEEP, "--out", "both", "--workers", "1"));
    const here = printed(await desk.call(...SWEEP, "--out", "here", "--workers", "1"));
    expect(both.replaceAll("both", "here")).toBe(here);
  });

  it("says what is missing: a server, its streams, the flag itself", LONG, async () => {
    const desk = sweepDesk();
    const nobody = ["--nats", "nats://127.0.0.1:1"];
    expect(refusal(await desk.call(...SWEEP, ...nobody))).toMatch(
      /^error: --nats: nobody answers at/,
    );
    expect(refusal(await desk.call("worker", ...nobody))).toMatch(
      /^error: --nats: nobody answers at/,
    );
    expect(refusal(await desk.call(...SWEEP, "--keep"))).toMatch(
      /^error: --keep: goes with --nats/,
    );
    const server = await NatsServer.start({ folder: desk.path("nats") });
    onTestFinished(async () => void (await server.stop()));
    const bare = ["--nats", server.url];
    expect(refusal(await desk.call(...SWEEP, ...bare))).toMatch(/run "mexoms nats setup"/);
    expect(refusal(await desk.call("worker", ...bare, "--cache", "c"))).toMatch(
      /run "mexoms nats setup"/,
    );
  });
});
