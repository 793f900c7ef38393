import { DataError, type Instrument } from "@mexoms/core";
import {
  EXTRA_COLUMNS,
  type MarketRows,
  ROW_DEPTH,
  ROW_GAP,
  ROW_KIND_MASK,
} from "@mexoms/core/internal";
import { ReceivedTape } from "@mexoms/sim";
import type { BatchDecoder } from "./batch-decoder.ts";
import { BookRows } from "./book-rows.ts";
import { MarketBatch } from "./market-batch.ts";
import type { StreamGap } from "./stream-gap.ts";

/** Batches that are held back for one that is missing: publishers send again in that reach. */
const WINDOW = 512;

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
  readonly #file: (part: number) => string;
  readonly #decoder: BatchDecoder;
  readonly #epochNs: bigint;
  readonly #sinceNs: number;
  readonly #untilNs: number;
  #held: Map<number, { readonly rows: number; readonly bytes: Uint8Array }> = new Map();
  #next: number | undefined;
  #endRow: number | undefined;
  #lastLocalNs = -Infinity;
  /** Books of rows that are held back. */
  readonly #books: Map<number, Uint8Array> = new Map();
  /** The book before the range, as far as it is known. */
  readonly #book: BookRows = new BookRows();
  /** No row is missing before the next one, or a book stood for them. */
  #sound = false;
  readonly #gapRow: readonly [MarketBatch, MarketBatch] = [
    new MarketBatch(1, { orders: false }),
    new MarketBatch(1, { orders: true }),
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
    const { firstRow, rowCount, end, book } = this.#decoder;
    if (book) {
      this.#addBook(firstRow, bytes);
      return;
    }
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
    this.#sound = row === 0;
  }

  /** A book stands for all rows before it: reading may begin there, and a gap ends there. */
  #addBook(row: number, bytes: Uint8Array): void {
    if (this.#next === undefined) {
      this.#begin(row);
      for (const held of this.#held.keys()) if (held < row) this.#held.delete(held);
    }
    if (row === this.#next!) this.#takeBook();
    else if (row > this.#next!) this.#books.set(row, bytes);
    for (const held of this.#books.keys()) if (held < this.#next!) this.#books.delete(held);
    this.#release();
  }

  #takeBook(): void {
    const batch = this.#decoder.decode();
    if (this.firstNs === undefined) this.#book.apply(batch);
    else if (!this.#sound && this.#decoder.firstLocalNs < this.#untilNs) {
      this.#check(batch, 0);
      this.#partFor(this.#decoder.factsCrc).tape.append(batch.rows());
    }
    this.#sound = true;
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
      const book = this.#books.get(this.#next!);
      if (book === undefined) continue;
      this.#books.delete(this.#next!);
      this.#decoder.open(book);
      this.#takeBook();
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
    if (firstLocalNs >= this.#untilNs) return;
    if (this.#decoder.orders && lastLocalNs < this.#sinceNs) {
      this.#sound = false;
      return;
    }
    const batch = this.#decoder.decode();
    this.#check(batch, from);
    let start = from;
    while (start < batch.length && batch.localNs[start]! < this.#sinceNs) start += 1;
    if (this.firstNs === undefined) this.#before(batch, from, start);
    while (batch.length > start && batch.localNs[batch.length - 1]! >= this.#untilNs) {
      batch.length -= 1;
    }
    if (start >= batch.length) return;
    this.firstNs ??= this.#epochNs + BigInt(batch.localNs[start]!);
    this.lastNs = this.#epochNs + BigInt(batch.localNs[batch.length - 1]!);
    this.#partFor(factsCrc).tape.append(batch.rows(start));
  }

  /** Rows before the range make the book that it begins with. */
  #before(batch: MarketBatch, from: number, start: number): void {
    const { orders, factsCrc } = this.#decoder;
    if (!orders) this.#book.apply(batch, from, start);
    else if (start > from) this.#sound = false;
    if (start >= batch.length || batch.localNs[start]! >= this.#untilNs) return;
    const [exchNs, localNs] = [batch.exchNs[start]!, batch.localNs[start]!];
    if (this.#firstRow === 0 && this.#sinceNs === -Infinity) return;
    if (!this.#sound || this.#book.gapped) {
      this.#partFor(factsCrc).tape.append(this.#gapRows(orders, exchNs, localNs));
    } else if (this.#book.begun) {
      this.#partFor(factsCrc).tape.append(this.#book.rows(exchNs, localNs).rows());
    }
  }

  #gapRows(orders: boolean, exchNs: number, localNs: number): MarketRows {
    const row = this.#gapRow[orders ? 1 : 0];
    row.clear();
    row.gap(exchNs, localNs);
    return row.rows();
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
    this.#sound = false;
    if (firstLocalNs >= this.#untilNs || firstLocalNs < this.#sinceNs) return;
    this.#tellGap(this.#epochNs + BigInt(firstLocalNs), rows);
    if (this.firstNs === undefined) return; // the range begins with a gap anyway
    const exchNs = this.#decoder.decode().exchNs[0] ?? firstLocalNs;
    this.#partFor(factsCrc).tape.append(this.#gapRows(orders, exchNs, firstLocalNs));
  }

  #tellGap(atNs: bigint | undefined, rows: number): void {
    this.gaps.push({ instrument: this.id, recording: this.recording, atNs, rows });
  }

  /** Rows of a sound message that still cannot stand on a tape: made by something else than us. */
  #check(batch: MarketBatch, from: number): void {
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
