// Takes a lock again and again for so many milliseconds, and leaves it as often dead as free. Ends
// with code 1 and a line when somebody else has it at the same time; prints how often it had it.

import { readlinkSync, renameSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import path from "node:path";
import { ConfigError } from "@mexoms/core";
import { FolderLock } from "../../../src/files/folder-lock.ts";
import { isAlive } from "../../../src/process-identity.ts";

const [folder, ms] = process.argv.slice(2) as [string, string];
const PAUSE = new Int32Array(new SharedArrayBuffer(4));
const LOCK = path.join(folder, "the.lock");
const INSIDE = path.join(folder, "inside");

function take(): FolderLock | undefined {
  try {
    return FolderLock.take(LOCK, (pid) => new ConfigError("folder", `process ${pid} has it`));
  } catch (error) {
    if (error instanceof ConfigError) return undefined;
    throw error;
  }
}

/** Nobody else may be there, but one that was killed. */
function enter(): void {
  for (;;) {
    try {
      symlinkSync(String(process.pid), INSIDE);
      return;
    } catch {
      const pid = Number(readlinkSync(INSIDE));
      if (isAlive({ pid, startTicks: 0 })) throw new Error(`${pid} has the lock, too`);
      rmSync(INSIDE);
    }
  }
}

/** Makes of our lock that of a process which is gone, and whose number another one has now. */
function leaveDead(time: number): void {
  const draft = path.join(folder, `dead-${process.pid}`);
  const owner = { pid: process.pid, startTicks: 1, id: `${process.pid} ${time}` };
  writeFileSync(draft, JSON.stringify(owner));
  renameSync(draft, LOCK);
}

function race(): void {
  const endMs = performance.now() + Number(ms);
  let times = 0;
  while (performance.now() < endMs) {
    const lock = take();
    if (lock === undefined) {
      Atomics.wait(PAUSE, 0, 0, 0.2); // its holder wants to run, too
      continue;
    }
    times++;
    enter();
    rmSync(INSIDE);
    if (times % 4 === 0) lock.release();
    else leaveDead(times);
  }
  console.log(times);
}

process.once("message", () => {
  try {
    race();
  } catch (error) {
    console.log(String(error));
    process.exitCode = 1;
  }
  process.disconnect();
});
process.send?.("ready");
