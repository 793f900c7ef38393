import { existsSync, mkdtempSync, rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { onTestFinished } from "vitest";

/** Where tests put their shared memory. */
export function sharedRoot(): string {
  const given = process.env["MEXOMS_TEST_SHARED"];
  if (given !== undefined && given !== "") return given;
  return existsSync("/dev/shm") ? "/dev/shm" : os.tmpdir();
}

/** A folder in shared memory for one test, removed when it ends, however it ends. */
export function sharedScratch(): string {
  const root = sharedRoot();
  const folder = mkdtempSync(path.join(root, "mexoms-test-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}
