import { createHash } from "node:crypto";
import { closeSync, createReadStream, openSync } from "node:fs";
import path from "node:path";
import { type Study, type Tape, writeTape } from "@mexoms/sim";
import { TemporaryFolder } from "@mexoms/sim/files";
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
  readonly #fds: readonly number[];

  private constructor(study: Kept, code: Kept, tapes: readonly Kept[], fds: readonly number[]) {
    this.study = described(study);
    this.code = described(code);
    this.tapes = tapes.map(described);
    this.#all = [study, code, ...tapes];
    this.#fds = fds;
  }

  static async open(options: {
    readonly study: Study;
    readonly code: string;
    readonly tapes: readonly Tape[];
  }): Promise<SweepObjects> {
    const fds: number[] = [];
    try {
      const tapes: Kept[] = [];
      for (const tape of options.tapes) {
        const fd = openTapeBytes(tape);
        fds.push(fd);
        tapes.push(await ofFile(fd));
      }
      const study = ofText(JSON.stringify(options.study));
      return new SweepObjects(study, ofText(options.code), tapes, fds);
    } catch (error) {
      for (const fd of fds) closeSync(fd);
      throw error;
    }
  }

  /** Puts what is not there. Throws BusError, and the signal's reason when it is aborted. */
  async put(
    store: ObjectStore,
    options: {
      readonly signal?: AbortSignal | undefined;
      readonly progress?: ObjectProgress | undefined;
    } = {},
  ): Promise<void> {
    const { signal, progress } = options;
    const total = this.#all.reduce((sum, { bytes }) => sum + bytes, 0);
    let before = 0;
    for (const { digest, bytes, pieces } of this.#all) {
      await store.put(digest, { pieces: whileWanted(pieces(), signal), bytes }, (done) =>
        progress?.(before + done, total),
      );
      signal?.throwIfAborted();
      before += bytes;
    }
  }

  close(): void {
    for (const fd of this.#fds) closeSync(fd);
  }
}

async function* whileWanted(
  pieces: ObjectPart["pieces"],
  signal: AbortSignal | undefined,
): AsyncGenerator<Uint8Array, void> {
  for await (const piece of pieces) {
    signal?.throwIfAborted();
    yield piece;
  }
}

/** A tape's file without a name: a process that is killed leaves nothing of it behind. */
function openTapeBytes(tape: Tape): number {
  const folder = new TemporaryFolder("mexoms-sweep");
  try {
    const file = path.join(folder.path, "tape");
    writeTape(file, tape);
    return openSync(file, "r");
  } finally {
    folder.remove();
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

async function ofFile(fd: number): Promise<Kept> {
  const pieces = (): AsyncIterable<Uint8Array> =>
    createReadStream("", { fd, start: 0, autoClose: false }) as AsyncIterable<Uint8Array>;
  return { ...(await digestOf(pieces())), pieces };
}

/** SHA-256 in hex of a file's bytes, and how many there are. */
export async function fileDigest(file: string): Promise<SweepObject> {
  return await digestOf(createReadStream(file) as AsyncIterable<Uint8Array>);
}

async function digestOf(pieces: AsyncIterable<Uint8Array>): Promise<SweepObject> {
  const hash = createHash("sha256");
  let bytes = 0;
  for await (const piece of pieces) {
    hash.update(piece);
    bytes += piece.length;
  }
  return { digest: hash.digest("hex"), bytes };
}
