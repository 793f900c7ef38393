import { crc32 } from "node:zlib";
import { fail } from "@mexoms/core/internal";
import * as layout from "./batch-layout.ts";
import {
  checkRecording,
  type FactsText,
  factsText,
  type RecordingFacts,
} from "./recording-facts.ts";
import type { MarketBatch } from "./market-batch.ts";
import { putVarint, STEP_MAX, VARINT_MAX, zigzag } from "./varint.ts";

const TWO_TO_32 = 2 ** 32;
const COARSEST_UNIT: number = layout.TIME_UNITS.length - 1;

export interface BatchPlace {
  /** Number of the batch's first row in the recording of its instrument, from 0. */
  readonly firstRow: number;
  /** Whether the batch carries the instrument's facts. */
  readonly facts: boolean;
  /** Whether the recording ends with it. */
  readonly end: boolean;
  /** Whether the rows are the book before that row, and no data. */
  readonly book?: boolean;
}

/** Writes the batches of one instrument of a recording. Nothing is allocated for a row. */
export class BatchEncoder {
  readonly #header: Uint8Array = new Uint8Array(layout.HEADER_BYTES);
  readonly #facts: FactsText;
  readonly #orders: boolean;

  constructor({ recording, instrument, epochNs, orders }: RecordingFacts) {
    checkRecording(recording);
    this.#facts = factsText(instrument);
    this.#orders = orders;
    new TextEncoder().encodeInto(recording, this.#header.subarray(layout.RECORDING_AT));
    const view = new DataView(this.#header.buffer);
    view.setUint32(0, layout.MAGIC, true);
    view.setUint16(layout.VERSION_AT, layout.VERSION, true);
    view.setBigInt64(layout.EPOCH_AT, epochNs, true);
    view.setUint32(layout.FACTS_CRC_AT, this.#facts.crc, true);
  }

  /** Bytes that are enough for any batch of so many rows. */
  bytesMax(rows: number): number {
    return layout.batchBytesMax(rows, this.#facts.bytes.length);
  }

  /** Writes a batch to the start of `out`, which has room for `bytesMax`. Returns its length. */
  encode(batch: MarketBatch, place: BatchPlace, out: Uint8Array): number {
    const rows = batch.length;
    if (rows > layout.BATCH_ROWS_MAX) fail(`${rows} rows in one batch`);
    if (out.length < this.bytesMax(rows)) fail(`no room for ${rows} rows in ${out.length} bytes`);
    const view = new DataView(out.buffer, out.byteOffset, out.byteLength);
    out.set(this.#header);
    const flags =
      (this.#orders ? layout.FLAG_ORDERS : 0) |
      (place.facts ? layout.FLAG_FACTS : 0) |
      (place.end ? layout.FLAG_END : 0) |
      (place.book === true ? layout.FLAG_BOOK : 0);
    view.setUint16(layout.FLAGS_AT, flags, true);
    view.setUint32(layout.FIRST_ROW_AT, place.firstRow % TWO_TO_32, true);
    view.setUint32(layout.FIRST_ROW_AT + 4, Math.floor(place.firstRow / TWO_TO_32), true);
    view.setUint32(layout.ROWS_AT, rows, true);
    view.setFloat64(layout.FIRST_LOCAL_AT, rows === 0 ? 0 : batch.localNs[0]!, true);
    view.setFloat64(layout.LAST_LOCAL_AT, rows === 0 ? 0 : batch.localNs[rows - 1]!, true);
    let at = layout.HEADER_BYTES;
    if (place.facts) {
      view.setUint32(layout.FACTS_LENGTH_AT, this.#facts.bytes.length, true);
      out.set(this.#facts.bytes, at);
      at += this.#facts.bytes.length;
    }
    at = putEvents(batch.event, rows, out, at);
    at = putTimes(batch, out, at, view);
    at = putTicks(batch.priceTicks, rows, out, at);
    at = putCounts(batch.qtyLots, rows, out, at, view);
    if (this.#orders) {
      at = putSteps(batch.orderId!, rows, out, at, view);
      at = putCounts(batch.orderLots!, rows, out, at, view);
    }
    view.setUint32(at, crc32(out.subarray(0, at)), true);
    return at + layout.CRC_BYTES;
  }
}

function putEvents(event: Uint8Array, rows: number, out: Uint8Array, start: number): number {
  let changes = 0;
  for (let i = 1; i < rows; i++) if (event[i] !== event[i - 1]) changes += 1;
  let at = start;
  // A run takes two bytes, or three when it is long; rows in short runs are shorter as they are.
  if (changes * 2 + 4 > rows) {
    out[at++] = layout.FORM_PLAIN;
    for (let i = 0; i < rows; i++) out[at++] = event[i]!;
    return at;
  }
  out[at++] = layout.FORM_PACKED;
  for (let i = 0; i < rows;) {
    const value = event[i]!;
    let end = i + 1;
    while (end < rows && event[end] === value) end += 1;
    out[at++] = value;
    at = putVarint(out, at, end - i);
    i = end;
  }
  return at;
}

function putTimes(batch: MarketBatch, out: Uint8Array, start: number, view: DataView): number {
  const { exchNs, localNs, length: rows } = batch;
  const baseNs = layout.timeBase(rows === 0 ? 0 : localNs[0]!);
  const exchUnit = unitOf(exchNs, rows, baseNs);
  const localUnit = unitOf(localNs, rows, baseNs);
  if (exchUnit < 0 || localUnit < 0) {
    out[start] = layout.FORM_PLAIN;
    return putDoubles(localNs, rows, putDoubles(exchNs, rows, start + 1, view), view);
  }
  let at = start;
  out[at++] = layout.FORM_PACKED;
  out[at++] = exchUnit | (localUnit << 4);
  const exchNsPerUnit = layout.TIME_UNITS[exchUnit]!;
  const localNsPerUnit = layout.TIME_UNITS[localUnit]!;
  let lastExchNs = baseNs;
  let lastLocalNs = baseNs;
  for (let i = 0; i < rows;) {
    const exch = exchNs[i]!;
    const local = localNs[i]!;
    let end = i + 1;
    while (end < rows && exchNs[end] === exch && localNs[end] === local) end += 1;
    const several = end - i > 1;
    at = putVarint(out, at, zigzag((exch - lastExchNs) / exchNsPerUnit) * 2 + (several ? 1 : 0));
    at = putVarint(out, at, zigzag((local - lastLocalNs) / localNsPerUnit));
    if (several) at = putVarint(out, at, end - i);
    lastExchNs = exch;
    lastLocalNs = local;
    i = end;
  }
  return at;
}

/** The coarsest unit that all times are whole multiples of, -1 when their steps do not fit. */
function unitOf(times: Float64Array, rows: number, baseNs: number): number {
  let unit = COARSEST_UNIT;
  let last = baseNs;
  for (let i = 0; i < rows; i++) {
    const time = times[i]!;
    if (time === last && time !== 0) continue;
    if (!isWhole(time) || !(Math.abs(time - last) <= STEP_MAX)) return -1;
    while (unit > 0 && time % layout.TIME_UNITS[unit]! !== 0) unit -= 1;
    last = time;
  }
  return unit;
}

function putTicks(ticks: Int32Array, rows: number, out: Uint8Array, start: number): number {
  let at = start;
  out[at++] = layout.FORM_PACKED;
  let last = 0;
  for (let i = 0; i < rows; i++) {
    const value = ticks[i]!;
    at = putVarint(out, at, zigzag(value - last));
    last = value;
  }
  return at;
}

function putCounts(
  counts: Float64Array,
  rows: number,
  out: Uint8Array,
  start: number,
  view: DataView,
): number {
  for (let i = 0; i < rows; i++) {
    const count = counts[i]!;
    if (isWhole(count) && count >= 0 && count <= VARINT_MAX) continue;
    out[start] = layout.FORM_PLAIN;
    return putDoubles(counts, rows, start + 1, view);
  }
  let at = start;
  out[at++] = layout.FORM_PACKED;
  for (let i = 0; i < rows; i++) at = putVarint(out, at, counts[i]!);
  return at;
}

function putSteps(
  values: Float64Array,
  rows: number,
  out: Uint8Array,
  start: number,
  view: DataView,
): number {
  let last = 0;
  for (let i = 0; i < rows; i++) {
    const value = values[i]!;
    if (!isWhole(value) || !(Math.abs(value - last) <= STEP_MAX)) {
      out[start] = layout.FORM_PLAIN;
      return putDoubles(values, rows, start + 1, view);
    }
    last = value;
  }
  let at = start;
  out[at++] = layout.FORM_PACKED;
  last = 0;
  for (let i = 0; i < rows; i++) {
    const value = values[i]!;
    at = putVarint(out, at, zigzag(value - last));
    last = value;
  }
  return at;
}

function putDoubles(values: Float64Array, rows: number, start: number, view: DataView): number {
  for (let i = 0; i < rows; i++) view.setFloat64(start + i * 8, values[i]!, true);
  return start + rows * 8;
}

/** A whole number, and not the zero with a sign, which the packed forms would make a plain one. */
function isWhole(value: number): boolean {
  return value === Math.floor(value) && (value !== 0 || 1 / value > 0);
}
