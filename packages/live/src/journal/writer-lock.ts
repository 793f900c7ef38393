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
const LOCK_FILE = "writer.lock";

/**
 * The right to write a journal. The system gives it to one holder at a time and takes it back when
 * that process ends, however it ends: a lock cannot be left behind, nor be mistaken for that of
 * another process that got the same number. The file only says who it is.
 */
export class WriterLock {
  readonly #fd: number;

  private constructor(fd: number) {
    this.#fd = fd;
  }

  /** Throws ConfigError when another writer has the journal. */
  static take(dir: string): WriterLock {
    mkdirSync(dir, { recursive: true });
    const file = path.join(dir, LOCK_FILE);
    const fd = openSync(file, "a+", 0o600);
    const flock = koffi.load(null).func("int flock(int, int)") as (
      fd: number,
      operation: number,
    ) => number;
    if (flock(fd, LOCK_EX | LOCK_NB) !== 0) {
      closeSync(fd);
      const holder = readFileSync(file, "utf8").trim();
      throw new ConfigError("journal", `${dir} is being written by ${holder || "another process"}`);
    }
    ftruncateSync(fd);
    writeFileSync(fd, `process ${process.pid}\n`);
    return new WriterLock(fd);
  }

  release(): void {
    closeSync(this.#fd);
  }
}
