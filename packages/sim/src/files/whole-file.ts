import { closeSync, fsyncSync, mkdirSync, openSync, renameSync, rmSync, writeSync } from "node:fs";
import path from "node:path";
import { isSystemError } from "../system-error.ts";
import { draftName, removeDeadDrafts } from "./draft-name.ts";

const FILE_MODE = 0o666; // less what the user's umask takes away
const PIECE_LENGTH = 1 << 16;
const NOT_SYNCED = ["EACCES", "EINVAL", "ENOTSUP"];

export interface WholeFileOptions {
  /**
   * Whether it is on disk before it has its name, and the name before this returns. Without it a
   * machine that fails may leave the name of the new file and the contents of none: only for what can
   * be told from elsewhere.
   */
  readonly sync: boolean;
  /** Of a new file, less what the user's umask takes away. Anybody's to read and write unless given. */
  readonly mode?: number;
}

/**
 * A file that appears whole or not at all: it is written under a draft's name in the same folder, and
 * takes its own at the end. What stood there stays until then.
 */
export class WholeFile {
  readonly #file: string;
  readonly #draft: string;
  #fd: number | undefined;

  /** Begins one. A new file has `mode`, less what the user's umask takes away. */
  constructor(file: string, mode: number = FILE_MODE) {
    this.#file = file;
    this.#draft = draftName(file);
    this.#fd = this.#named(() => openSync(this.#draft, "wx", mode));
  }

  /** Adds to it; whoever gets an error here abandons it. */
  write(content: string | Uint8Array): void {
    const bytes = typeof content === "string" ? Buffer.from(content) : content;
    const fd = this.#open();
    this.#named(() => {
      for (let at = 0; at < bytes.length;) at += writeSync(fd, bytes, at);
    });
  }

  /** Gives it its name. When that fails nothing is left of it. */
  finish({ sync }: Pick<WholeFileOptions, "sync">): void {
    const fd = this.#open();
    try {
      this.#named(() => {
        if (sync) fsyncSync(fd);
        this.#close();
        renameSync(this.#draft, this.#file);
      });
    } catch (error) {
      this.abandon();
      throw error;
    }
    if (sync) this.#named(() => syncFolder(path.dirname(this.#file)));
  }

  /** Leaves nothing of it, unless it is finished. */
  abandon(): void {
    this.#close();
    rmSync(this.#draft, { force: true });
  }

  #open(): number {
    if (this.#fd === undefined) throw new Error(`${this.#file} is not being written any more`);
    return this.#fd;
  }

  #close(): void {
    const fd = this.#fd;
    this.#fd = undefined;
    if (fd !== undefined) closeSync(fd);
  }

  /** Errors of the system name the file and not its draft; one of a full disk names none. */
  #named<T>(act: () => T): T {
    try {
      return act();
    } catch (error) {
      if (isSystemError(error)) throw Object.assign(error, { path: this.#file });
      throw error;
    }
  }
}

/**
 * Writes a file that appears whole or not at all, and makes its folder. What processes that were
 * killed left of this file goes.
 */
export function writeWholeFile(
  file: string,
  content: string | Uint8Array | Iterable<string>,
  options: WholeFileOptions,
): void {
  mkdirSync(path.dirname(path.resolve(file)), { recursive: true });
  removeDeadDrafts(file);
  const whole = new WholeFile(file, options.mode);
  try {
    for (const piece of piecesOf(content)) whole.write(piece);
    whole.finish(options);
  } finally {
    whole.abandon();
  }
}

/** Lines together, as the system is asked for each piece. */
function* piecesOf(content: string | Uint8Array | Iterable<string>): Iterable<string | Uint8Array> {
  if (typeof content === "string" || content instanceof Uint8Array) {
    yield content;
    return;
  }
  let text = "";
  for (const part of content) {
    text += part;
    if (text.length < PIECE_LENGTH) continue;
    yield text;
    text = "";
  }
  yield text;
}

function syncFolder(folder: string): void {
  if (process.platform === "win32") return; // folders cannot be opened there
  let fd: number | undefined;
  try {
    fd = openSync(folder, "r");
    fsyncSync(fd);
  } catch (error) {
    // A folder that must not be read, or a file system that cannot do it: the file itself is safe.
    if (!isSystemError(error) || !NOT_SYNCED.includes(error.code)) throw error;
  } finally {
    if (fd !== undefined) closeSync(fd);
  }
}
