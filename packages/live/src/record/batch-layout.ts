// A market batch, version 1: rows of one instrument in order of receipt, as one message. All numbers
// are little-endian.
//
//   0    4  magic "MXMB"
//   4    2  version, u16
//   6    2  flags, u16: 1 rows have orders (L3), 2 the instrument's facts are here, 4 the recording
//           of this instrument ends here, 8 the rows are no data: they clear a book and make it the
//           one that was there before the row of the number below (for who begins in the middle)
//   8    8  recording, 8 letters or digits in ASCII
//   16   8  epoch, nanoseconds since 1970, i64
//   24   8  number of the first row in the recording of this instrument, from 0, u64
//   32   4  rows, u32
//   36   4  CRC-32 of the facts, whether they are here or not, u32
//   40   4  bytes of the facts, u32; 0 when they are not here
//   44   4  zeros
//   48   8  local time of the first row, relative to the epoch, f64; 0 when there are no rows
//   56   8  local time of the last row
//   64      facts: the instrument's InstrumentSpec as JSON with sorted keys
//   ...     columns: event, times, priceTicks, qtyLots, and with orders orderId and orderLots
//   end-4   CRC-32 of all bytes before it
//
// A column is a byte for its form and what belongs to it. A varint is 7 bits a byte, the lowest
// first, bit 7 set on all but the last; at most 53 bits. Zigzag: 0, -1, 1, -2 are 0, 1, 2, 3.
//
//   event      0: the kinds and sides as they are, a byte each
//              1: runs, each a byte and how often, varint
//   times      0: all exchNs, then all localNs, as f64
//              1: a byte with the units of both (exchNs in the low half: 0 ns, 1 us, 2 ms); then runs
//                 of rows whose times are equal: varint of twice the zigzag of what exchNs grew since
//                 the run before, in units, plus 1 when it has more than one row; zigzag of what
//                 localNs grew; and for more than one row their number, varint. Both grow from the
//                 whole millisecond at or before the local time in the header
//   priceTicks 1: zigzag of what it grew since the row before (from 0)
//   qtyLots, orderLots, orderId
//              0: f64
//              1: varint, qtyLots and orderLots as they are, orderId as zigzag of what it grew
//
// What a form cannot hold exactly takes the form 0.

export const MAGIC = 0x424d584d; // "MXMB" as a little-endian u32
export const VERSION = 1;
export const FLAG_ORDERS = 1;
export const FLAG_FACTS = 2;
export const FLAG_END = 4;
export const FLAG_BOOK = 8;
export const FLAGS_KNOWN = 15;
export const VERSION_AT = 4;
export const FLAGS_AT = 6;
export const RECORDING_AT = 8;
export const RECORDING_LENGTH = 8;
export const EPOCH_AT = 16;
export const FIRST_ROW_AT = 24;
export const ROWS_AT = 32;
export const FACTS_CRC_AT = 36;
export const FACTS_LENGTH_AT = 40;
export const ZEROS_AT = 44;
export const FIRST_LOCAL_AT = 48;
export const LAST_LOCAL_AT = 56;
export const HEADER_BYTES = 64;
export const CRC_BYTES = 4;
/** Forms of a column. */
export const FORM_PLAIN = 0;
export const FORM_PACKED = 1;
/** Most rows of a batch: a message is then smaller than NATS takes by default, at the worst. */
export const BATCH_ROWS_MAX = 16_384;
/** Nanoseconds of a time unit, by its number. */
export const TIME_UNITS: readonly number[] = [1, 1e3, 1e6];
const NS_PER_MS = 1e6;
/** Most bytes a row can take, and those of the columns' forms. */
const ROW_BYTES_MAX = 46;
const FORMS_BYTES_MAX = 16;

/** Bytes that a batch of so many rows has room in, whatever they are. */
export function batchBytesMax(rows: number, factsBytes: number): number {
  return HEADER_BYTES + factsBytes + FORMS_BYTES_MAX + rows * ROW_BYTES_MAX + CRC_BYTES;
}

/** The whole millisecond at or before the local time of a batch's first row. */
export function timeBase(firstLocalNs: number): number {
  return Math.floor(firstLocalNs / NS_PER_MS) * NS_PER_MS;
}
