import { DataError } from "@mexoms/core";
import { isAlive } from "@mexoms/sim/process-identity";
import { MonoClock } from "../clock/mono-clock.ts";
import { FILE_CLOSED, FILE_DOUBLE, SharedFile } from "../memory/shared-file.ts";
import type { SessionStatus } from "./session-status.ts";
import { COPIES_START, COPY_HEAD, STATUS_KIND, STATUS_WORD } from "./status-layout.ts";

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
  readonly #shared: SharedFile;
  readonly #clock: MonoClock = new MonoClock();
  readonly #room: number;

  private constructor(shared: SharedFile) {
    this.#shared = shared;
    this.#room = shared.words[STATUS_WORD.room]!;
    const bytes = COPIES_START + 2 * (COPY_HEAD + this.#room);
    if (bytes > shared.bytes.length) {
      throw new DataError({ file: shared.file }, `has ${shared.bytes.length} bytes of ${bytes}`);
    }
  }

  /** Throws ConfigError for a file that is not there or no status page. */
  static open(file: string): StatusReader {
    const shared = SharedFile.open(file, STATUS_KIND, { writable: false });
    try {
      return new StatusReader(shared);
    } catch (error) {
      shared.close();
      throw error;
    }
  }

  /** What the engine published last. */
  read(): StatusReading {
    const shared = this.#shared;
    const text = this.#text();
    const age = this.#clock.read() - shared.doubles[FILE_DOUBLE.heartbeat]!;
    const running = isAlive(shared.writer) ? "running" : "died";
    return {
      process: shared.state === FILE_CLOSED ? "ended" : running,
      pid: shared.writer.pid,
      ageMs: Math.max(0, Math.round(age / 1e6)),
      status: text === undefined ? undefined : (JSON.parse(text) as SessionStatus),
    };
  }

  close(): void {
    this.#shared.close();
  }

  #text(): string | undefined {
    const { words, bytes, file } = this.#shared;
    for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
      const version = Atomics.load(words, STATUS_WORD.version);
      if (version === 0) return undefined;
      const at = COPIES_START + (version & 1) * (COPY_HEAD + this.#room);
      const length = Math.min(words[at / 4]!, this.#room);
      const copy = bytes.slice(at + COPY_HEAD, at + COPY_HEAD + length);
      if (Atomics.load(words, STATUS_WORD.version) === version) {
        return new TextDecoder().decode(copy);
      }
    }
    throw new DataError({ file }, "it changes faster than it can be read");
  }
}
