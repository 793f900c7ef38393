import { TextEncoder } from "node:util";
import { fail } from "@mexoms/core/internal";
import { MappedFile } from "../memory/mapped-file.ts";
import type { LatencyMeter } from "./latency-meter.ts";
import { processStart } from "./process-start.ts";
import type { StatusDescription } from "./status-description.ts";
import {
  HEAD,
  HEAD_BYTES,
  LATENCY,
  LATENCY_NUMBERS,
  MARKET_NUMBERS,
  MARKET_TEXTS,
  PAGE_CLOSED,
  PAGE_LIVE,
  STATUS,
  STATUS_LAYOUT,
  STATUS_MAGIC,
  STATUS_NUMBERS,
  STATUS_TEXTS,
  type TextSlot,
} from "./status-layout.ts";

const RATE_WINDOW_MS = 1000;
const LITTLE = true;

/**
 * The engine's end of a status page. `numbers` is its own memory: counters are kept in it directly,
 * from anywhere, for the price of a store. `publish` makes all of it seen at once.
 */
export class StatusWriter {
  /** Places: STATUS; `market(i)` + MARKET; LATENCY by `latency`. */
  readonly numbers: Float64Array;
  readonly #file: MappedFile;
  readonly #view: DataView;
  readonly #words: Int32Array;
  readonly #staged: Uint8Array;
  readonly #texts: Uint8Array;
  readonly #copies: readonly [Uint8Array, Uint8Array];
  readonly #markets: number;
  readonly #encoder: TextEncoder = new TextEncoder();
  readonly #rateBase: Float64Array = Float64Array.of(-1, 0, 0, 0); // ms, rows, requests, fills
  #dueMs = Number.NEGATIVE_INFINITY;

