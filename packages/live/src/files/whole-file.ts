import { closeSync, fsyncSync, openSync, renameSync, rmSync, writeSync } from "node:fs";

export interface WholeFileOptions {
  /**
   * Whether it is on disk before it has its name. Without it a machine that fails may leave the name
   * of the new file and the contents of none: only for what can be told from elsewhere.
   */
  readonly sync: boolean;
}

/** Writes a file that appears whole or not at all; what stood there stays until then. */
export function writeWholeFile(file: string, text: string, { sync }: WholeFileOptions): void {
  const temporary = `${file}.partial-${process.pid}`;
  const fd = openSync(temporary, "w", 0o644);
  try {
    const bytes = Buffer.from(text);
    for (let at = 0; at < bytes.length;) at += writeSync(fd, bytes, at);
    if (sync) fsyncSync(fd);
  } catch (error) {
    rmSync(temporary, { force: true });
    throw error;
  } finally {
    closeSync(fd);
  }
  renameSync(temporary, file);
}
