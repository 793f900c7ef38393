import { createHash } from "node:crypto";
import { createReadStream, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { type Study, type Tape, writeTape } from "@mexoms/sim";
import type { ObjectPart, ObjectProgress, ObjectStore } from "../bus/object-store.ts";
import type { SweepObject } from "./sweep-manifest.ts";

interface Kept extends SweepObject {
  readonly pieces: () => ObjectPart["pieces"];
}

/**
 * What workers need of a sweep, ready to be put into the object store: the study, the strategy's
 * code, and the tapes as files in a temporary folder that goes with `close`.
 */
export class SweepObjects {
  readonly study: SweepObject;
  readonly code: SweepObject;
  readonly tapes: readonly SweepObject[];
  readonly #all: readonly Kept[];
  readonly #folder: string;

  private constructor(study: Kept, code: Kept, tapes: readonly Kept[], folder: string) {
    this.study = described(study);
    this.code = described(code);
    this.tapes = tapes.map(described);
    this.#all = [study, code, ...tapes];
    this.#folder = folder;
  }

  static async open(options: {
    readonly study: Study;
    readonly code: string;
    readonly tapes: readonly Tape[];
  }): Promise<SweepObjects> {
    const folder = mkdtempSync(path.join(tmpdir(), "mexoms-sweep-"));
    try {
      const tapes: Kept[] = [];
      for (const tape of options.tapes) {
        const file = path.join(folder, `${tapes.length}.tape`);
        writeTape(file, tape);
        tapes.push(await ofFile(file));
      }
      const study = ofText(JSON.stringify(options.study));
      return new SweepObjects(study, ofText(options.code), tapes, folder);
    } catch (error) {
      rmSync(folder, { recursive: true, force: true });
      throw error;
    }
  }

  /** Puts what is not there. Throws BusError. */
  async put(store: ObjectStore, progress?: ObjectProgress): Promise<void> {
    const total = this.#all.reduce((sum, { bytes }) => sum + bytes, 0);
    let before = 0;
    for (const { digest, bytes, pieces } of this.#all) {
      await store.put(digest, { pieces: pieces(), bytes }, (done) =>
        progress?.(before + done, total),
      );
      before += bytes;
    }
  }

  close(): void {
    rmSync(this.#folder, { recursive: true, force: true });
  }
}

function described({ digest, bytes }: Kept): SweepObject {
  return { digest, bytes };
}

function ofText(text: string): Kept {
  const data = new TextEncoder().encode(text);
  const digest = createHash("sha256").update(data).digest("hex");
  return { digest, bytes: data.length, pieces: () => [data] };
}

async function ofFile(file: string): Promise<Kept> {
  const { digest, bytes } = await fileDigest(file);
  return { digest, bytes, pieces: () => createReadStream(file) as AsyncIterable<Uint8Array> };
}

/** SHA-256 in hex of a file's bytes, and how many there are. */
export async function fileDigest(file: string): Promise<SweepObject> {
  const hash = createHash("sha256");
  let bytes = 0;
  for await (const piece of createReadStream(file) as AsyncIterable<Uint8Array>) {
    hash.update(piece);
    bytes += piece.length;
  }
  return { digest: hash.digest("hex"), bytes };
}
