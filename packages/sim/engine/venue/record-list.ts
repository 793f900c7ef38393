/** Records of one chunk, a power of two: small enough that its memory is used again by later runs. */
const CHUNK_BITS = 10;
const CHUNK = 1 << CHUNK_BITS;

/**
 * A list of records of a few doubles that only grows. The fields of a record lie beside each other, and
 * nothing is copied to grow: who writes one touches one place in memory.
 */
export class RecordList {
  length = 0;
  /** Where the record of the last `add` stands, and its first field there. */
  chunk: Float64Array;
  at = 0;
  readonly #fields: number;
  readonly #chunks: Float64Array[];

  constructor(fields: number) {
    this.#fields = fields;
    // None before the first record: many lists stay empty.
    this.chunk = new Float64Array(0);
    this.#chunks = [];
    this.at = -fields;
  }

  /** Makes a record; returns its number. Its fields are to be written at `at` of `chunk`. */
  add(): number {
    const record = this.length;
    this.length = record + 1;
    this.at += this.#fields;
    if (this.at === this.chunk.length) {
      this.chunk = new Float64Array(CHUNK * this.#fields);
      this.#chunks.push(this.chunk);
      this.at = 0;
    }
    return record;
  }

  get(record: number, field: number): number {
    return this.#chunks[record >> CHUNK_BITS]![(record & (CHUNK - 1)) * this.#fields + field]!;
  }

  set(record: number, field: number, value: number): void {
    this.#chunks[record >> CHUNK_BITS]![(record & (CHUNK - 1)) * this.#fields + field] = value;
  }

  /** One field of all records. */
  column(field: number): Float64Array {
    const column = new Float64Array(this.length);
    const fields = this.#fields;
    let record = 0;
    for (const chunk of this.#chunks) {
      for (let at = field; at < chunk.length && record < this.length; at += fields) {
        column[record] = chunk[at]!;
        record += 1;
      }
    }
    return column;
  }
}
