import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { onTestFinished } from "vitest";

/** A folder for one test, removed when it is over. */
export function tempFolder(root: string = tmpdir()): string {
  const folder = mkdtempSync(path.join(root, "mexoms-journal-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}
