import { existsSync, readdirSync, statSync } from "node:fs";
import path from "node:path";
import { ConfigError } from "@mexoms/core";
import { isSessionFolder, sessionNamed } from "../run/session-folder.ts";
import { memoryFolder, sessionFolder } from "../memory/memory-folder.ts";
import { STATUS_FILE } from "./status-layout.ts";
import { StatusReader } from "./status-reader.ts";

/**
 * The status page that a person means: of a session by its name or its folder, or, with neither, of
 * the one session that runs (or, when none runs, the one that was there last). Throws ConfigError that
 * says what there is, and of a session that is over how to look at it.
 */
export function findStatus(asked: string | undefined, memory: string = memoryFolder()): string {
  if (asked !== undefined) return statusOf(asked, memory);
  const all = sessions(memory);
  const running = all.filter(({ runs }) => runs);
  if (running.length === 1) return running[0]!.file;
  if (running.length > 1) {
    const names = running.map(({ name }) => name).join(", ");
    throw new ConfigError("session", `${running.length} engines run; name one of ${names}`);
  }
  const last = all[0];
  if (last !== undefined) return last.file;
  const start = "start one, for example: mexoms run market-maker --paper --tape FILE";
  throw new ConfigError("session", `no engine runs (nothing in ${memory}); ${start}`);
}

function statusOf(asked: string, memory: string): string {
  const inside = path.join(asked, STATUS_FILE);
  if (existsSync(inside)) return inside;
  const file = path.join(sessionFolder(memory, sessionNamed(asked)), STATUS_FILE);
  if (existsSync(file)) return file;
  if (isSessionFolder(asked)) {
    const files = path.join(asked, "files");
    const look = `its fills are in "${files}", and mexoms journal show tells all that happened`;
    throw new ConfigError("session", `the one in "${asked}" is over; ${look}`);
  }
  const known = sessions(memory).map(({ name }) => name);
  const hint = known.length === 0 ? "there is none now" : `there are: ${known.join(", ")}`;
  throw new ConfigError("session", `"${asked}" has no engine; ${hint}`);
}

/** Sessions with a status page, the youngest first. */
function sessions(memory: string): { name: string; file: string; runs: boolean; made: number }[] {
  if (!existsSync(memory)) return [];
  return readdirSync(memory)
    .map((name) => ({ name, file: path.join(memory, name, STATUS_FILE) }))
    .filter(({ file }) => existsSync(file))
    .map(({ name, file }) => ({ name, file, runs: engineRuns(file), made: statSync(file).ctimeMs }))
    .sort((a, b) => b.made - a.made);
}

function engineRuns(file: string): boolean {
  try {
    const reader = StatusReader.open(file);
    try {
      return reader.read().process === "running";
    } finally {
      reader.close();
    }
  } catch (error) {
    // A page of another version of mexoms is none of ours.
    if (error instanceof ConfigError) return false;
    throw error;
  }
}
