import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { onTestFinished } from "vitest";

/** A folder for one test, removed when it is over. */
export function tempFolder(): string {
  const folder = mkdtempSync(path.join(tmpdir(), "mexoms-bus-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}
