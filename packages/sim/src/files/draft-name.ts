import { randomBytes } from "node:crypto";
import { readdirSync, rmSync } from "node:fs";
import path from "node:path";
import { isAlive, type ProcessIdentity, thisProcess } from "../process-identity.ts";

const RANDOM_BYTES = 6;
const BEHIND_NAME = /^\.(\d+)-(\d+)-[0-9a-f]{12}\.partial$/;

/**
 * A name for what is to be called `file` once it is whole: beside it, no other process or thread has
 * it, and it says whose it is.
 */
export function draftName(file: string): string {
  const { pid, startTicks } = thisProcess();
  return `${file}.${pid}-${startTicks}-${randomBytes(RANDOM_BYTES).toString("hex")}.partial`;
}

/** Drafts of `file` whose process is gone: it was killed. Paths; none where there is no folder. */
export function deadDrafts(file: string): string[] {
  const folder = path.dirname(file);
  return namesOf(folder)
    .filter((name) => {
      const owner = ownerOf(name, path.basename(file));
      return owner !== undefined && !isAlive(owner);
    })
    .map((name) => path.join(folder, name));
}

/** Removes what processes that were killed left of `file`. */
export function removeDeadDrafts(file: string): void {
  for (const draft of deadDrafts(file)) rmSync(draft, { force: true, recursive: true });
}

/** Whose draft of a file a name is; undefined when it is none. */
function ownerOf(name: string, file: string): ProcessIdentity | undefined {
  if (!name.startsWith(file)) return undefined;
  const [, pid, startTicks] = BEHIND_NAME.exec(name.slice(file.length)) ?? [];
  return pid === undefined ? undefined : { pid: Number(pid), startTicks: Number(startTicks) };
}

function namesOf(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch (error) {
    const code = error instanceof Error && "code" in error ? error.code : undefined;
    // A folder that may be written to, and not read, keeps its drafts.
    if (code === "ENOENT" || code === "ENOTDIR" || code === "EACCES") return [];
    throw error;
  }
}
