import { TextEncoder } from "node:util";
import type { MonoClock } from "../clock/mono-clock.ts";
import { FILE_CLOSED, FILE_DOUBLE, SharedFile } from "../memory/shared-file.ts";
import { COPIES_START, COPY_HEAD, STATUS_KIND, STATUS_WORD } from "./status-layout.ts";

/** The engine's end of a status page. */
export class StatusWriter {
  readonly #shared: SharedFile;
  readonly #clock: MonoClock;
  readonly #room: number;
  readonly #encoder: TextEncoder = new TextEncoder();

  /**
   * Makes a page at `file`, in place of an older one, that holds texts of up to `room` bytes, a
   * multiple of 8. Throws ConfigError when there is no room for it.
   */
  constructor(file: string, options: { readonly room: number; readonly clock: MonoClock }) {
    const { room, clock } = options;
    this.#shared = SharedFile.create(file, STATUS_KIND, COPIES_START + 2 * (COPY_HEAD + room));
    this.#shared.words[STATUS_WORD.room] = room;
    this.#shared.appear();
    this.#room = room;
    this.#clock = clock;
  }

  /** Makes `text` seen. False, and nothing has changed, when it does not fit. */
  publish(text: string): boolean {
    const { words, bytes, doubles } = this.#shared;
    const version = (Atomics.load(words, STATUS_WORD.version) + 1) | 0;
    const at = COPIES_START + (version & 1) * (COPY_HEAD + this.#room);
    const copy = bytes.subarray(at + COPY_HEAD, at + COPY_HEAD + this.#room);
    const { read, written } = this.#encoder.encodeInto(text, copy);
    if (read < text.length) return false;
    words[at / 4] = written;
    doubles[FILE_DOUBLE.heartbeat] = this.#clock.read();
    Atomics.store(words, STATUS_WORD.version, version);
    return true;
  }

  /** The page stays, and says that its engine has ended in order. */
  close(): void {
    this.#shared.state = FILE_CLOSED;
    this.#shared.close();
  }
}
