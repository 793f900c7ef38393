import { readdirSync, statSync } from "node:fs";
import path from "node:path";
import { ConfigError, DataError } from "@mexoms/core";
import { MappedFile } from "../memory/mapped-file.ts";
import { Crc32 } from "./crc32.ts";
import {
  BOOT_ID_BYTES,
  JOURNAL_ID_BYTES,
  RECORD,
  RECORD_HEADER_BYTES,
  ROLLED,
  SEGMENT_CRC_FROM,
  SEGMENT_CRC_UNTIL,
  SEGMENT_HEADER,
  SEGMENT_HEADER_BYTES,
  SEGMENT_MAGIC,
  SEGMENT_SUFFIX,
  SEGMENT_VERSION,
} from "./layout.ts";

const WHAT_TO_NAME = "name the folder of a session, such as out/paper, or its journal";

/** What a segment says of itself. */
export interface SegmentIdentity {
  readonly id: string;
  readonly epochNs: bigint;
  readonly firstSequence: number;
}

/** The record at some offset is not whole, or not the one that is due there. */
export const DAMAGED = -2;

/** A segment in memory, and what all that read or write one need of it. */
export class Segment {
  readonly file: string;
  readonly mapped: MappedFile;
  readonly fields: Float64Array;
  readonly words: Int32Array;
  readonly bytes: Uint8Array;
  readonly view: DataView;
  readonly #crc: Crc32;

  constructor(file: string, mapped: MappedFile, crc: Crc32) {
    this.file = file;
    this.mapped = mapped;
    const { buffer } = mapped;
    // A file that was cut off may end within a word.
    const whole = Math.floor(buffer.byteLength / 8);
    this.fields = new Float64Array(buffer, 0, whole);
    this.words = new Int32Array(buffer, 0, whole * 2);
    this.bytes = new Uint8Array(buffer);
    this.view = new DataView(buffer);
    this.#crc = crc;
  }

  static open(file: string, options: { readonly writable: boolean; readonly crc: Crc32 }): Segment {
    return new Segment(file, MappedFile.open(file, options), options.crc);
  }

  get length(): number {
    return this.fields.length * 8;
  }

  /** The size that the file was made with. */
  get madeBytes(): number {
    return this.fields[SEGMENT_HEADER.segmentBytes / 8]!;
  }

  /** Whether nothing of the file was cut off. */
  get isWhole(): boolean {
    return this.bytes.length === this.madeBytes;
  }

  get syncedBytes(): number {
    return this.fields[SEGMENT_HEADER.syncedBytes / 8]!;
  }

  set syncedBytes(bytes: number) {
    this.fields[SEGMENT_HEADER.syncedBytes / 8] = bytes;
  }

  get bootId(): string {
    return this.#text(SEGMENT_HEADER.bootId, BOOT_ID_BYTES);
  }

  set bootId(id: string) {
    this.bytes.fill(0, SEGMENT_HEADER.bootId, SEGMENT_HEADER.bootId + BOOT_ID_BYTES);
    this.bytes.set(Buffer.from(id.slice(0, BOOT_ID_BYTES), "latin1"), SEGMENT_HEADER.bootId);
  }

