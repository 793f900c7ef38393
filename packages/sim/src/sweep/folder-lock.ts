import { linkSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { randomUUID } from "node:crypto";
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
    const draft = `${file}.${randomUUID()}`;
    writeFileSync(draft, text, { flag: "wx" });
    try {
      for (;;) {
        try {
          linkSync(draft, file); // whole or not at all, and only if nobody else has it
          return new FolderLock(file, text);
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
        rmSync(file, { force: true });
      }
    } finally {
      rmSync(draft, { force: true });
    }
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
