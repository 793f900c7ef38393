import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { onTestFinished } from "vitest";

/** A folder for the running test, removed with what is in it when the test ends, failed or not. */
export function scratchFolder(name: string): string {
  const dir = mkdtempSync(path.join(tmpdir(), `mexoms-${name}-`));
  onTestFinished(() => rmSync(dir, { recursive: true, force: true }));
  return dir;
}
