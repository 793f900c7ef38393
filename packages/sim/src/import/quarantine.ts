import { closeSync, openSync, renameSync, rmSync, writeSync } from "node:fs";

/**
 * Keeps the lines that lenient mode refuses, with the reason, in a file beside the tape:
 * `FILE:LINE FIELD: REASON`, a tab, and the line as it was. Without such a line there is no file.
 */
export class Quarantine {
  readonly file: string;
  #fd: number | undefined;
  count = 0;

  constructor(file: string) {
    this.file = file;
  }

  add(reason: string, line: string): void {
    this.#fd ??= openSync(this.#partName, "w");
    writeSync(this.#fd, `${reason}\t${line}\n`);
    this.count++;
  }

  publish(): void {
    if (this.#fd === undefined) {
      rmSync(this.file, { force: true }); // of an earlier import under this name
      return;
    }
    closeSync(this.#fd);
    this.#fd = undefined;
    renameSync(this.#partName, this.file);
  }

  discard(): void {
    if (this.#fd === undefined) return;
    closeSync(this.#fd);
    this.#fd = undefined;
    rmSync(this.#partName, { force: true });
  }

  get #partName(): string {
    return `${this.file}.partial`;
  }
}
