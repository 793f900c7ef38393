import { mkdirSync, readdirSync, rmSync, statSync, utimesSync } from "node:fs";
import path from "node:path";
import { WholeFile } from "@mexoms/sim/files";
import type { ObjectStore } from "../bus/object-store.ts";
import type { SweepObject } from "./sweep-manifest.ts";
import { fileDigest } from "./sweep-objects.ts";

const KEEP_MS = 30 * 86_400_000;
const DRAFT_MS = 86_400_000;
const DRAFT = ".partial";

/**
 * Files of a worker's machine by the digest of their bytes. A file is there whole or not at all;
 * several workers may share a folder. What was not used for 30 days goes when a worker starts.
 */
export class ObjectCache {
  readonly #folder: string;
  readonly #files = new Map<string, Promise<string>>();

  constructor(folder: string) {
    this.#folder = path.resolve(folder);
    mkdirSync(this.#folder, { recursive: true, mode: 0o700 });
    this.#removeOld();
  }

  /**
   * The file with an object's bytes, from here if it is here and sound, else from the store. Throws
   * BusError when it is not there, or damaged.
   */
  file(store: ObjectStore, object: SweepObject): Promise<string> {
    const known = this.#files.get(object.digest);
    if (known !== undefined) return known;
    const file = this.#provide(store, object);
    this.#files.set(object.digest, file);
    file.catch(() => this.#files.delete(object.digest));
    return file;
  }

  async #provide(store: ObjectStore, { digest, bytes }: SweepObject): Promise<string> {
    const file = path.join(this.#folder, digest);
    if (statSync(file, { throwIfNoEntry: false })?.size === bytes) {
      if ((await fileDigest(file)).digest === digest) {
        const now = new Date();
        utimesSync(file, now, now);
        return file;
      }
    }
    const whole = new WholeFile(file, 0o600);
    try {
      for await (const piece of store.get(digest)) whole.write(piece);
      whole.finish({ sync: false }); // its digest is looked at before it is used again
    } finally {
      whole.abandon();
    }
    return file;
  }

  #removeOld(): void {
    const now = Date.now();
    for (const name of readdirSync(this.#folder)) {
      if (!/^[0-9a-f]{64}(\.|$)/.test(name)) continue; // not ours
      const file = path.join(this.#folder, name);
      const age = now - (statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? now);
      if (age > (name.endsWith(DRAFT) ? DRAFT_MS : KEEP_MS)) rmSync(file, { force: true });
    }
  }
}
