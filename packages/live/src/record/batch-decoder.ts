import { crc32 } from "node:zlib";
import { DataError, Instrument, type InstrumentSpec } from "@mexoms/core";
import * as layout from "./batch-layout.ts";
import { MarketBatch } from "./market-batch.ts";
import { unzigzag } from "./varint.ts";

const TWO_TO_32 = 2 ** 32;
/** A varint of 53 bits has at most so many bytes. */
const VARINT_BYTES = 8;

/**
 * Reads market batches into memory that is used again for the next one. `open` checks a message and
 * reads its header; `decode` reads the rows. Both throw DataError naming what is wrong.
 */
export class BatchDecoder {
  recording = "";
  epochNs = 0n;
  firstRow = 0;
  rowCount = 0;
  orders = false;
  end = false;
  /** The rows are the book before `firstRow`, and no data. */
  book = false;
  /** CRC of the instrument's facts: equal for equal facts. */
  factsCrc = 0;
  /** Times of the first and the last row, relative to the epoch. */
  firstLocalNs = 0;
  lastLocalNs = 0;
  readonly #name: string;
  #bytes: Uint8Array = new Uint8Array(0);
  #view: DataView = new DataView(new ArrayBuffer(0));
  #factsBytes = 0;
  #at = 0;
  #limit = 0;
  #flat: MarketBatch = new MarketBatch(1024, { orders: false });
  #byOrder: MarketBatch = new MarketBatch(1024, { orders: true });

  /** `name` stands for the message in errors, for example "batch of stream MD". */
  constructor(name: string) {
    this.#name = name;
  }

