import { DataError, Instrument } from "@mexoms/core";
import { MappedFile } from "../memory/mapped-file.ts";
import { processStart } from "./process-start.ts";
import { type EngineStatus, snapshotOf } from "./engine-status.ts";
import type { StatusDescription } from "./status-description.ts";
import {
  HEAD,
  HEAD_BYTES,
  MARKET_NUMBERS,
  MARKET_TEXTS,
  PAGE_CLOSED,
  STATUS_LAYOUT,
  STATUS_MAGIC,
  STATUS_NUMBERS,
  STATUS_TEXTS,
} from "./status-layout.ts";
import { machineMs } from "./status-writer.ts";

const LITTLE = true;
const ATTEMPTS = 1000;

/** A status page as any process can read it, also when its engine is gone. */
export class StatusReader {
  readonly description: StatusDescription;
  readonly #file: MappedFile;
  readonly #view: DataView;
  readonly #words: Int32Array;
  readonly #copies: readonly [Uint8Array, Uint8Array];
  readonly #copied: Uint8Array;
  readonly #numbers: Float64Array;
  readonly #texts: Uint8Array;
  readonly #instruments: readonly Instrument[];

  private constructor(mapped: MappedFile) {
    this.#file = mapped;
    this.#view = new DataView(mapped.buffer);
    this.#words = new Int32Array(mapped.buffer, 0, HEAD_BYTES / 4);
    const bytes = this.#view.getUint32(HEAD.descriptionBytes, LITTLE);
    const numbers = this.#view.getUint32(HEAD.numbers, LITTLE);
    const length = numbers * 8 + this.#view.getUint32(HEAD.textBytes, LITTLE);
    const first = HEAD_BYTES + Math.ceil(bytes / 8) * 8;
    if (first + 2 * length > mapped.bytes) broken(mapped.file, "is shorter than it says");
    const text = new TextDecoder().decode(new Uint8Array(mapped.buffer, HEAD_BYTES, bytes).slice());
    this.description = JSON.parse(text) as StatusDescription;
    this.#instruments = this.description.instruments.map((spec) => new Instrument(spec));
    this.#copies = [
      new Uint8Array(mapped.buffer, first, length),
      new Uint8Array(mapped.buffer, first + length, length),
    ];
    this.#copied = new Uint8Array(length);
    this.#numbers = new Float64Array(this.#copied.buffer, 0, numbers);
    this.#texts = this.#copied.subarray(numbers * 8);
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
  read(): EngineStatus {
    this.#copy();
    const pid = this.#view.getUint32(HEAD.pid, LITTLE);
    const closed = this.#view.getUint32(HEAD.state, LITTLE) === PAGE_CLOSED;
    const started = this.#view.getFloat64(HEAD.processStart, LITTLE);
    const age = machineMs() - this.#view.getFloat64(HEAD.publishedMs, LITTLE);
    return snapshotOf({
      description: this.description,
      instruments: this.#instruments,
      numbers: this.#numbers,
      text: (at, bytes) => this.#text(at, bytes),
      engine: closed ? "ended" : processStart(pid) === started ? "running" : "died",
      pid,
      ageMs: Math.max(0, Math.round(age)),
      marketNumbers: (index) => STATUS_NUMBERS + index * MARKET_NUMBERS,
      marketTexts: (index) => STATUS_TEXTS + index * MARKET_TEXTS,
    });
  }

  close(): void {
    this.#file.close();
  }

  #copy(): void {
    for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
      const version = Atomics.load(this.#words, HEAD.version / 4);
      this.#copied.set(this.#copies[(version & 1) as 0 | 1]);
      if (Atomics.load(this.#words, HEAD.version / 4) === version) return;
    }
    broken(this.#file.file, "changes faster than it can be read");
  }

  #text(at: number, bytes: number): string {
    const slot = this.#texts.subarray(at, at + bytes);
    const end = slot.indexOf(0);
    return new TextDecoder().decode(end < 0 ? slot : slot.subarray(0, end));
  }
}

function broken(file: string, problem: string): never {
  throw new DataError({ file }, problem);
}
