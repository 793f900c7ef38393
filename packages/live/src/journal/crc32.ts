/** Tables of one kind: more would be faster by little and would take the cache from the kernel. */
const SLICES = 8;
const POLYNOMIAL = 0xed_b8_83_20;

/**
 * CRC-32 (that of zlib, gzip and PNG) over whole 8-byte words, without any allocation: the one of
 * node:zlib needs a view of its own for each call.
 */
export class Crc32 {
  readonly #table: Int32Array = slicingTable();

  /**
   * The checksum of a record: the four bytes of `length`, then the 32-bit `words` from index `from`
   * to `until`, an even number of them. As a signed integer.
   */
  record(length: number, words: Int32Array, from: number, until: number): number {
    const t = this.#table;
    let crc = -1 ^ length;
    crc =
      t[768 + (crc & 255)]! ^
      t[512 + ((crc >>> 8) & 255)]! ^
      t[256 + ((crc >>> 16) & 255)]! ^
      t[crc >>> 24]!;
    for (let i = from; i < until; i += 2) {
      const low = crc ^ words[i]!;
      const high = words[i + 1]!;
      crc =
        t[1792 + (low & 255)]! ^
        t[1536 + ((low >>> 8) & 255)]! ^
        t[1280 + ((low >>> 16) & 255)]! ^
        t[1024 + (low >>> 24)]! ^
        t[768 + (high & 255)]! ^
        t[512 + ((high >>> 8) & 255)]! ^
        t[256 + ((high >>> 16) & 255)]! ^
        t[high >>> 24]!;
    }
    return crc ^ -1;
  }
}

function slicingTable(): Int32Array {
  const table = new Int32Array(SLICES * 256);
  for (let byte = 0; byte < 256; byte++) {
    let crc = byte;
    for (let bit = 0; bit < 8; bit++) crc = (crc >>> 1) ^ (crc & 1 ? POLYNOMIAL : 0);
    table[byte] = crc;
  }
  for (let slice = 1; slice < SLICES; slice++) {
    for (let byte = 0; byte < 256; byte++) {
      const before = table[(slice - 1) * 256 + byte]!;
      table[slice * 256 + byte] = (before >>> 8) ^ table[before & 255]!;
    }
  }
  return table;
}
