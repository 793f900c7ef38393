// A journal is a folder of segments. A segment is named by the sequence of its first record, twenty
// digits and ".journal", is made at its full size, and is written through a mapping:
//
//   0                 128                                                       segment bytes
//   +-----------------+----------+----------+-----+----------+------------------+
//   | segment header  | record   | record   | ... | end word | zeros            |
//   +-----------------+----------+----------+-----+----------+------------------+
//
// Segment header, little-endian like everything here:
//
//   0    8 bytes   "MXJOURNL"
//   8    u32       version of this layout, 1
//   12   u32       CRC-32 of four zero bytes, then of the bytes 16 to 55
//   16   8 bytes   id of the journal, base 36, the same in all its segments
//   24   i64       epoch: UTC nanoseconds since 1970 that the records' times count from
//   32   f64       sequence of the first record
//   40   f64       bytes of the segment
//   48   8 bytes   zeros
//   56   f64       bytes from the segment's begin that are known to be on disk; may lag behind
//   64   36 bytes  boot id of the machine that last opened it for writing, zeros for none
//   100  28 bytes  zeros
//
// Record, at a multiple of 8:
//
//   0    u32       bytes of header and payload; stored last: zero until the record is whole
//   4    u32       CRC-32 of the four bytes of the length, then of the bytes 8 to the padded end
//   8    f64       sequence, one more than that of the record before
//   16   f64       session time, nanoseconds since the epoch
//   24   u32       kind, see record-kinds.ts
//   28   u32       zero
//   32   payload, then zeros to the next multiple of 8
//
// The end word is zero while the segment is the last one and ROLLED once there is another. A segment
// may also end without one, where no end word has room behind the last record.

export const SEGMENT_MAGIC = "MXJOURNL";
export const SEGMENT_VERSION = 1;
export const SEGMENT_HEADER = {
  magic: 0,
  version: 8,
  crc: 12,
  id: 16,
  epochNs: 24,
  firstSequence: 32,
  segmentBytes: 40,
  syncedBytes: 56,
  bootId: 64,
} as const;
export const SEGMENT_HEADER_BYTES = 128;
/** The part of the header that its CRC covers; what stands behind changes during its life. */
export const SEGMENT_CRC_FROM = 16;
export const SEGMENT_CRC_UNTIL = 56;
export const BOOT_ID_BYTES = 36;
export const JOURNAL_ID_BYTES = 8;

export const RECORD = { length: 0, crc: 4, sequence: 8, nowNs: 16, kind: 24 } as const;
export const RECORD_HEADER_BYTES = 32;
/** A length that no record has: the journal goes on in the next segment. */
export const ROLLED = -1;

export const SEGMENT_SUFFIX = ".journal";
/** Segments are whole pages; smaller ones would roll all the time. */
export const SEGMENT_BYTES_MIN = 65_536;
export const PAGE_BYTES = 4096;
/** What journals use that have no reason for another size. */
export const SEGMENT_BYTES = 67_108_864;
