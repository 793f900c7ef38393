import { DataError } from "@mexoms/core";
import { MappedFile } from "../memory/mapped-file.ts";
import { processStart } from "./process-start.ts";
import type { SessionStatus } from "./session-status.ts";
import {
  COPY_HEAD,
  HEAD,
  HEAD_BYTES,
  PAGE_CLOSED,
  STATUS_LAYOUT,
  STATUS_MAGIC,
} from "./status-layout.ts";
import { machineMs } from "./status-writer.ts";

const LITTLE = true;
const ATTEMPTS = 1000;

/** A page as it was found. */
export interface StatusReading {
  /** "running", "ended" in order, or "died" without a word. */
  readonly process: "running" | "ended" | "died";
  readonly pid: number;
  /** Milliseconds of the machine since it was published. */
  readonly ageMs: number;
  /** Undefined before the first publication. */
  readonly status: SessionStatus | undefined;
}

/** A status page as any process can read it, also when its engine is gone. */
export class StatusReader {
  readonly #file: MappedFile;
  readonly #view: DataView;
  readonly #words: Int32Array;
  readonly #room: number;

  private constructor(mapped: MappedFile) {
    this.#file = mapped;
    this.#view = new DataView(mapped.buffer);
    this.#words = new Int32Array(mapped.buffer, 0, HEAD_BYTES / 4);
    this.#room = this.#view.getUint32(HEAD.room, LITTLE);
    if (HEAD_BYTES + 2 * (COPY_HEAD + this.#room) > mapped.bytes) {
      broken(mapped.file, "is shorter than it says");
    }
  }

  /** Throws DataError for a file that is no status page, and as the file system does. */
  static open(file: string): StatusReader {
    const mapped = MappedFile.open(file, { writable: false });
    try {
      const view = new DataView(mapped.buffer);
      if (mapped.bytes < HEAD_BYTES || view.getBigUint64(HEAD.magic, LITTLE) !== STATUS_MAGIC) {
        broken(file, "is not a status page of an engine");
      }
      const layout = view.getUint32(HEAD.layout, LITTLE);
      if (layout !== STATUS_LAYOUT) {
        broken(file, `has layout ${layout}; this version of mexoms reads ${STATUS_LAYOUT}`);
      }
      return new StatusReader(mapped);
    } catch (error) {
      mapped.close();
      throw error;
    }
  }

  /** What the engine published last. */
  read(): StatusReading {
    const text = this.#text();
    const pid = this.#view.getUint32(HEAD.pid, LITTLE);
    const closed = this.#view.getUint32(HEAD.state, LITTLE) === PAGE_CLOSED;
    const started = this.#view.getFloat64(HEAD.processStart, LITTLE);
    const age = machineMs() - this.#view.getFloat64(HEAD.publishedMs, LITTLE);
    return {
      process: closed ? "ended" : processStart(pid) === started ? "running" : "died",
      pid,
      ageMs: Math.max(0, Math.round(age)),
      status: text === undefined ? undefined : (JSON.parse(text) as SessionStatus),
    };
  }

  close(): void {
    this.#file.close();
  }

  #text(): string | undefined {
    for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
      const version = Atomics.load(this.#words, HEAD.version / 4);
      if (version === 0) return undefined;
      const at = HEAD_BYTES + (version & 1) * (COPY_HEAD + this.#room);
      const bytes = Math.min(this.#view.getUint32(at, LITTLE), this.#room);
      const copy = new Uint8Array(this.#file.buffer, at + COPY_HEAD, bytes).slice();
      if (Atomics.load(this.#words, HEAD.version / 4) === version) {
        return new TextDecoder().decode(copy);
      }
    }
    return broken(this.#file.file, "changes faster than it can be read");
  }
}

function broken(file: string, problem: string): never {
  throw new DataError({ file }, problem);
}
