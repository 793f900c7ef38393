import { randomBytes } from "node:crypto";
import { renameSync, rmSync } from "node:fs";
import path from "node:path";
import { ConfigError } from "@mexoms/core";
import { MappedFile } from "../memory/mapped-file.ts";
import type { Crc32 } from "./crc32.ts";
import { PREPARED_SUFFIX } from "./repair.ts";
import { Segment, segmentFile, type SegmentIdentity } from "./segment.ts";

/** How long a failed attempt to make room is left alone, in milliseconds. */
const RETRY_MS = 250;
/** What is brought into memory of a new segment before it is needed. */
const WARM_BYTES = 2_097_152;

/**
 * Makes segments before they are needed: at their full size, so that a full disk is known while
 * there is still room to write, and by a thread of its own, as it takes milliseconds.
 */
export class SegmentSupply {
  readonly #dir: string;
  readonly #bytes: number;
  readonly #crc: Crc32;
  #ready: MappedFile | undefined;
  #working: Promise<void> | undefined;
  #retryMs = 0;
  /** Why the next segment cannot be made; undefined while all is well. */
  problem: ConfigError | undefined;

  constructor(options: { readonly dir: string; readonly bytes: number; readonly crc: Crc32 }) {
    this.#dir = options.dir;
    this.#bytes = options.bytes;
    this.#crc = options.crc;
  }

  get isReady(): boolean {
    return this.#ready !== undefined;
  }

  /** Begins to make one unless there is one. Never waits. */
  prepare(monoMs: number): void {
    if (this.#ready !== undefined || this.#working !== undefined || monoMs < this.#retryMs) return;
    this.#retryMs = monoMs + RETRY_MS;
    const file = this.#name();
    this.#working = MappedFile.createAside(file, this.#bytes)
      .then((mapped) => {
        this.#ready = mapped;
        this.problem = undefined;
        mapped.populate(0, WARM_BYTES, () => {});
      })
      .catch((error: unknown) => {
        rmSync(file, { force: true });
        this.problem = this.#noRoom(error);
      })
      .finally(() => {
        this.#working = undefined;
      });
  }

  /** The next segment, with its header and name. Throws ConfigError when there is no room for it. */
  take(identity: SegmentIdentity, bootId: string): Segment {
    const mapped = this.#ready ?? this.#makeNow();
    this.#ready = undefined;
    this.#retryMs = 0;
    const file = segmentFile(this.#dir, identity.firstSequence);
    const segment = new Segment(file, mapped, this.#crc);
    segment.writeHeader(identity, bootId);
    renameSync(mapped.file, file);
    return segment;
  }

  /** Lets go of a segment that nobody took. */
  async close(): Promise<void> {
    await this.#working;
    const ready = this.#ready;
    if (ready === undefined) return;
    this.#ready = undefined;
    ready.close();
    rmSync(ready.file, { force: true });
  }

  #makeNow(): MappedFile {
    const file = this.#name();
    try {
      const mapped = MappedFile.create(file, this.#bytes);
      this.problem = undefined;
      return mapped;
    } catch (error) {
      rmSync(file, { force: true });
      this.problem = this.#noRoom(error);
      throw this.problem;
    }
  }

  /** No other attempt has the name: one may be under way when the next is made, also by another writer. */
  #name(): string {
    return path.join(this.#dir, `${randomBytes(8).toString("hex")}${PREPARED_SUFFIX}`);
  }

  #noRoom(error: unknown): ConfigError {
    const why = error instanceof Error ? error.message : String(error);
    const need = `the journal's next segment needs ${this.#bytes} bytes`;
    return new ConfigError("journal", `${this.#dir} has no room: ${need} (${why})`);
  }
}
