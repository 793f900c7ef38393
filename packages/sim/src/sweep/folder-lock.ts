import { linkSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { randomUUID } from "node:crypto";
import path from "node:path";
import { ConfigError } from "@mexoms/core";

const START_FIELD = 19; // of /proc/PID/stat, counted behind the name in brackets

/** Keeps two processes from writing into one folder. */
export class FolderLock {
  readonly #file: string;
  readonly #text: string;

  private constructor(file: string, text: string) {
    this.#file = file;
    this.#text = text;
  }

  /**
   * Takes the lock at `file`. A lock whose process is gone is taken over. Throws ConfigError when
   * its process is alive.
   */
  static take(file: string, field: string): FolderLock {
    const text = JSON.stringify({ pid: process.pid, started: startOf(process.pid) ?? "" });
    const draft = draftOf(file);
    try {
      writeFileSync(draft, text, { flag: "wx" });
      for (;;) {
        try {
          linkSync(draft, file); // whole or not at all, and only if nobody else has it
          break;
        } catch (error) {
          if (!hasCode(error, "EEXIST")) throw error;
        }
        const owner = readLock(file);
        if (owner !== undefined && isAlive(owner)) {
          throw new ConfigError(
            field,
            `process ${owner.pid} is running a sweep in this folder; wait for it, or give another one`,
          );
        }
        removeDead(file);
      }
    } finally {
      rmSync(draft, { force: true });
    }
    removeDrafts(file);
    return new FolderLock(file, text);
  }

  release(): void {
    let text: string;
    try {
      text = readFileSync(this.#file, "utf8");
    } catch (error) {
      if (hasCode(error, "ENOENT")) return;
      throw error;
    }
    if (text === this.#text) rmSync(this.#file, { force: true });
  }
}

/** Removes a lock whose process is gone. */
function removeDead(file: string): void {
  // Whoever else found it dead may have put a lock of its own there since: that is given back.
  const taken = draftOf(file);
  try {
    renameSync(file, taken);
    const owner = readLock(taken);
    if (owner !== undefined && isAlive(owner)) linkSync(taken, file);
  } catch (error) {
    if (!hasCode(error, "ENOENT") && !hasCode(error, "EEXIST")) throw error;
  } finally {
    rmSync(taken, { force: true });
  }
}

function draftOf(file: string): string {
  return `${file}.${process.pid}.${randomUUID()}`;
}

/** Removes what processes left that were killed while they took the lock. */
function removeDrafts(file: string): void {
  const start = `${path.basename(file)}.`;
  for (const name of readdirSync(path.dirname(file))) {
    if (!name.startsWith(start)) continue;
    const pid = Number.parseInt(name.slice(start.length), 10);
    if (!isAlive({ pid, started: "" }))
      rmSync(path.join(path.dirname(file), name), { force: true });
  }
}

interface Owner {
  readonly pid: number;
  readonly started: string;
}

/** Undefined when the file is gone or says nothing: nobody holds it then. */
function readLock(file: string): Owner | undefined {
  try {
    const { pid, started } = JSON.parse(readFileSync(file, "utf8")) as Partial<Owner>;
    return typeof pid === "number" && typeof started === "string" ? { pid, started } : undefined;
  } catch (error) {
    if (error instanceof SyntaxError || hasCode(error, "ENOENT")) return undefined;
    throw error;
  }
}

function isAlive({ pid, started }: Owner): boolean {
  try {
    process.kill(pid, 0);
  } catch (error) {
    if (hasCode(error, "ESRCH")) return false;
  }
  // Numbers of processes are used again: the one there now may be another.
  const now = startOf(pid);
  return now === undefined || started === "" || now === started;
}

/** When a process started, where the system tells it. */
function startOf(pid: number): string | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
    return stat.slice(stat.lastIndexOf(")") + 2).split(" ")[START_FIELD];
  } catch {
    return undefined;
  }
}

function hasCode(error: unknown, code: string): boolean {
  return error instanceof Error && "code" in error && error.code === code;
}
