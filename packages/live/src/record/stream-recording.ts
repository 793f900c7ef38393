import { DataError, formatTimestamp, type Instrument } from "@mexoms/core";
import { EXTRA_COLUMNS, ROW_DEPTH, ROW_GAP, ROW_KIND_MASK } from "@mexoms/core/internal";
import { ReceivedTape } from "@mexoms/sim";
import type { BatchDecoder } from "./batch-decoder.ts";
import { RowBatch } from "./row-batch.ts";

/** Batches that are held back for one that is missing: publishers send again in that reach. */
const WINDOW = 512;

/** Rows of a recording that are not in the stream. */
export interface StreamGap {
  readonly instrument: string;
  readonly recording: string;
  /** Local time of the row behind the gap; undefined at the end of the recording. */
  readonly atNs: bigint | undefined;
  readonly rows: number;
}

export interface RecordingRange {
  /** Local times, in nanoseconds since 1970: from `sinceNs` on, before `untilNs`. */
  readonly sinceNs: bigint | undefined;
  readonly untilNs: bigint | undefined;
}

/** Rows of one instrument with the same facts. */
export interface RecordedPart {
  readonly factsCrc: number;
  readonly tape: ReceivedTape;
}

/**
 * Puts the batches of one recording of an instrument into their order, each row once, and keeps the
 * rows of a range. Where batches are missing for good, a gap takes their place.
 */
