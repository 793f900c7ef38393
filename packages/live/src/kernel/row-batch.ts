import { SLOT, SLOT_DOUBLES, SLOT_WORDS, type SlotSink } from "../memory/slot-ring.ts";

/** Doubles of a row in a journal: exchNs, qtyLots, then priceTicks and the event byte as words. */
export const ROW_DOUBLES = 3;
const FIRST_CAPACITY = 1_024;

/** Market rows of one instrument that belong together, laid out as in a journal; memory is kept. */
export class RowBatch implements SlotSink {
  count = 0;
  /** Time at which the feed had the last of them, in the session's time. */
  feedNs = 0;
  doubles: Float64Array = new Float64Array(FIRST_CAPACITY * ROW_DOUBLES);
  words: Int32Array = new Int32Array(this.doubles.buffer);

  clear(): void {
    this.count = 0;
  }

  /** Adds slots of a row ring. */
  slots(doubles: Float64Array, words: Int32Array, index: number, count: number): void {
    this.#makeRoom(this.count + count);
    const to = this.doubles;
    const toWords = this.words;
    let at = this.count * ROW_DOUBLES;
    for (let slot = index; slot < index + count; slot++) {
      const from = slot * SLOT_DOUBLES;
      to[at] = doubles[from + SLOT.exchNs]!;
      to[at + 1] = doubles[from + SLOT.qtyLots]!;
      toWords[2 * at + 4] = words[slot * SLOT_WORDS + SLOT.priceTicks]!;
      toWords[2 * at + 5] = words[slot * SLOT_WORDS + SLOT.tag]!;
      at += ROW_DOUBLES;
    }
    if (count > 0) this.feedNs = doubles[(index + count - 1) * SLOT_DOUBLES + SLOT.localNs]!;
    this.count += count;
  }

  /** Adds one row. */
  add(row: {
    readonly event: number;
    readonly exchNs: number;
    readonly localNs: number;
    readonly priceTicks: number;
    readonly qtyLots: number;
  }): void {
    this.#makeRoom(this.count + 1);
    const at = this.count * ROW_DOUBLES;
    this.doubles[at] = row.exchNs;
    this.doubles[at + 1] = row.qtyLots;
    this.words[2 * at + 4] = row.priceTicks;
    this.words[2 * at + 5] = row.event;
    this.feedNs = row.localNs;
    this.count += 1;
  }

  #makeRoom(rows: number): void {
    let { length } = this.doubles;
    if (rows * ROW_DOUBLES <= length) return;
    while (length < rows * ROW_DOUBLES) length *= 2;
    const grown = new Float64Array(length);
    grown.set(this.doubles);
    this.doubles = grown;
    this.words = new Int32Array(grown.buffer);
  }
}
