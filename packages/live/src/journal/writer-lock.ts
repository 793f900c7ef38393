import {
  closeSync,
  mkdirSync,
  openSync,
  readFileSync,
  writeFileSync,
  ftruncateSync,
} from "node:fs";
import path from "node:path";
import { ConfigError } from "@mexoms/core";
import koffi from "koffi";

const LOCK_EX = 2;
const LOCK_NB = 4;

/** What a process may have a journal for, and what it is doing then. */
export const LOCK = {
  write: { file: "writer.lock", doing: "written" },
  publish: { file: "publisher.lock", doing: "published" },
  /** Of the files that are made of it, in their folder. */
  files: { file: "files.lock", doing: "written" },
} as const;

/**
 * The right to write a journal, or to publish it. The system gives it to one holder at a time and takes it back when
 * that process ends, however it ends: a lock cannot be left behind, nor be mistaken for that of
 * another process that got the same number. The file only says who it is.
 */
export class WriterLock {
  readonly #fd: number;

  private constructor(fd: number) {
    this.#fd = fd;
  }

  /** Throws ConfigError when another process has it. */
  static take(dir: string, lock: (typeof LOCK)[keyof typeof LOCK] = LOCK.write): WriterLock {
    mkdirSync(dir, { recursive: true });
    const file = path.join(dir, lock.file);
    const fd = openSync(file, "a+", 0o600);
    const flock = koffi.load(null).func("int flock(int, int)") as (
      fd: number,
      operation: number,
    ) => number;
    if (flock(fd, LOCK_EX | LOCK_NB) !== 0) {
      closeSync(fd);
      const holder = readFileSync(file, "utf8").trim();
      throw new ConfigError(
        "journal",
        `${dir} is being ${lock.doing} by ${holder || "another process"}: stop that, or take another folder`,
      );
    }
    ftruncateSync(fd);
    writeFileSync(fd, `process ${process.pid}\n`);
    return new WriterLock(fd);
  }

  release(): void {
    closeSync(this.#fd);
  }
}