  private constructor(mapped: MappedFile, description: Uint8Array, markets: number, ways: number) {
    const numbers = STATUS_NUMBERS + markets * MARKET_NUMBERS + ways * LATENCY_NUMBERS;
    const textBytes = STATUS_TEXTS + markets * MARKET_TEXTS;
    this.#file = mapped;
    this.#markets = markets;
    this.#view = new DataView(mapped.buffer);
    this.#words = new Int32Array(mapped.buffer, 0, HEAD_BYTES / 4);
    const staged = new ArrayBuffer(numbers * 8 + textBytes);
    this.#staged = new Uint8Array(staged);
    this.numbers = new Float64Array(staged, 0, numbers);
    this.#texts = new Uint8Array(staged, numbers * 8);
    const first = HEAD_BYTES + padded(description.length);
    this.#copies = [
      new Uint8Array(mapped.buffer, first, staged.byteLength),
      new Uint8Array(mapped.buffer, first + staged.byteLength, staged.byteLength),
    ];
    new Uint8Array(mapped.buffer, HEAD_BYTES).set(description);
    this.#view.setUint32(HEAD.layout, STATUS_LAYOUT, LITTLE);
    this.#view.setUint32(HEAD.pid, process.pid, LITTLE);
    this.#view.setFloat64(HEAD.processStart, processStart(process.pid) ?? 0, LITTLE);
    this.#view.setUint32(HEAD.descriptionBytes, description.length, LITTLE);
    this.#view.setUint32(HEAD.numbers, numbers, LITTLE);
    this.#view.setUint32(HEAD.textBytes, textBytes, LITTLE);
    for (const field of ["nowNs", "heardNs", "reconciledNs"] as const) {
      this.numbers[STATUS[field]] = -1;
    }
  }

  /** Makes a page at `file`, which must not be in use. The magic comes last: a page is whole. */
  static create(file: string, description: StatusDescription): StatusWriter {
    const bytes = new TextEncoder().encode(JSON.stringify(description));
    const markets = description.instruments.length;
    const ways = description.latencies.length;
    const numbers = STATUS_NUMBERS + markets * MARKET_NUMBERS + ways * LATENCY_NUMBERS;
    const copy = numbers * 8 + STATUS_TEXTS + markets * MARKET_TEXTS;
    const mapped = MappedFile.create(file, HEAD_BYTES + padded(bytes.length) + 2 * copy);
    const writer = new StatusWriter(mapped, bytes, markets, ways);
    writer.publish(0);
    Atomics.store(writer.#words, HEAD.state / 4, PAGE_LIVE);
    writer.#view.setBigUint64(HEAD.magic, STATUS_MAGIC, LITTLE);
    return writer;
  }

  /** First number of an instrument. */
  market(index: number): number {
    if (!(index >= 0 && index < this.#markets)) fail(`the page has no instrument ${index}`);
    return STATUS_NUMBERS + index * MARKET_NUMBERS;
  }

  /** Takes the figures of a measured way, by its place in the description. */
  latency(way: number, meter: LatencyMeter): void {
    const at = STATUS_NUMBERS + this.#markets * MARKET_NUMBERS + way * LATENCY_NUMBERS;
    this.numbers[at + LATENCY.count] = meter.count;
    this.numbers[at + LATENCY.p50] = meter.percentile(50);
    this.numbers[at + LATENCY.p99] = meter.percentile(99);
    this.numbers[at + LATENCY.p999] = meter.percentile(99.9);
    this.numbers[at + LATENCY.max] = meter.max;
  }

  /** Sets a text of the engine, cut where it is too long. */
  text(slot: TextSlot, text: string): void {
    this.#write(slot.at, slot.bytes, text);
  }

  /** Sets a text of an instrument, cut where it is too long. */
  marketText(index: number, slot: TextSlot, text: string): void {
    this.#write(STATUS_TEXTS + index * MARKET_TEXTS + slot.at, slot.bytes, text);
  }

  /** Whether `everyMs` have passed since this was true last; `nowMs` is machine time. */
  due(nowMs: number, everyMs: number): boolean {
    if (nowMs < this.#dueMs) return false;
    this.#dueMs = nowMs + everyMs;
    return true;
  }

  /** Makes all numbers and texts seen. `nowMs` is machine time, for the rates. */
  publish(nowMs: number): void {
    this.#rates(nowMs);
    const version = (Atomics.load(this.#words, HEAD.version / 4) + 1) | 0;
    this.#copies[(version & 1) as 0 | 1].set(this.#staged);
    this.#view.setFloat64(HEAD.publishedMs, machineMs(), LITTLE);
    Atomics.store(this.#words, HEAD.version / 4, version);
  }

  /** Publishes once more; the page stays, and says that the engine has ended. */
  close(nowMs: number): void {
    this.publish(nowMs);
    Atomics.store(this.#words, HEAD.state / 4, PAGE_CLOSED);
    this.#file.close();
  }

  #write(at: number, bytes: number, text: string): void {
    const slot = this.#texts.subarray(at, at + bytes);
    const { written } = this.#encoder.encodeInto(text, slot);
    slot.fill(0, written);
  }

  #rates(nowMs: number): void {
    const { numbers } = this;
    const base = this.#rateBase;
    const requests = numbers[STATUS.submits]! + numbers[STATUS.cancels]! + numbers[STATUS.amends]!;
    const seconds = (nowMs - base[0]!) / 1000;
    if (base[0]! >= 0 && seconds * 1000 < RATE_WINDOW_MS) return;
    if (base[0]! >= 0) {
      numbers[STATUS.rowsPerSecond] = (numbers[STATUS.rows]! - base[1]!) / seconds;
      numbers[STATUS.requestsPerSecond] = (requests - base[2]!) / seconds;
      numbers[STATUS.fillsPerSecond] = (numbers[STATUS.fills]! - base[3]!) / seconds;
    }
    base[0] = nowMs;
    base[1] = numbers[STATUS.rows]!;
    base[2] = requests;
    base[3] = numbers[STATUS.fills]!;
  }
}

/** The machine's monotonic clock in milliseconds, the same for all processes. */
export function machineMs(): number {
  const [seconds, ns] = process.hrtime();
  return seconds * 1000 + ns / 1e6;
}

function padded(bytes: number): number {
  return Math.ceil(bytes / 8) * 8;
}
