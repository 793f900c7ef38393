import { type ChildProcess, spawn } from "node:child_process";
import { closeSync, mkdirSync, openSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { ConfigError } from "@mexoms/core";
import { isAlive, type ProcessIdentity } from "@mexoms/sim/process-identity";
import { sessionFolder } from "../memory/memory-folder.ts";
import { SessionControl } from "../memory/session-control.ts";
import type { PaperSettings } from "./paper-settings.ts";

/** Settings of the venue's process, and what it has to say, in the session's folder. */
export const SETTINGS_FILE = "venue.json";
export const LOG_FILE = "venue.log";

/** The process of a paper venue. */
export interface PaperProcess extends ProcessIdentity {
  readonly memory: string;
  readonly session: string;
}

/**
 * Starts a paper venue as a process of its own, which outlives this one, and waits until engines may
 * connect. What a dead one of that session left in shared memory is taken away before. Throws
 * ConfigError when the venue cannot start, with its reason.
 */
export async function spawnPaperVenue(settings: PaperSettings): Promise<PaperProcess> {
  const { memory, session, dir } = settings;
  if (findPaperVenue({ memory, session }) !== undefined) {
    throw new ConfigError("session", `a venue of "${session}" runs already: take another name`);
  }
  rmSync(sessionFolder(memory, session), { recursive: true, force: true });
  mkdirSync(dir, { recursive: true });
  const file = path.join(dir, SETTINGS_FILE);
  writeFileSync(file, `${JSON.stringify(settings, null, 2)}\n`, { mode: 0o600 });
  const log = openSync(path.join(dir, LOG_FILE), "a", 0o600);
  const main = fileURLToPath(new URL("paper-main.js", import.meta.url));
  const child = spawn(process.execPath, ["--enable-source-maps", main, file], {
    detached: true,
    stdio: ["ignore", log, log, "ipc"],
  });
  closeSync(log);
  try {
    await ready(child);
  } finally {
    child.unref();
    if (child.connected) child.disconnect();
  }
  const found = findPaperVenue({ memory, session });
  if (found === undefined) throw new ConfigError("session", `the venue of "${session}" has ended`);
  return found;
}

/** The venue of a session that runs; undefined when there is none. */
export function findPaperVenue(of: {
  readonly memory: string;
  readonly session: string;
}): PaperProcess | undefined {
  let control: SessionControl;
  try {
    control = SessionControl.open(of.memory, of.session);
  } catch (error) {
    if (error instanceof ConfigError) return undefined;
    throw error;
  }
  try {
    return control.ended || !control.writerAlive ? undefined : { ...of, ...control.writer };
  } finally {
    control.close();
  }
}

/** Ends a venue in order and waits for that. False when it is still there after `withinMs`. */
export async function stopPaperVenue(venue: PaperProcess, withinMs: number): Promise<boolean> {
  const deadline = performance.now() + withinMs;
  if (isAlive(venue)) process.kill(venue.pid, "SIGTERM");
  while (isAlive(venue)) {
    if (performance.now() > deadline) return false;
    await delay(5);
  }
  return true;
}

/** Waits until a venue's process says that it is ready. Throws ConfigError when it is not. */
async function ready(child: ChildProcess): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    const fail = (problem: string): void => reject(new ConfigError("paper venue", problem));
    child.once("error", (error) => fail(error.message));
    child.once("exit", (code, signal) => fail(`ended with ${signal ?? code} at once`));
    child.once("message", (how: { ready: boolean; problem?: string }) => {
      if (how.ready) resolve();
      else fail(how.problem ?? "did not start");
    });
  });
}
