import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { onTestFinished } from "vitest";
import { sharedRoot } from "./shared-scratch.ts";

/** The project. */
export const ROOT: string = path.resolve(import.meta.dirname, "../../../..");
export const SWAP: string = path.join(ROOT, "data/tapes/synthetic-swap-BTCUSDT.tape");
export const SPOT: string = path.join(ROOT, "data/tapes/synthetic-spot-BTCUSDT.tape");

/** Folders of one session, in shared memory and on disk, that go away with the test. */
export class SessionFolder {
  readonly memory: string;
  readonly dir: string;

  constructor() {
    this.memory = mkdtempSync(path.join(sharedRoot(), "mexoms-test-"));
    this.dir = mkdtempSync(path.join(tmpdir(), "mexoms-test-"));
    onTestFinished(() => this.remove());
  }

  remove(): void {
    rmSync(this.memory, { recursive: true, force: true });
    rmSync(this.dir, { recursive: true, force: true });
    rmSync(`${this.dir}.engine.json`, { force: true });
  }
}
