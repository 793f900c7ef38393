import { closeSync, fstatSync, ftruncateSync, openSync, readSync, writeSync } from "node:fs";
import { ConfigError } from "@mexoms/core";
import { fail } from "@mexoms/core/internal";

/** What became of an older file; see AppendedCsv. */
export interface CsvRepair {
  /** Bytes that were as they should be, and those behind them that were cut off. */
  readonly keptBytes: number;
  readonly cutBytes: number;
}

/**
 * A CSV file that grows line by line and can be made again at any time from what its lines were made
 * of. The first field of a line is its number, growing. A file that is there is not written again
 * but compared: lines are handed in from the beginning, those that stand there are passed, and from
 * the first difference on (a torn line, a line too many) the file is cut and written anew. So no line
 * is ever missing or there twice, whenever a process that wrote it was killed.
 */
export class AppendedCsv {
  readonly file: string;
  readonly #fd: number;
  /** Bytes of an older file that were not compared yet; undefined when all were. */
  #old: Buffer | undefined;
  #at = 0; // bytes that are in the file and right
  #pending = "";
  #repair: CsvRepair | undefined;

  /**
   * Lines of numbers below `from` are kept as they are: they cannot be made any more. Throws
   * ConfigError for a file with another header.
   */
  constructor(file: string, options: { readonly header: string; readonly from: number }) {
    this.file = file;
    this.#fd = openSync(file, "a+", 0o644);
    closeSync(this.#fd);
    this.#fd = openSync(file, "r+");
    const old = Buffer.alloc(fstatSync(this.#fd).size);
    for (let at = 0; at < old.length;) at += readSync(this.#fd, old, at, old.length - at, at);
    const { header } = options;
    const head = old.subarray(0, Buffer.byteLength(header)).toString();
    if (!header.startsWith(head)) {
      closeSync(this.#fd);
      throw new ConfigError("files", `${file} has other columns; move it out of the way`);
    }
    if (head.length < header.length) {
      this.#cut(0);
      this.#pending = header;
      this.flush();
      this.#repair = old.length > 0 ? { keptBytes: 0, cutBytes: old.length } : undefined;
      return;
    }
    this.#old = old;
    this.#at = keptBytes(old, head.length, options.from);
  }

  /** What was cut off an older file; undefined as long as nothing was. */
  get repair(): CsvRepair | undefined {
    return this.#repair;
  }

  /** The next line, with its line feed. It is in the file after the next `flush`. */
  line(text: string): void {
    if (!text.endsWith("\n")) fail("a line ends with a line feed");
    if (this.#old !== undefined) {
      const until = this.#at + Buffer.byteLength(text);
      if (this.#old.toString("utf8", this.#at, until) === text) {
        this.#at = until;
        return;
      }
      this.settle();
    }
    this.#pending += text;
  }

  /** All lines that could stand in an older file were handed in: what is left of it goes. */
  settle(): void {
    if (this.#old === undefined) return;
    const cutBytes = this.#old.length - this.#at;
    this.#old = undefined;
    if (cutBytes === 0) return;
    this.#repair = { keptBytes: this.#at, cutBytes };
    this.#cut(this.#at);
  }

  flush(): void {
    if (this.#pending === "") return;
    const bytes = Buffer.from(this.#pending);
    for (let done = 0; done < bytes.length;) {
      done += writeSync(this.#fd, bytes, done, bytes.length - done, this.#at + done);
    }
    this.#at += bytes.length;
    this.#pending = "";
  }

  close(): void {
    this.flush();
    closeSync(this.#fd);
  }

  #cut(bytes: number): void {
    ftruncateSync(this.#fd, bytes);
    this.#at = bytes;
  }
}

/** Bytes up to the first line whose number is `from` or more, or that is no whole line. */
function keptBytes(old: Buffer, start: number, from: number): number {
  let at = start;
  for (;;) {
    const end = old.indexOf(0x0a, at);
    if (end < 0) return at;
    const comma = old.indexOf(0x2c, at);
    const number = Number(old.toString("utf8", at, comma < 0 ? end : comma));
    if (!(number < from)) return at;
    at = end + 1;
  }
}
