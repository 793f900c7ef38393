import { TAPE_COLUMNS } from "@mexoms/sim/engine";
import type { TapeColumn } from "@mexoms/sim/engine";

// A tape file, version 1. All numbers are little-endian; every block starts at a multiple of 64.
//
//   0    8  magic "MEXTAPE" and a zero byte
//   8    4  version, u32
//   12   4  length of the header with its JSON, u32
//   16   8  rows, u64
//   24   8  epoch, nanoseconds since 1970, i64
//   32  32  tape digest
//   64  32  header checksum: SHA-256 of the header with these 32 bytes zero
//   96   4  length of the JSON, u32
//   100  4  columns, u32: 5
//   104 240 one entry a column, in the order below: offset u64, bytes u64, SHA-256 of the column
//   344     JSON: {"instrument": InstrumentSpec, "source": TapeSource}
//           zeros up to a multiple of 64, the end of the header
//   ...     exchNs      f64  nanoseconds relative to the epoch
//   ...     localNs     f64  nanoseconds relative to the epoch
//   ...     qtyLots     f64
//   ...     priceTicks  i32
//   ...     event       u8   see the market rows of @mexoms/core
//
// The file ends with the last byte of the last column.

export const MAGIC = "MEXTAPE\0";
export const VERSION = 1;
export const BLOCK = 64;
export const VERSION_AT = 8;
export const HEADER_LENGTH_AT = 12;
export const ROWS_AT = 16;
export const EPOCH_AT = 24;
export const DIGEST_AT = 32;
export const CHECKSUM_AT = 64;
export const CHECKSUM_LENGTH = 32;
export const JSON_LENGTH_AT = 96;
export const COLUMN_COUNT_AT = 100;
export const COLUMN_TABLE_AT = 104;
export const COLUMN_ENTRY_LENGTH = 48;
export const JSON_AT: number = COLUMN_TABLE_AT + TAPE_COLUMNS.length * COLUMN_ENTRY_LENGTH;

export const COLUMN_WIDTH: Readonly<Record<TapeColumn, number>> = {
  exchNs: 8,
  localNs: 8,
  qtyLots: 8,
  priceTicks: 4,
  event: 1,
};

/** The next multiple of the block size at or after `offset`. */
export function blockAfter(offset: number): number {
  return Math.ceil(offset / BLOCK) * BLOCK;
}

/** Offset of each column, in the order of TAPE_COLUMNS, and of the end of the file. */
export function columnOffsets(
  headerLength: number,
  rows: number,
): { offsets: number[]; end: number } {
  const offsets: number[] = [];
  let end = headerLength;
  for (const column of TAPE_COLUMNS) {
    const offset = blockAfter(end);
    offsets.push(offset);
    end = offset + rows * COLUMN_WIDTH[column];
  }
  return { offsets, end };
}