  /** Makes an empty file of zeros a segment. */
  writeHeader(identity: SegmentIdentity, bootId: string): void {
    this.bytes.set(Buffer.from(SEGMENT_MAGIC, "latin1"), SEGMENT_HEADER.magic);
    this.view.setUint32(SEGMENT_HEADER.version, SEGMENT_VERSION, true);
    this.bytes.set(Buffer.from(identity.id, "latin1"), SEGMENT_HEADER.id);
    this.view.setBigInt64(SEGMENT_HEADER.epochNs, identity.epochNs, true);
    this.view.setFloat64(SEGMENT_HEADER.firstSequence, identity.firstSequence, true);
    this.view.setFloat64(SEGMENT_HEADER.segmentBytes, this.bytes.length, true);
    this.bootId = bootId;
    this.view.setInt32(SEGMENT_HEADER.crc, this.#headerCrc(), true);
  }

  /** What the header says, or undefined when it is not the header of a segment of this version. */
  identity(): SegmentIdentity | undefined {
    if (this.length < SEGMENT_HEADER_BYTES) return undefined;
    if (this.#text(SEGMENT_HEADER.magic, SEGMENT_MAGIC.length) !== SEGMENT_MAGIC) return undefined;
    if (this.view.getUint32(SEGMENT_HEADER.version, true) !== SEGMENT_VERSION) return undefined;
    if (this.view.getInt32(SEGMENT_HEADER.crc, true) !== this.#headerCrc()) return undefined;
    return {
      id: this.#text(SEGMENT_HEADER.id, JOURNAL_ID_BYTES),
      epochNs: this.view.getBigInt64(SEGMENT_HEADER.epochNs, true),
      firstSequence: this.view.getFloat64(SEGMENT_HEADER.firstSequence, true),
    };
  }

  /**
   * Bytes from `offset` to the record after the one there; 0 when none is there yet; ROLLED when the
   * segment is over; DAMAGED for anything but the whole record `sequence`.
   */
  stepAt(offset: number, sequence: number): number {
    if (offset + 8 > this.length) return ROLLED;
    const length = Atomics.load(this.words, offset >> 2);
    if (length === 0 || length === ROLLED) return length;
    const step = (length + 7) & ~7;
    if (length < RECORD_HEADER_BYTES || offset + step > this.length) return DAMAGED;
    if (this.fields[(offset + RECORD.sequence) >> 3] !== sequence) return DAMAGED;
    const crc = this.recordCrc(offset, length);
    return crc === this.words[(offset + RECORD.crc) >> 2] ? step : DAMAGED;
  }

  recordCrc(offset: number, length: number): number {
    const until = (offset + length + 7) >> 3;
    return this.#crc.record(length, this.words, (offset + RECORD.sequence) >> 2, until * 2);
  }

  /** Where damage was found, for errors. */
  damage(offset: number, sequence: number, problem: string): DataError {
    return new DataError(
      { file: this.file, field: `record ${sequence} at byte ${offset}` },
      problem,
    );
  }

  close(): void {
    this.mapped.close();
  }

  #headerCrc(): number {
    return this.#crc.record(0, this.words, SEGMENT_CRC_FROM / 4, SEGMENT_CRC_UNTIL / 4);
  }

  #text(at: number, length: number): string {
    const end = this.bytes.indexOf(0, at);
    const until = end === -1 ? at + length : Math.min(end, at + length);
    return Buffer.from(this.bytes.subarray(at, until)).toString("latin1");
  }
}

export function segmentFile(dir: string, firstSequence: number): string {
  return path.join(dir, firstSequence.toString().padStart(20, "0") + SEGMENT_SUFFIX);
}

/** What to say of a folder without a journal. */
export function noJournal(dir: string): string {
  return `${dir} has no segment of a journal: ${WHAT_TO_NAME}`;
}

export interface SegmentPlace {
  readonly file: string;
  readonly firstSequence: number;
  readonly bytes: number;
}

/** The segments of a journal, first to last. Throws ConfigError when `dir` is no folder. */
export function listSegments(dir: string): SegmentPlace[] {
  if (!statSync(dir, { throwIfNoEntry: false })?.isDirectory()) {
    throw new ConfigError("journal", `${dir} is not a folder: ${WHAT_TO_NAME}`);
  }
  return readdirSync(dir)
    .filter((name) => /^\d{20}\.journal$/.test(name))
    .sort()
    .flatMap((name) => {
      const file = path.join(dir, name);
      // An old one may be deleted meanwhile.
      const bytes = statSync(file, { throwIfNoEntry: false })?.size;
      return bytes === undefined ? [] : [{ file, firstSequence: Number(name.slice(0, 20)), bytes }];
    });
}