  /** Checks a message and reads its header. The bytes must stay as they are until `decode`. */
  open(bytes: Uint8Array): void {
    const length = bytes.length;
    if (length < layout.HEADER_BYTES + layout.CRC_BYTES) {
      this.#refuse("header", `cut short after ${length} bytes`);
    }
    const view = new DataView(bytes.buffer, bytes.byteOffset, length);
    if (view.getUint32(0, true) !== layout.MAGIC) {
      this.#refuse("magic", "not a market batch: it does not start with MXMB");
    }
    const version = view.getUint16(layout.VERSION_AT, true);
    if (version !== layout.VERSION) {
      this.#refuse("version", `version ${version}, this program reads version ${layout.VERSION}`);
    }
    const end = length - layout.CRC_BYTES;
    if (crc32(bytes.subarray(0, end)) !== view.getUint32(end, true)) {
      this.#refuse("checksum", "does not match: the message is damaged or cut short");
    }
    const flags = view.getUint16(layout.FLAGS_AT, true);
    if ((flags & ~layout.FLAGS_KNOWN) !== 0 || view.getUint32(layout.ZEROS_AT, true) !== 0) {
      this.#refuse("flags", `${flags} has more than this program knows: it is older`);
    }
    this.#bytes = bytes;
    this.#view = view;
    this.#limit = end;
    this.orders = (flags & layout.FLAG_ORDERS) !== 0;
    this.end = (flags & layout.FLAG_END) !== 0;
    this.book = (flags & layout.FLAG_BOOK) !== 0;
    this.recording = String.fromCharCode(
      ...bytes.subarray(layout.RECORDING_AT, layout.RECORDING_AT + layout.RECORDING_LENGTH),
    );
    this.epochNs = view.getBigInt64(layout.EPOCH_AT, true);
    this.firstRow =
      view.getUint32(layout.FIRST_ROW_AT, true) +
      view.getUint32(layout.FIRST_ROW_AT + 4, true) * TWO_TO_32;
    this.rowCount = view.getUint32(layout.ROWS_AT, true);
    if (this.rowCount > layout.BATCH_ROWS_MAX) {
      this.#refuse(
        "rows",
        `${this.rowCount} are more than the ${layout.BATCH_ROWS_MAX} of a batch`,
      );
    }
    this.factsCrc = view.getUint32(layout.FACTS_CRC_AT, true);
    this.#factsBytes = view.getUint32(layout.FACTS_LENGTH_AT, true);
    if (
      ((flags & layout.FLAG_FACTS) !== 0) !== this.#factsBytes > 0 ||
      layout.HEADER_BYTES + this.#factsBytes > end
    ) {
      this.#refuse("facts", `${this.#factsBytes} bytes do not fit the message`);
    }
    this.firstLocalNs = view.getFloat64(layout.FIRST_LOCAL_AT, true);
    this.lastLocalNs = view.getFloat64(layout.LAST_LOCAL_AT, true);
  }

  /** The instrument, when this batch carries its facts. */
  instrument(): Instrument | undefined {
    if (this.#factsBytes === 0) return undefined;
    const bytes = this.#bytes.subarray(layout.HEADER_BYTES, layout.HEADER_BYTES + this.#factsBytes);
    if (crc32(bytes) !== this.factsCrc) this.#refuse("facts", "do not match their checksum");
    try {
      return new Instrument(JSON.parse(new TextDecoder().decode(bytes)) as InstrumentSpec);
    } catch (error) {
      return this.#refuse("facts", (error as Error).message);
    }
  }

  /** The rows of the message that was opened, good until the next call. */
  decode(): MarketBatch {
    const rows = this.rowCount;
    const batch = this.#room(rows);
    this.#at = layout.HEADER_BYTES + this.#factsBytes;
    this.#events(batch.event, rows);
    this.#times(batch, rows);
    this.#ticks(batch.priceTicks, rows);
    this.#counts(batch.qtyLots, rows, "qtyLots");
    if (this.orders) {
      this.#steps(batch.orderId!, rows);
      this.#counts(batch.orderLots!, rows, "orderLots");
    }
    if (this.#at !== this.#limit) this.#refuse("columns", "are followed by foreign bytes");
    batch.length = rows;
    return batch;
  }

  #room(rows: number): MarketBatch {
    const orders = this.orders;
    let batch = orders ? this.#byOrder : this.#flat;
    if (batch.capacity < rows) {
      batch = new MarketBatch(Math.max(rows, batch.capacity * 2), { orders });
      if (orders) this.#byOrder = batch;
      else this.#flat = batch;
    }
    batch.clear();
    return batch;
  }

  #events(event: Uint8Array, rows: number): void {
    if (this.#form("event") === layout.FORM_PLAIN) {
      const end = this.#at + rows;
      if (end > this.#limit) this.#refuse("event", "the column is cut short");
      for (let i = 0; i < rows; i++) event[i] = this.#bytes[this.#at + i]!;
      this.#at = end;
      return;
    }
    for (let i = 0; i < rows;) {
      const value = this.#bytes[this.#at++]!;
      const end = i + this.#varint();
      if (end > rows || end === i) this.#refuse("event", "a run does not fit the rows");
      event.fill(value, i, end);
      i = end;
    }
    this.#checkEnd("event");
  }

  #times(batch: MarketBatch, rows: number): void {
    const { exchNs, localNs } = batch;
    if (this.#form("times") === layout.FORM_PLAIN) {
      this.#doubles(exchNs, rows, "exchNs");
      this.#doubles(localNs, rows, "localNs");
      return;
    }
    const units = this.#bytes[this.#at++]!;
    const exchNsPerUnit = layout.TIME_UNITS[units & 15];
    const localNsPerUnit = layout.TIME_UNITS[units >> 4];
    if (exchNsPerUnit === undefined || localNsPerUnit === undefined) {
      return this.#refuse("times", `${units} is no pair of units`);
    }
    let exch = layout.timeBase(this.firstLocalNs);
    let local = exch;
    for (let i = 0; i < rows;) {
      const head = this.#varint();
      const step = Math.floor(head / 2);
      exch += unzigzag(step) * exchNsPerUnit;
      local += unzigzag(this.#varint()) * localNsPerUnit;
      const end = i + (head - step * 2 === 1 ? this.#varint() : 1);
      if (end > rows || end === i) this.#refuse("times", "a run does not fit the rows");
      for (; i < end; i++) {
        exchNs[i] = exch;
        localNs[i] = local;
      }
    }
    this.#checkEnd("times");
  }

  #ticks(ticks: Int32Array, rows: number): void {
    if (this.#form("priceTicks") !== layout.FORM_PACKED)
      this.#refuse("priceTicks", "is not packed");
    let value = 0;
    for (let i = 0; i < rows; i++) {
      value += unzigzag(this.#varint());
      ticks[i] = value;
    }
    this.#checkEnd("priceTicks");
  }

  #counts(counts: Float64Array, rows: number, column: string): void {
    if (this.#form(column) === layout.FORM_PLAIN) return this.#doubles(counts, rows, column);
    for (let i = 0; i < rows; i++) counts[i] = this.#varint();
    this.#checkEnd(column);
  }

  #steps(values: Float64Array, rows: number): void {
    if (this.#form("orderId") === layout.FORM_PLAIN) return this.#doubles(values, rows, "orderId");
    let value = 0;
    for (let i = 0; i < rows; i++) {
      value += unzigzag(this.#varint());
      values[i] = value;
    }
    this.#checkEnd("orderId");
  }

  #doubles(values: Float64Array, rows: number, column: string): void {
    const end = this.#at + rows * 8;
    if (end > this.#limit) this.#refuse(column, "the column is cut short");
    for (let i = 0; i < rows; i++) values[i] = this.#view.getFloat64(this.#at + i * 8, true);
    this.#at = end;
  }

  // Beyond the end of the message all bytes are undefined, which ends a varint; checkEnd finds it.
  #varint(): number {
    const bytes = this.#bytes;
    let byte = bytes[this.#at++]!;
    if (byte < 128) return byte;
    let value = byte & 127;
    let scale = 128;
    const limit = this.#at + VARINT_BYTES;
    do {
      byte = bytes[this.#at++]!;
      value += (byte & 127) * scale;
      scale *= 128;
    } while (byte >= 128 && this.#at < limit);
    return value;
  }

  #form(column: string): number {
    const form = this.#bytes[this.#at++]!;
    if (form !== layout.FORM_PLAIN && form !== layout.FORM_PACKED)
      this.#refuse(column, `has no form ${form}`);
    return form;
  }

  #checkEnd(column: string): void {
    if (this.#at > this.#limit) this.#refuse(column, "the column is cut short");
  }

  #refuse(field: string, problem: string): never {
    throw new DataError({ file: this.#name, field }, problem);
  }
}
