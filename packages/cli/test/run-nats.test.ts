import { existsSync, readFileSync } from "node:fs";
import { setTimeout as delay } from "node:timers/promises";
import { describe, expect, it, onTestFinished } from "vitest";
import { connectBus, memoryFolder, NatsServer } from "@mexoms/live";
import { decodeBatch, findPaperVenue } from "@mexoms/live/internal";
import { Desk, outcomeOf, printed, refusal, SWAP } from "./command.ts";

const PAPER = ["run", "market-maker", "--paper", "--tape", SWAP, "--out", "paper"] as const;

async function server(desk: Desk, port?: number): Promise<NatsServer> {
  const folder = desk.path("server");
  const found = await NatsServer.start({ folder, ...(port === undefined ? {} : { port }) });
  onTestFinished(async () => {
    await found.stop();
  });
  return found;
}

/** Starts a session; resolves with its name once it trades. */
async function trading(
  desk: Desk,
  ...args: readonly string[]
): Promise<{ child: ReturnType<Desk["start"]>; session: string }> {
  const child = desk.start(...PAPER, ...args);
  onTestFinished(() => void child.kill("SIGKILL"));
  let [stdout, stderr] = ["", ""];
  child.stdout.on("data", (part: Buffer) => (stdout += part.toString()));
  child.stderr.on("data", (part: Buffer) => (stderr += part.toString()));
  const deadline = performance.now() + 60_000;
  while (!stderr.includes("running:")) {
    if (child.exitCode !== null || performance.now() > deadline) throw new Error(stdout + stderr);
    await delay(5);
  }
  const session = /^session\s+(\S+)$/m.exec(stdout)![1]!;
  onTestFinished(() => {
    const venue = findPaperVenue({ memory: memoryFolder(), session });
    if (venue !== undefined) process.kill(venue.pid, "SIGTERM");
  });
  return { child, session };
}

describe("mexoms run --paper beside NATS", { timeout: 300_000 }, () => {
  it("--record gives a stream from which a backtest has the digest of the tape", async () => {
    const desk = new Desk();
    const { url } = await server(desk);
    const ran = await desk.run(...PAPER, "--speed", "200x", "--nats", url, "--record");
    expect(ran.code, ran.stderr).toBe(0);
    expect(ran.stderr).toMatch(/recorded 42607 rows\n/);
    const digestOf = async (...from: readonly string[]): Promise<string | undefined> => {
      const args = ["--seed", "1", "--no-report", "--out", `out-${from.length}`];
      const stdout = printed(await desk.run("backtest", "market-maker", ...from, ...args));
      return /^digest (\w{64})$/m.exec(stdout)?.[1];
    };
    const digest = await digestOf("--tape", SWAP);
    expect(digest).toBeDefined();
    expect(await digestOf("--from", url, "--stream", "MD")).toBe(digest);
  });

  it("refuses --record without NATS", async () => {
    const refused = await new Desk().run(...PAPER, "--nats", "none", "--record");
    expect(refusal(refused)).toBe("error: --record: needs NATS: the stream MD is there");
  });

  it("is halted, goes on and is stopped by mexoms control", async () => {
    const desk = new Desk();
    const { url } = await server(desk);
    const { child, session } = await trading(desk, "--speed", "5x", "--nats", url);
    const outcome = outcomeOf(child);
    const control = async (word: string, ...args: string[]): Promise<string> =>
      printed(await desk.run("control", word, session, "--nats", url, "--by", "ann", ...args));
    // Its process at NATS may still be on its way there.
    let heard = await desk.run("control", "resume", session, "--nats", url);
    for (let i = 0; i < 5 && heard.code !== 0; i++) {
      heard = await desk.run("control", "resume", session, "--nats", url);
    }
    expect(await control("halt", "--reason", "a look")).toContain("nothing but cancels goes");
    expect(await control("resume")).toBe(`${session}: trading goes on\n`);
    expect(await control("stop")).toBe(`${session}: the session ends\n`);
    const { code, stderr } = await outcome;
    expect(code, stderr).toBe(0);
    expect(stderr).toContain("suspended: halted by ann: a look");
    const silent = await desk.run("control", "halt", session, "--nats", url);
    expect(refusal(silent)).toContain("its kill switch is set, so that none trades");
    const refused = await desk.run(...PAPER, "--nats", url, "--out", "paper");
    expect(refusal(refused)).toMatch(
      /kill switch: is set, by \S+ at .*: not told; "mexoms control/,
    );
  });

  it("starts a server of its own again when that dies, and publishes all", async () => {
    const desk = new Desk();
    const { child } = await trading(desk, "--speed", "2x");
    const outcome = outcomeOf(child);
    const pidOf = (): number => {
      const file = desk.path("paper/nats/nats-server.pid");
      return existsSync(file) ? Number(readFileSync(file, "utf8")) : 0;
    };
    const first = pidOf();
    process.kill(first, "SIGKILL");
    const deadline = performance.now() + 60_000;
    while ([0, first].includes(pidOf()) && performance.now() < deadline) {
      await delay(20);
    }
    await delay(1_000);
    child.kill("SIGINT");
    const { code, stderr } = await outcome;
    expect(code).toBe(130);
    expect(stderr).toContain("the session's nats-server ended; it is started again");
    expect(stderr).not.toContain("not published");
  });

  it("Ctrl-C is not held up by a dead server, and what is left is published later", async () => {
    const desk = new Desk();
    const { url, port, pid, ended } = await server(desk);
    const { child } = await trading(desk, "--speed", "5x", "--nats", url);
    const outcome = outcomeOf(child);
    process.kill(pid, "SIGKILL");
    await ended;
    await delay(500);
    const beganMs = performance.now();
    child.kill("SIGINT");
    const { code, stderr } = await outcome;
    expect(performance.now() - beganMs).toBeLessThan(20_000);
    expect(code).toBe(130);
    expect(stderr).toMatch(/up to \d+ records are not published yet: mexoms journal publish/);
    const absent = await desk.run("journal", "publish", "paper/journal", "--nats", url);
    expect(refusal(absent)).toMatch(/\d+ records are left: no server answers/);
    await server(desk, port);
    const done = await desk.run("journal", "publish", "paper/journal", "--nats", url);
    expect(printed(done)).toBe("all records of paper/journal are in the streams\n");
    const bus = await connectBus({ url, name: "test" });
    onTestFinished(() => bus.close());
    let next = 1;
    for await (const { data } of bus.replay({ stream: "JOURNAL" })) {
      const batch = decodeBatch(data);
      expect(batch.first).toBe(next);
      if (batch.part + 1 === batch.parts) next = batch.last + 1;
    }
    expect(next).toBeGreaterThan(10);
  });
});
