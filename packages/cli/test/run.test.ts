import { setTimeout as delay } from "node:timers/promises";
import { describe, expect, it, onTestFinished } from "vitest";
import { memoryFolder } from "@mexoms/live";
import { findPaperVenue } from "@mexoms/live/internal";
import { findSessions } from "@mexoms/live/look";
import { Desk, outcomeOf, printed, refusal, SWAP } from "./command.ts";

const PAPER = ["run", "market-maker", "--paper", "--tape", SWAP, "--nats", "none"] as const;
const TRADES_MS = 800;

/** Starts a session and waits until it trades. */
async function trading(desk: Desk, ...args: readonly string[]): Promise<ReturnType<Desk["start"]>> {
  const child = desk.start(...PAPER, "--out", "paper", ...args);
  let said = "";
  child.stderr.on("data", (part: Buffer) => (said += part.toString()));
  const deadline = performance.now() + 60_000;
  while (!said.includes("running:")) {
    if (child.exitCode !== null || performance.now() > deadline) throw new Error(said);
    await delay(5);
  }
  return child;
}

/** The venue of a session plays on after its engine; not after the test. */
function endVenue(stdout: string): void {
  const session = /^session\s+(\S+)$/m.exec(stdout)![1]!;
  onTestFinished(() => {
    const venue = findPaperVenue({ memory: memoryFolder(), session });
    if (venue !== undefined) process.kill(venue.pid, "SIGTERM");
  });
}

describe("mexoms run --paper", { timeout: 300_000 }, () => {
  it("goes on after kill -9 with the same command, says what it found, and replays as a whole", async () => {
    const desk = new Desk();
    const child = await trading(desk, "--speed", "50x");
    const killed = outcomeOf(child);
    await delay(TRADES_MS);
    child.kill("SIGKILL");
    endVenue((await killed).stdout);
    const again = await desk.run(...PAPER, "--speed", "50x", "--out", "paper");
    expect(again.code, again.stderr).toBe(0);
    expect(again.stdout).toMatch(/found\s+a session of market-maker did not end in order/);
    expect(again.stdout).toMatch(/ended\s+the recording is over/);
    expect(desk.names("paper/files")).toContain("fills.csv");
    const parity = JSON.parse(printed(await desk.run("replay", "paper", "--json"))) as {
      sessions: readonly unknown[];
      difference?: unknown;
    };
    expect(parity.sessions).toHaveLength(2);
    expect(parity.difference).toBeUndefined();
    const over = await desk.run(...PAPER, "--speed", "50x", "--out", "paper");
    expect(refusal(over)).toContain("--out: paper holds a session whose paper venue has ended");
  });

  it("Ctrl-C cancels all orders before it ends", async () => {
    const desk = new Desk();
    const child = await trading(desk, "--speed", "20x");
    const outcome = outcomeOf(child);
    await delay(TRADES_MS);
    child.kill("SIGINT");
    const { code, stdout } = await outcome;
    endVenue(stdout);
    expect(code).toBe(130);
    expect(stdout).toMatch(/ended\s+interrupted\n/);
    expect(stdout).toMatch(/orders\s+.*canceled/);
    expect(stdout).not.toMatch(/orders\s+.*(working|partly|unknown|sent)/);
  });

  it.each([
    [["--speed", "fast"], `--speed: "fast" is not a factor such as 1x or 50x`],
    [["--wait", "long"], `--wait: "long" is not one of spin, yield, sleep`],
    [["--journal-sync", "often"], "--journal-sync: "],
    [["--queue", "none"], 'queue: "none" is not'],
    [["--nats", "nats://127.0.0.1:1"], "nobody answers at nats://127.0.0.1:1"],
    [["--out", "."], "--out: . has other things in it, and is not the folder of a session"],
  ])("refuses %j in one line, and leaves no venue behind", async (args, problem) => {
    const desk = new Desk();
    desk.file("mine.txt", "not a session's");
    const memory = desk.path("memory");
    const env = { MEXOMS_MEMORY: memory };
    const line = refusal(await desk.runWith(env, ...PAPER, "--out", "paper", ...args));
    expect(line).toContain(problem);
    expect(findSessions(memory).filter(({ alive }) => alive)).toEqual([]);
  });
});
