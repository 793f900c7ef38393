import { mkdir, rename, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { isSystemError } from "../system-error.ts";

const DRAFT_END = ".partial";

/** Writes a file that appears whole or not at all. Pieces of text are written one after the other. */
export async function writeWholeFile(
  file: string,
  content: string | Uint8Array | Iterable<string>,
): Promise<void> {
  await mkdir(path.dirname(path.resolve(file)), { recursive: true });
  const draft = `${file}.${process.pid}${DRAFT_END}`;
  try {
    await writeFile(draft, content);
    await rename(draft, file);
  } catch (error) {
    // What is written to a full disk fails without a word of the file.
    if (isSystemError(error)) throw Object.assign(error, { path: file });
    throw error;
  } finally {
    await rm(draft, { force: true });
  }
}

/** Whether a name is that of a draft of `file` that `writeWholeFile` makes, and a crash leaves. */
export function isDraftOf(name: string, file: string): boolean {
  return name.startsWith(`${file}.`) && name.endsWith(DRAFT_END);
}