export class StreamRecording {
  readonly id: string;
  readonly recording: string;
  readonly gaps: StreamGap[] = [];
  readonly parts: RecordedPart[] = [];
  /** Messages whose rows were there before. */
  repeats = 0;
  /** Local times of the first and the last row that was kept. */
  firstNs: bigint | undefined;
  lastNs: bigint | undefined;
  readonly #range: RecordingRange;
  readonly #file: (part: number) => string;
  readonly #decoder: BatchDecoder;
  readonly #epochNs: bigint;
  readonly #sinceNs: number;
  readonly #untilNs: number;
  #held: Map<number, { readonly rows: number; readonly bytes: Uint8Array }> = new Map();
  #next: number | undefined;
  #endRow: number | undefined;
  #lastLocalNs = -Infinity;
  readonly #gapRow: readonly [RowBatch, RowBatch] = [
    new RowBatch(1, { orders: false }),
    new RowBatch(1, { orders: true }),
  ];

  /** `decoder` has the first batch open, and opens those that were held back. */
  constructor(options: {
    readonly id: string;
    readonly decoder: BatchDecoder;
    readonly range: RecordingRange;
    /** Where the rows of a part are put together. */
    readonly file: (part: number) => string;
  }) {
    const { id, decoder, range, file } = options;
    this.id = id;
    this.recording = decoder.recording;
    this.#decoder = decoder;
    this.#epochNs = decoder.epochNs;
    this.#range = range;
    this.#file = file;
    const relative = (ns: bigint | undefined, none: number): number =>
      ns === undefined ? none : Number(ns - this.#epochNs);
    this.#sinceNs = relative(range.sinceNs, -Infinity);
    this.#untilNs = relative(range.untilNs, Infinity);
  }

  /** Number of the first row that the stream has; undefined before it is known. */
  get firstRow(): number | undefined {
    return this.#firstRow;
  }
  #firstRow: number | undefined;

  /** The recording was ended in order. */
  get complete(): boolean {
    return this.#endRow !== undefined;
  }

  /** Takes the batch that the decoder has open. */
  add(bytes: Uint8Array): void {
    const { firstRow, rowCount, end } = this.#decoder;
    if (end) this.#endRow = Math.max(this.#endRow ?? 0, firstRow + rowCount);
    if (this.#next === undefined && firstRow === 0) this.#begin(0);
    if (rowCount === 0) return;
    if (this.#next === undefined || firstRow > this.#next) {
      this.#hold(firstRow, rowCount, bytes);
      if (this.#held.size > WINDOW) this.#jump();
      return;
    }
    this.#consume();
    this.#release();
  }

  /** No batch comes any more: what is missing is missing for good. */
  finish(): void {
    while (this.#held.size > 0) this.#jump();
    const [next, end] = [this.#next, this.#endRow];
    if (next === undefined || end === undefined || end <= next) return;
    this.#tellGap(undefined, end - next);
  }

  discard(): void {
    for (const { tape } of this.parts) tape.discard();
  }

  /** Instruments of the parts by the CRC of their facts. */
  instrumentOf(part: RecordedPart, known: ReadonlyMap<number, Instrument>): Instrument {
    const instrument = known.get(part.factsCrc);
    if (instrument) return instrument;
    throw new DataError(
      { file: `recording ${this.recording} of ${this.id}`, field: "facts" },
      "none of the messages in this range tells tick and lot: take in some minutes more",
    );
  }

  #begin(row: number): void {
    this.#next = row;
    this.#firstRow = row;
  }

  /** Of two that begin with the same row the longer one stays. */
  #hold(firstRow: number, rows: number, bytes: Uint8Array): void {
    const held = this.#held.get(firstRow);
    if (held !== undefined && held.rows >= rows) this.repeats += 1;
    else this.#held.set(firstRow, { rows, bytes });
  }

  #jump(): void {
    const first = Math.min(...this.#held.keys());
    this.#decoder.open(this.#held.get(first)!.bytes);
    if (this.#next === undefined) this.#begin(first);
    else this.#gap(first - this.#next);
    this.#next = first;
    this.#release();
  }

  /** Takes over the batches that were held back and whose turn it is. */
  #release(): void {
    for (;;) {
      const due = [...this.#held.keys()].find((row) => row <= this.#next!);
      if (due === undefined) return;
      this.#decoder.open(this.#held.get(due)!.bytes);
      this.#held.delete(due);
      this.#consume();
    }
  }

  #consume(): void {
    const { firstRow, rowCount, firstLocalNs, lastLocalNs, factsCrc } = this.#decoder;
    const from = this.#next! - firstRow;
    if (from >= rowCount) {
      this.repeats += 1;
      return;
    }
    this.#next = firstRow + rowCount;
    if (lastLocalNs < this.#sinceNs || firstLocalNs >= this.#untilNs) return;
    const batch = this.#decoder.decode();
    this.#check(batch, from);
    let start = from;
    while (start < batch.length && batch.localNs[start]! < this.#sinceNs) start += 1;
    while (batch.length > start && batch.localNs[batch.length - 1]! >= this.#untilNs) {
      batch.length -= 1;
    }
    if (start >= batch.length) return;
    this.firstNs ??= this.#epochNs + BigInt(batch.localNs[start]!);
    this.lastNs = this.#epochNs + BigInt(batch.localNs[batch.length - 1]!);
    this.#partFor(factsCrc).tape.append(batch.rows(start));
  }

  #partFor(factsCrc: number): RecordedPart {
    const last = this.parts.at(-1);
    if (last?.factsCrc === factsCrc) return last;
    const part = {
      factsCrc,
      tape: new ReceivedTape(this.#file(this.parts.length), {
        epochNs: this.#epochNs,
        extraColumns: this.#decoder.orders ? EXTRA_COLUMNS : [],
      }),
    };
    this.parts.push(part);
    return part;
  }

  /** The batch that is open comes after rows that are missing. */
  #gap(rows: number): void {
    const { firstLocalNs, factsCrc, orders } = this.#decoder;
    const atNs = this.#epochNs + BigInt(firstLocalNs);
    const { sinceNs, untilNs } = this.#range;
    if ((untilNs !== undefined && atNs >= untilNs) || (sinceNs !== undefined && atNs < sinceNs)) {
      return;
    }
    this.#tellGap(atNs, rows);
    const exchNs = this.#decoder.decode().exchNs[0] ?? firstLocalNs;
    const row = this.#gapRow[orders ? 1 : 0];
    row.clear();
    row.gap(exchNs, firstLocalNs);
    this.#partFor(factsCrc).tape.append(row.rows());
  }

  #tellGap(atNs: bigint | undefined, rows: number): void {
    this.gaps.push({ instrument: this.id, recording: this.recording, atNs, rows });
  }

  /** Rows of a sound message that still cannot stand on a tape: made by something else than us. */
  #check(batch: RowBatch, from: number): void {
    const { event, exchNs, localNs, length } = batch;
    for (let i = from; i < length; i++) {
      const kind = event[i]! & ROW_KIND_MASK;
      const local = localNs[i]!;
      const sound =
        kind >= ROW_DEPTH &&
        kind <= ROW_GAP &&
        Number.isSafeInteger(exchNs[i]) &&
        Number.isSafeInteger(local) &&
        local >= exchNs[i]! &&
        local >= this.#lastLocalNs;
      if (!sound) {
        const problem = `row ${this.#decoder.firstRow + i} cannot follow the one before it`;
        throw new DataError({ file: `recording ${this.recording} of ${this.id}` }, problem);
      }
      this.#lastLocalNs = local;
    }
  }
}

/** A gap for a person. */
export function gapText({ instrument, atNs, rows }: StreamGap): string {
  const what = `${rows.toLocaleString("en-US")} rows of ${instrument} are not in the stream`;
  return atNs === undefined
    ? `${what}, the last ones of the recording`
    : `${what}: a gap before ${formatTimestamp(atNs)}`;
}
