import { readdirSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { cutTape, openTape, writeTape } from "@mexoms/sim";
import { expect, it, onTestFinished, vi } from "vitest";
import { Desk, printed, SWAP } from "./command.ts";

const LONG = { timeout: 180_000 };
const DEADLINE_MS = 60_000;

/** What is not finished, in any folder of the desk. */
function drafts(desk: Desk): string[] {
  const all = readdirSync(desk.folder, { recursive: true, encoding: "utf8" });
  return all.filter((name) => name.endsWith(".partial"));
}

/** Kills a command in the middle of what it writes, once it has begun that. */
async function killWriting(desk: Desk, args: readonly string[], begun: RegExp): Promise<void> {
  const child = desk.start(...args);
  const endMs = performance.now() + DEADLINE_MS;
  const gone = new Promise((done) => child.once("close", done));
  while (!drafts(desk).some((name) => begun.test(name))) {
    if (child.exitCode !== null || performance.now() > endMs) break;
    await sleep(0);
  }
  child.kill("SIGKILL");
  await gone;
}

/** The first seconds of the sample tape. */
function smallTape(desk: Desk): string {
  const tape = openTape(SWAP, { verify: false });
  const startNs = tape.epochNs + BigInt(tape.index.firstLocalNs[0]!);
  writeTape(desk.path("small.tape"), cutTape(tape, startNs + 60_000_000_000n));
  return desk.path("small.tape");
}

it(
  "a report or comparison that was killed leaves nothing once another one has ended",
  LONG,
  async () => {
    const desk = new Desk();
    vi.stubEnv("TMPDIR", desk.folder);
    onTestFinished(() => void vi.unstubAllEnvs());
    const tape = smallTape(desk);
    const grid = [
      "--grid",
      "spread=8bps,10bps",
      "--out",
      "sweep",
      "--no-nearby",
      "--no-assumptions",
    ];
    printed(await desk.call("sweep", "market-maker", "--tape", tape, ...grid));
    const report = ["report", "sweep", "--tape", tape, "--best", "1"];
    const compare = ["compare", "sweep#1", "sweep#2", "--tape", tape];

    await killWriting(desk, report, /^sweep.best/);
    expect(drafts(desk)).toHaveLength(1);
    expect(desk.names("sweep")).not.toContain("report.html");
    await killWriting(desk, compare, /^mexoms-trial/);
    expect(drafts(desk)).toHaveLength(2);

    printed(await desk.call(...report));
    expect((await desk.call(...compare)).stderr).toBe("");
    expect(drafts(desk)).toEqual([]);
    expect(desk.names("sweep/best")).toHaveLength(1);
  },
);
