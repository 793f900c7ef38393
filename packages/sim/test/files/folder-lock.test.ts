import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { describe, expect, it, onTestFinished } from "vitest";
import { FolderLock } from "../../src/files/folder-lock.ts";
import { processOf, thisProcess } from "../../src/process-identity.ts";
import { Scratch } from "../scratch.ts";

const RACERS = 8;
const KILLED = 3;
const RACE_MS = 1_200;
const LONG = { timeout: 60_000 }; // on a machine that is busy
const RACER = fileURLToPath(new URL("./processes/lock-racer.js", import.meta.url));

/** Stops some of them in the middle of what they do, and lets them go on, until all have ended. */
async function hold(racers: readonly ChildProcess[]): Promise<void> {
  const alive = (racer: ChildProcess): boolean =>
    racer.exitCode === null && racer.signalCode === null;
  for (let turn = 0; racers.some(alive); turn++) {
    const held = racers.filter((_, i) => (i + turn) % 2 === 0);
    for (const racer of held) {
      racer.kill("SIGSTOP");
      await sleep(1);
    }
    for (const racer of held.toReversed()) {
      await sleep(1);
      racer.kill("SIGCONT");
    }
  }
}

/** In memory where that is at hand: more happens there in the same time. */
function raceFolder(): string {
  const root = existsSync("/dev/shm") ? "/dev/shm" : tmpdir();
  const folder = mkdtempSync(path.join(root, "mexoms-lock-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

function inUse(pid: number): Error {
  return new Error(`process ${pid} has it`);
}

/** A process of its own that begins to race when it is sent anything. */
async function startRacer(folder: string): Promise<ChildProcess> {
  const child = fork(RACER, [folder, String(RACE_MS)], { silent: true });
  onTestFinished(() => void child.kill("SIGKILL"));
  child.stderr!.pipe(process.stderr);
  await once(child, "message");
  return child;
}

/** What it printed, and its exit code; null when it was killed. */
async function endOf(child: ChildProcess): Promise<{ text: string; code: number | null }> {
  let text = "";
  child.stdout!.setEncoding("utf8").on("data", (part: string) => (text += part));
  const [code] = (await once(child, "close")) as [number | null];
  return { text: text.trim(), code };
}

describe("the lock of a folder", () => {
  it(
    `has one holder at a time though ${RACERS} processes race for dead ones, and ${KILLED} die`,
    LONG,
    async () => {
      const folder = raceFolder();
      const racers = await Promise.all(Array.from({ length: RACERS }, () => startRacer(folder)));
      const ends = Promise.all(racers.map((racer) => endOf(racer)));
      for (const racer of racers) racer.send("go");
      const held = hold(racers);
      for (const racer of racers.slice(0, KILLED)) {
        await sleep(RACE_MS / (KILLED + 1));
        racer.kill("SIGKILL");
      }
      await held;
      const survivors = (await ends).slice(KILLED);
      for (const { text, code } of survivors) expect(code, text).toBe(0);
      const times = survivors.map(({ text }) => Number(text));
      expect(times.reduce((sum, time) => sum + time)).toBeGreaterThan(RACERS * 5);

      FolderLock.take(path.join(folder, "the.lock"), inUse).release();
      const left = readdirSync(folder).filter((name) => name.startsWith("the.lock"));
      expect(left, "nothing of the killed is left").toEqual([]);
    },
  );

  it("is refused while its process lives, and names that", () => {
    const scratch = new Scratch();
    const file = scratch.file("the.lock");
    const lock = FolderLock.take(file, inUse);
    expect(() => FolderLock.take(file, inUse)).toThrow(`process ${process.pid} has it`);
    writeFileSync(file, JSON.stringify(processOf(process.ppid)));
    expect(() => FolderLock.take(file, inUse)).toThrow(`process ${process.ppid} has it`);
    lock.release();
    expect(scratch.names, "another one's lock is left alone").toEqual(["the.lock"]);
  });

  it.each([
    ["of a process that is gone", JSON.stringify({ pid: 2 ** 22 + 1, startTicks: 5 })],
    ["of one whose number another has now", JSON.stringify({ pid: process.ppid, startTicks: 1 })],
    ["that was cut off when the machine failed", ""],
    ["that says nothing", "null"],
  ])("%s is taken over", (_, text) => {
    const scratch = new Scratch();
    const file = scratch.file("the.lock", text);
    const lock = FolderLock.take(file, inUse);
    expect(JSON.parse(readFileSync(file, "utf8"))).toMatchObject(thisProcess());
    expect(scratch.names).toEqual(["the.lock"]);
    lock.release();
    expect(scratch.names).toEqual([]);
  });
});
