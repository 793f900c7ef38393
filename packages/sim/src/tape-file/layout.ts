import type { ExtraColumn, MarketRows } from "@mexoms/core/internal";

// A tape file, version 2. All numbers are little-endian.
//
//   0    8  magic "MEXTAPE" and a zero byte
//   8    4  version, u32
//   12   4  columns of a row, u32: 5 and the extra ones
//   16   8  rows, u64
//   24   8  epoch, nanoseconds since 1970, i64
//   32  32  tape digest
//   64   8  offset of the index, u64
//   72   8  length of the index, u64
//   80   4  blocks, u32
//   84  12  zeros
//   96  32  SHA-256 of the 96 bytes before and the index
//   128     blocks, each at a multiple of 64
//   ...     index, at a multiple of 64
//
// A block holds the columns of its rows one after the other, each at a multiple of 64 from the start
// of the block, with zeros between them: exchNs f64, localNs f64, qtyLots f64, priceTicks i32,
// event u8, and the extra ones, f64, in the order of the index.
//
// The index:
//
//   32 bytes a column: name in ASCII, 24 bytes filled with zeros; bytes of a value, u32; kind, u32,
//   1 for unsigned, 2 for signed, 3 for floating point
//   then columns with one entry a block: offset in the file u64; rows u32; CRC-32 of the block u32;
//   firstExchNs, lastExchNs, firstLocalNs, lastLocalNs, firstTradeNs, firstOtherNs f64
//   then, to its end, JSON: {"instrument": InstrumentSpec, "source": TapeSource}
//
// The file ends with the index, which is written last.

export const MAGIC = "MEXTAPE\0";
export const VERSION = 2;
export const ALIGNMENT = 64;
export const HEADER_LENGTH = 128;
export const VERSION_AT = 8;
export const COLUMN_COUNT_AT = 12;
export const ROWS_AT = 16;
export const EPOCH_AT = 24;
export const DIGEST_AT = 32;
export const INDEX_AT = 64;
export const INDEX_LENGTH_AT = 72;
export const BLOCK_COUNT_AT = 80;
export const CHECKSUM_AT = 96;
export const COLUMN_ENTRY_LENGTH = 32;
export const COLUMN_NAME_LENGTH = 24;
/** Bytes of the index for each block: offset, rows, checksum and six times. */
export const BLOCK_ENTRY_LENGTH = 64;

const ROW_WIDTHS = [8, 8, 8, 4, 1] as const;

/** The next multiple of the alignment at or after `offset`. */
export function aligned(offset: number): number {
  return Math.ceil(offset / ALIGNMENT) * ALIGNMENT;
}

/** Bytes of a block, without what fills it up to the next one. */
export function blockLength(rows: number, extraColumns: number): number {
  return columnOffsets(rows, extraColumns).at(-1)!;
}

/** Views of the columns of a block that lies in `memory` at `start`, a multiple of the alignment. */
export function blockRows(
  memory: ArrayBuffer | SharedArrayBuffer,
  rows: number,
  extraColumns: readonly ExtraColumn[],
  start = 0,
): MarketRows {
  const at = columnOffsets(rows, extraColumns.length).map((offset) => start + offset);
  const views = {
    event: new Uint8Array(memory, at[4], rows),
    exchNs: new Float64Array(memory, at[0], rows),
    localNs: new Float64Array(memory, at[1], rows),
    priceTicks: new Int32Array(memory, at[3], rows),
    qtyLots: new Float64Array(memory, at[2], rows),
  };
  if (extraColumns.length === 0) return views;
  const extra = extraColumns.map(
    (name, i) => [name, new Float64Array(memory, at[ROW_WIDTHS.length + i], rows)] as const,
  );
  return { ...views, ...(Object.fromEntries(extra) as Partial<Record<ExtraColumn, Float64Array>>) };
}

/** Where the columns of a block begin, and where the last one ends. */
function columnOffsets(rows: number, extraColumns: number): number[] {
  const offsets: number[] = [];
  let end = 0;
  for (let i = 0; i < ROW_WIDTHS.length + extraColumns; i++) {
    const offset = aligned(end);
    offsets.push(offset);
    end = offset + rows * (ROW_WIDTHS[i] ?? 8);
  }
  return [...offsets, end];
}
