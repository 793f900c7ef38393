import { mkdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { draftName, removeDeadDrafts } from "./draft-name.ts";

const OWNER_ONLY = 0o700;

/** A folder of this process only, in the system's folder for such. */
export class TemporaryFolder {
  readonly path: string;

  /** Makes one; what processes that were killed left of those with this name goes. */
  constructor(name: string) {
    const file = path.join(tmpdir(), name);
    removeDeadDrafts(file);
    this.path = draftName(file);
    mkdirSync(this.path, { mode: OWNER_ONLY });
  }

  remove(): void {
    rmSync(this.path, { recursive: true, force: true });
  }
}
