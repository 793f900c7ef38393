import { setTimeout as sleep } from "node:timers/promises";
import { describe, expect, it, onTestFinished } from "vitest";
import { applySetup, connectBus, natsConfig, NatsServer, planSetup } from "@mexoms/live";
import { inspectTape, openTape } from "@mexoms/sim";
import { Desk, outcomeOf, SWAP } from "./command.ts";

/** The address of a server with its streams, which ends with the test. */
async function streamsAtHand(desk: Desk): Promise<string> {
  const server = await NatsServer.start({ folder: desk.path("nats") });
  onTestFinished(async () => {
    await server.stop();
  });
  const bus = await connectBus({ url: server.url, name: "test" });
  const settings = { "streams.md.maxBytes": "1GB" };
  await applySetup(bus, await planSetup(bus, natsConfig({ settings })), { force: false });
  await bus.close();
  return server.url;
}

describe("mexoms record", () => {
  it("gives a stream from which a backtest has the digest that it has from the tape", async () => {
    const desk = new Desk();
    const url = await streamsAtHand(desk);
    const recorded = await desk.run("record", "--tape", SWAP, "--nats", url);
    expect(recorded).toMatchObject({ code: 0, stderr: "" });
    expect(recorded.stdout).toMatch(/rows {4}42,607 in .*\n {2}stream {2}22 messages, /);
    const digestOf = async (...from: readonly string[]): Promise<string | undefined> => {
      const args = ["--seed", "1", "--no-report", "--out", `out-${from.length}`];
      const { code, stdout, stderr } = await desk.call(
        "backtest",
        "market-maker",
        ...from,
        ...args,
      );
      expect(stderr).toBe("");
      expect(code).toBe(0);
      return /^digest (\w{64})$/m.exec(stdout)?.[1];
    };
    const digest = await digestOf("--tape", SWAP);
    expect(digest).toBeDefined();
    const instrument = ["--instrument", "synthetic:swap:BTCUSDT"];
    expect(await digestOf("--from", url, "--stream", "MD", ...instrument)).toBe(digest);
  });

  it("says what one that was killed has left, and what to do with it", async () => {
    const desk = new Desk();
    const to = ["record", "--tape", SWAP, "--out", "tapes"];
    const child = desk.start(...to, "--speed", "1x");
    const killed = outcomeOf(child);
    while (desk.names("tapes").length === 0) await sleep(5);
    child.kill("SIGKILL");
    await killed;
    const left = desk.names("tapes");
    expect(left).toEqual([expect.stringMatching(/\.partial$/)]);
    const { code, stderr } = await desk.call(...to);
    expect(stderr).toBe(
      "1 unfinished file in tapes is no tape: of a recorder that was killed, or of one that still " +
        "runs. If none does, delete it: rm tapes/*.partial\n",
    );
    expect(code).toBe(0);
    const made = desk.names("tapes").filter((name) => !left.includes(name));
    expect(made).toEqual([expect.stringMatching(/\.tape$/)]);
    // It may be another recorder's, which is at work.
    expect(desk.names("tapes")).toEqual(expect.arrayContaining(left));
    expect(inspectTape(openTape(desk.path(`tapes/${made[0]}`), { verify: true })).rows).toBe(
      42_607,
    );
  });

  it("ends in order on Ctrl-C: what was recorded so far is a whole tape", async () => {
    const desk = new Desk();
    const child = desk.start("record", "--tape", SWAP, "--speed", "1x", "--out", "tapes", "--json");
    const outcome = outcomeOf(child);
    while (desk.names("tapes").length === 0) await sleep(5);
    child.kill("SIGINT");
    const { code, stdout } = await outcome;
    expect(code).toBe(0);
    const { rows, files } = JSON.parse(stdout) as { rows: number; files: { file: string }[] };
    expect(rows).toBeGreaterThan(0);
    expect(rows).toBeLessThan(42_607);
    expect(desk.names("tapes")).toHaveLength(1);
    const tape = openTape(desk.path(files[0]!.file), { verify: true });
    expect(inspectTape(tape).rows).toBe(rows);
  });

  it.each([
    [[], "--tape: give either --tape FILE... or --session NAME: what to record"],
    [["--tape", SWAP], "--nats: give --nats URL, --out FOLDER, or both: where to record to"],
    [
      ["--tape", SWAP, "--out", "x", "--speed", "fast"],
      '--speed: "fast" is not like 1x, 50x or max',
    ],
    [
      ["--tape", SWAP, "--out", "x", "--rotate", "1"],
      '--rotate: "1" is not like 1h or 1000000rows',
    ],
    [["--session", "none", "--memory", "m", "--out", "x"], '--session: there is no session "none"'],
    [
      ["--tape", SWAP, "--nats", "nats://127.0.0.1:1"],
      "--nats: nobody answers at nats://127.0.0.1:1",
    ],
  ])("of %j says in one line what is wrong, and leaves nothing", async (args, message) => {
    const desk = new Desk();
    const { code, stdout, stderr } = await desk.call("record", ...args);
    expect(code).toBe(1);
    expect(stdout).toBe("");
    expect(stderr).toContain(`error: ${message}`);
    expect(stderr.trim().split("\n")).toHaveLength(1);
    expect(desk.names()).toEqual([]);
  });

  it("to a stream that is not there says which there are", async () => {
    const desk = new Desk();
    const url = await streamsAtHand(desk);
    for (const args of [
      ["record", "--tape", SWAP, "--nats", url, "--stream", "MDD"],
      ["backtest", "market-maker", "--from", url, "--stream", "MDD"],
    ]) {
      const { code, stderr } = await desk.call(...args);
      expect(code).toBe(1);
      expect(stderr).toMatch(/^error: --stream: there is no "MDD": there are .*MD.*nats setup/);
    }
  });
});

describe("mexoms backtest", () => {
  it.each([
    [[], "--tape: give either --tape FILE... or --from nats://HOST:PORT"],
    [["--tape", SWAP, "--since", "2024-01-01"], "--since: goes with --from"],
    [["--from", "nats://127.0.0.1:1"], "--from: nobody answers at nats://127.0.0.1:1"],
  ])("of %j says where its data should come from", async (args, message) => {
    const { code, stderr } = await new Desk().call("backtest", "market-maker", ...args);
    expect(code).toBe(1);
    expect(stderr).toContain(`error: ${message}`);
  });
});
