import { DataError } from "@mexoms/core";
import { RECORD_HEADER_BYTES } from "../journal/layout.ts";
import type { RecordCursor } from "../journal/record-cursor.ts";

// Records of a journal in a message, little-endian:
//
//   0    4 bytes  "MXJB"
//   4    u32      version of this layout, 1
//   8    f64      sequence of the first record
//   16   f64      sequence of the last record
//   24   i64      epoch that their times count from, nanoseconds since 1970
//   32   u32      part, from 0
//   36   u32      parts: 1, but for a record that is too long for one message
//   40   records as in a segment of the journal, each with its header and padded to 8 bytes; of a
//        record in parts a piece of its bytes

const MAGIC = "MXJB";
const VERSION = 1;
const BATCH_HEADER_BYTES = 40;

export interface BatchHead {
  readonly first: number;
  readonly last: number;
  readonly epochNs: bigint;
  readonly part: number;
  readonly parts: number;
}

export interface JournalBatch extends BatchHead {
  readonly records: Uint8Array;
}

export function encodeBatch(head: BatchHead, records: Uint8Array): Uint8Array {
  const data = Buffer.alloc(BATCH_HEADER_BYTES + records.length);
  data.write(MAGIC, 0, "latin1");
  data.writeUInt32LE(VERSION, 4);
  data.writeDoubleLE(head.first, 8);
  data.writeDoubleLE(head.last, 16);
  data.writeBigInt64LE(head.epochNs, 24);
  data.writeUInt32LE(head.part, 32);
  data.writeUInt32LE(head.parts, 36);
  data.set(records, BATCH_HEADER_BYTES);
  return data;
}

/** Throws DataError for what is no batch of this version. */
export function decodeBatch(data: Uint8Array): JournalBatch {
  const bytes = Buffer.from(data.buffer, data.byteOffset, data.byteLength);
  const isBatch = bytes.length >= BATCH_HEADER_BYTES && bytes.toString("latin1", 0, 4) === MAGIC;
  if (!isBatch || bytes.readUInt32LE(4) !== VERSION) {
    throw new DataError({ file: "journal stream" }, `a message is no batch of version ${VERSION}`);
  }
  return {
    first: bytes.readDoubleLE(8),
    last: bytes.readDoubleLE(16),
    epochNs: bytes.readBigInt64LE(24),
    part: bytes.readUInt32LE(32),
    parts: bytes.readUInt32LE(36),
    records: bytes.subarray(BATCH_HEADER_BYTES),
  };
}

/** The bytes of a record as they stand in its segment, in place. */
export function rawRecord({ bytes, start, length }: RecordCursor): Uint8Array {
  return bytes.subarray(start - RECORD_HEADER_BYTES, start + ((length + 7) & ~7));
}
