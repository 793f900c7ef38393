import { TextEncoder } from "node:util";
import { MappedFile } from "../memory/mapped-file.ts";
import { processStart } from "./process-start.ts";
import {
  COPY_HEAD,
  HEAD,
  HEAD_BYTES,
  PAGE_CLOSED,
  PAGE_LIVE,
  STATUS_LAYOUT,
  STATUS_MAGIC,
} from "./status-layout.ts";

const LITTLE = true;

/** The engine's end of a status page. */
export class StatusWriter {
  readonly #file: MappedFile;
  readonly #view: DataView;
  readonly #words: Int32Array;
  readonly #room: number;
  readonly #encoder: TextEncoder = new TextEncoder();

  private constructor(mapped: MappedFile, room: number) {
    this.#file = mapped;
    this.#room = room;
    this.#view = new DataView(mapped.buffer);
    this.#words = new Int32Array(mapped.buffer, 0, HEAD_BYTES / 4);
  }

  /**
   * Makes a page at `file` that holds texts of up to `room` bytes, a multiple of 8. No other process
   * may have the file mapped: unlink an old one first. The magic comes last: a page is whole.
   */
  static create(file: string, room: number): StatusWriter {
    const mapped = MappedFile.create(file, HEAD_BYTES + 2 * (COPY_HEAD + room));
    const writer = new StatusWriter(mapped, room);
    const view = writer.#view;
    view.setUint32(HEAD.layout, STATUS_LAYOUT, LITTLE);
    view.setUint32(HEAD.state, PAGE_LIVE, LITTLE);
    view.setUint32(HEAD.pid, process.pid, LITTLE);
    view.setFloat64(HEAD.processStart, processStart(process.pid) ?? 0, LITTLE);
    view.setFloat64(HEAD.publishedMs, machineMs(), LITTLE);
    view.setUint32(HEAD.room, room, LITTLE);
    view.setBigUint64(HEAD.magic, STATUS_MAGIC, LITTLE);
    return writer;
  }

  /** Makes `text` seen. False, and nothing has changed, when it does not fit. */
  publish(text: string): boolean {
    const version = (Atomics.load(this.#words, HEAD.version / 4) + 1) | 0;
    const at = HEAD_BYTES + (version & 1) * (COPY_HEAD + this.#room);
    const copy = new Uint8Array(this.#file.buffer, at + COPY_HEAD, this.#room);
    const { read, written } = this.#encoder.encodeInto(text, copy);
    if (read < text.length) return false;
    this.#view.setUint32(at, written, LITTLE);
    this.#view.setFloat64(HEAD.publishedMs, machineMs(), LITTLE);
    Atomics.store(this.#words, HEAD.version / 4, version);
    return true;
  }

  /** The page stays, and says that its engine has ended in order. */
  close(): void {
    Atomics.store(this.#words, HEAD.state / 4, PAGE_CLOSED);
    this.#file.close();
  }
}

/** The machine's monotonic clock in milliseconds, the same for all processes. */
export function machineMs(): number {
  const [seconds, ns] = process.hrtime();
  return seconds * 1000 + ns / 1e6;
}
