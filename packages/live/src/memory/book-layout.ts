import type { FileKind } from "./shared-file.ts";

// The book of one instrument, from one process to any number of others. The same as
// include/mexoms_books.h. Little-endian; prices are ticks, sizes lots, times ns.
//
//     0 +------------------------------------------------+
//       |  common header, 64 bytes: see shared-file.ts;  |
//       |  state MOVED: the book was enlarged, open the  |
//       |  file of this name again                       |
//    64 +-----------------------+------------------------+
//       |  levels N i32         |  market number i32     |
//    72 |  epochNs i64: UTC of the time 0 of all times   |
//    80 |  0 (16 bytes)                                  |
//    96 |  instrument, 128 bytes  } UTF-8 with a zero    |
//   224 |  tick size, 32 bytes    } at the end           |
//   256 |  lot size, 32 bytes     }                      |
//   288 |  0 (32 bytes)                                  |
//   320 +-----------------------+------------------------+
//       |  sequence i32: odd    |  state i32             |
//       |  while it is written  |                        |
//   328 |  bid levels i32       |  ask levels i32        |
//   336 |  exchNs f64: the venue's time of the last row  |
//   344 |  localNs f64: when it reached us               |
//   352 |  row position f64: rows of the row ring that   |
//       |  are in the book                               |
//   360 |  changes f64: how often it was written         |
//   368 |  0 (16 bytes)                                  |
//   384 +------------------------------------------------+
//       |  N bids, best first: lots f64, ticks i32, 0    |
//       +------------------------------------------------+
//       |  N asks, best first: lots f64, ticks i32, 0    |
//       +------------------------------------------------+
//
// Reading: load the sequence until it is even, copy from 324 on, load the sequence again: the copy is
// whole if it did not change. A book is only good while the heartbeat of the header is fresh.
export const BOOK_KIND: FileKind = { name: "book", magic: "mx-book ", version: 1 };

/** Places of 32-bit words. */
export const BOOK_WORD = {
  levels: 16,
  market: 17,
  sequence: 80,
  state: 81,
  /** Of the bids; that of the asks follows. */
  count: 82,
} as const;

/** Places of doubles. */
export const BOOK_DOUBLE = {
  exchNs: 42,
  localNs: 43,
  rowPosition: 44,
  changes: 45,
} as const;

/** Offset of the epoch, a 64-bit integer. */
export const BOOK_EPOCH_OFFSET = 72;
/** Texts: offset and bytes, the zero at the end included. */
export const BOOK_TEXT = {
  instrument: { offset: 96, bytes: 128 },
  tickSize: { offset: 224, bytes: 32 },
  lotSize: { offset: 256, bytes: 32 },
} as const;

export const BOOK_LEVELS_OFFSET = 384;
export const BOOK_LEVEL_BYTES = 16;
export const BOOK_LEVELS_MAX = 10_000;

/** What a reader finds; only BOOK_VALID is to be traded on. */
export const BOOK_VALID = 0;
/** Data was missed since the last snapshot: levels may be wrong. */
export const BOOK_GAPPED = 1;
/** Nothing was written yet. */
export const BOOK_EMPTY = 2;
/** Its writer says that it is not to be used, for example while its feed is down. */
export const BOOK_INVALID = 3;
/** Its writer was not heard of for longer than the reader allows: dead, or stopped. */
export const BOOK_STALE = 4;
/** No whole copy could be had: it is written all the time, or its writer died in the middle. */
export const BOOK_UNSTABLE = 5;
/** Its writer has ended in order. */
export const BOOK_CLOSED = 6;
export type BookResult = 0 | 1 | 2 | 3 | 4 | 5 | 6;

const NAMES = ["valid", "gapped", "empty", "invalid", "stale", "unstable", "closed"] as const;

/** For people. */
export function bookResultName(result: BookResult): string {
  return NAMES[result];
}

/** Where a side begins, in bytes. */
export function sideOffset(side: number, levels: number): number {
  return BOOK_LEVELS_OFFSET + side * levels * BOOK_LEVEL_BYTES;
}
