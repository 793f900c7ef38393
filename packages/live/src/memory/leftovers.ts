import { closeSync, type Dirent, openSync, readdirSync, readSync, rmSync, statSync } from "node:fs";
import path from "node:path";
import { isAlive, type ProcessIdentity } from "@mexoms/sim/process-identity";
import { FILE_HEADER_BYTES } from "./shared-file.ts";

/** A session's folder in the memory folder. */
export interface SessionFound {
  readonly session: string;
  readonly folder: string;
  /** Some process that writes one of its files is there. */
  readonly alive: boolean;
  /** Of all its files. */
  readonly bytes: number;
}

/** The sessions of a memory folder, by name. Folders without a file of ours are none. */
export function findSessions(memory: string): SessionFound[] {
  const found: SessionFound[] = [];
  for (const entry of entries(memory)) {
    if (!entry.isDirectory()) continue;
    const session = look(path.join(memory, entry.name));
    if (session !== undefined) found.push(session);
  }
  return found.sort((a, b) => (a.session < b.session ? -1 : 1));
}

/**
 * Removes the sessions of which no writer is alive: a process counts as dead when no process of that
 * number and start time is there. Returns what was removed.
 */
export function removeLeftovers(memory: string): SessionFound[] {
  const removed: SessionFound[] = [];
  for (const session of findSessions(memory)) {
    // Looked at once more: somebody may have taken the name meanwhile.
    if (session.alive || look(session.folder)?.alive !== false) continue;
    rmSync(session.folder, { recursive: true, force: true });
    removed.push(session);
  }
  return removed;
}

function look(folder: string): SessionFound | undefined {
  let [ours, alive, bytes] = [false, false, 0];
  for (const entry of entries(folder)) {
    if (!entry.isFile()) continue;
    const file = path.join(folder, entry.name);
    const writer = writerOf(file);
    bytes += statSync(file, { throwIfNoEntry: false })?.size ?? 0;
    if (writer === undefined) continue;
    ours = true;
    alive ||= isAlive(writer);
  }
  return ours ? { session: path.basename(folder), folder, alive, bytes } : undefined;
}

/** Who made the file; undefined for a file that is none of ours. */
function writerOf(file: string): ProcessIdentity | undefined {
  // Not named yet: its process is about to fill it.
  const hidden = /\.new-(\d+)$/.exec(file);
  if (hidden !== null) return { pid: Number(hidden[1]), startTicks: 0 };
  const header = new DataView(new ArrayBuffer(FILE_HEADER_BYTES));
  try {
    const fd = openSync(file, "r");
    try {
      if (readSync(fd, header, 0, FILE_HEADER_BYTES, 0) < FILE_HEADER_BYTES) return undefined;
    } finally {
      closeSync(fd);
    }
  } catch {
    return undefined;
  }
  const magic = String.fromCharCode(...new Uint8Array(header.buffer, 0, 3));
  if (magic !== "mx-") return undefined;
  return { pid: header.getInt32(16, true), startTicks: header.getFloat64(24, true) };
}

function entries(folder: string): Dirent[] {
  try {
    return readdirSync(folder, { withFileTypes: true });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return [];
    throw error;
  }
}
