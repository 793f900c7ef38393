import { closeSync, fsyncSync, openSync, renameSync, rmSync, writeSync } from "node:fs";

/** Writes a file that appears whole or not at all; what stood there stays until then. */
export function writeWholeFile(file: string, text: string): void {
  const temporary = `${file}.partial-${process.pid}`;
  const fd = openSync(temporary, "w", 0o644);
  try {
    const bytes = Buffer.from(text);
    for (let at = 0; at < bytes.length;) at += writeSync(fd, bytes, at);
    // Without it some file systems bring the name of the new file and the contents of none.
    fsyncSync(fd);
  } catch (error) {
    rmSync(temporary, { force: true });
    throw error;
  } finally {
    closeSync(fd);
  }
  renameSync(temporary, file);
}
