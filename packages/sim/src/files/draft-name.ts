import { randomBytes } from "node:crypto";
import { readdirSync, rmSync } from "node:fs";
import path from "node:path";
import { isAlive, type ProcessIdentity, thisProcess } from "../process-identity.ts";
import { hasSystemCode } from "../system-error.ts";

const RANDOM_BYTES = 6;
const DRAFT = /^(.+)\.(\d+)-(\d+)-[0-9a-f]{12}\.partial$/;
/** Another user's, or in a folder that must not be read or written. */
const NOT_OURS = ["EACCES", "EPERM", "EROFS"];

/**
 * A name for what is to be called `file` once it is whole, or never: beside it, no other process or
 * thread has it, and it says whose it is.
 */
export function draftName(file: string): string {
  const { pid, startTicks } = thisProcess();
  return `${file}.${pid}-${startTicks}-${randomBytes(RANDOM_BYTES).toString("hex")}.partial`;
}

/** Drafts of a file or folder whose process is gone: it was killed. */
export function deadDrafts(file: string): string[] {
  return deadDraftsIn(path.dirname(file), (name) => name === path.basename(file));
}

/** Removes what processes that were killed left of a file or folder. */
export function removeDeadDrafts(file: string): void {
  for (const draft of deadDrafts(file)) removeIfOurs(draft);
}

/** As removeDeadDrafts, of all that a folder holds. */
export function removeDeadDraftsIn(folder: string): void {
  for (const draft of deadDraftsIn(folder, () => true)) removeIfOurs(draft);
}

function deadDraftsIn(folder: string, of: (name: string) => boolean): string[] {
  const dead = namesOf(folder).filter((name) => {
    const [, file, pid, startTicks] = DRAFT.exec(name) ?? [];
    if (file === undefined || !of(file)) return false;
    const owner: ProcessIdentity = { pid: Number(pid), startTicks: Number(startTicks) };
    return !isAlive(owner);
  });
  return dead.map((name) => path.join(folder, name));
}

function removeIfOurs(draft: string): void {
  try {
    rmSync(draft, { force: true, recursive: true });
  } catch (error) {
    if (!hasSystemCode(error, ...NOT_OURS)) throw error;
  }
}

function namesOf(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch (error) {
    if (hasSystemCode(error, "ENOENT", "ENOTDIR", ...NOT_OURS)) return [];
    throw error;
  }
}
