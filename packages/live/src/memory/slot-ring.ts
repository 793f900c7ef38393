import { ConfigError } from "@mexoms/core";
import { FILE_CLOSED, FILE_OPEN, type FileKind, SharedFile } from "./shared-file.ts";

// A ring of slots of 32 bytes, from one process to any number of others. The writer never waits:
// a reader that is a whole ring behind has lost slots, and finds out.
//
//     0 +------------------------------------------+
//       |  common header, 64 bytes                 |
//    64 +------------------------------------------+
//       |  slots i32: capacity, a power of two     |
//   128 +------------------------------------------+
//       |  claimed i32: no slot at or beyond it    |
//       |  was touched; mod 2^32                   |
//   192 +------------------------------------------+
//       |  published i32: slots ever written, mod  |
//       |  2^32; written last                      |
//   200 |  the same, f64, written just before      |
//   256 +------------------------------------------+
//       |  slots ...                               |
//       +------------------------------------------+
//
//   slot
//     0 +------------------------------------------+
//       |  exchNs f64                              |
//     8 |  localNs f64                             |
//    16 |  qtyLots f64                             |
//    24 |  priceTicks i32     |  tag u32           |
//    32 +------------------------------------------+
//
// A slot at position p is whole as long as claimed - p <= capacity, seen after it was read.
const CAPACITY = 64 >> 2;
const CLAIMED = 128 >> 2;
const PUBLISHED = 192 >> 2;
const PUBLISHED_DOUBLE = 200 >> 3;
const DATA_OFFSET = 256;
/** Claimed at once, so that not every slot costs a fence. Readers lose that many of the ring. */
const CLAIM = 64;

/** Places in a slot: of its doubles and of its 32-bit words. */
export const SLOT = { exchNs: 0, localNs: 1, qtyLots: 2, priceTicks: 6, tag: 7 } as const;
export const SLOT_DOUBLES = 4;
export const SLOT_WORDS = 8;
const SLOTS_MIN = 256;
const SLOTS_MAX: number = 2 ** 24;

/** The reader fell behind by more than the ring: slots are lost. */
export const OVERRUN = -1;

/** Slots in place. The first is at doubles[index * 4] and words[index * 8]; see SLOT. */
export interface SlotSink {
  /**
   * Copy what is to be kept: the writer goes on meanwhile. The slots are only good when `poll` then
   * returns their number; on OVERRUN what came in that call is to be thrown away.
   */
  slots(doubles: Float64Array, words: Int32Array, index: number, count: number): void;
}

/** The writing end of a slot ring. */
export class SlotRingWriter {
  readonly capacity: number;
  readonly #shared: SharedFile;
  readonly #words: Int32Array;
  readonly #doubles: Float64Array;
  readonly #slotDoubles: Float64Array;
  readonly #slotWords: Int32Array;
  #position: number;
  #claimed: number;

  protected constructor(file: string, kind: FileKind, slots: number, position: number) {
    if (!(slots >= SLOTS_MIN && slots <= SLOTS_MAX)) {
      const range = `${SLOTS_MIN} to ${SLOTS_MAX}`;
      throw new ConfigError(`${kind.name} slots`, `${slots} is not in ${range}, such as 65536`);
    }
    this.capacity = 2 ** Math.ceil(Math.log2(slots));
    const bytes = DATA_OFFSET + this.capacity * SLOT_DOUBLES * 8;
    this.#shared = SharedFile.create(file, kind, bytes);
    this.#words = this.#shared.words;
    this.#doubles = this.#shared.doubles;
    this.#slotDoubles = this.#doubles.subarray(DATA_OFFSET >> 3);
    this.#slotWords = this.#words.subarray(DATA_OFFSET >> 2);
    this.#words[CAPACITY] = this.capacity;
    this.#position = position;
    this.#claimed = position;
    this.#words[CLAIMED] = position | 0;
    this.publish();
    this.#shared.appear();
  }

  /** Slots ever written; those since the last `publish` are not seen yet. */
  get position(): number {
    return this.#position;
  }

  /** Writes one slot. */
  protected write(
    tag: number,
    exchNs: number,
    localNs: number,
    priceTicks: number,
    qtyLots: number,
  ): void {
    if (this.#position >= this.#claimed) this.#claim();
    const slot = this.#position & (this.capacity - 1);
    const d = slot * SLOT_DOUBLES;
    this.#slotDoubles[d + SLOT.exchNs] = exchNs;
    this.#slotDoubles[d + SLOT.localNs] = localNs;
    this.#slotDoubles[d + SLOT.qtyLots] = qtyLots;
    const w = slot * SLOT_WORDS;
    this.#slotWords[w + SLOT.priceTicks] = priceTicks;
    this.#slotWords[w + SLOT.tag] = tag;
    this.#position += 1;
  }

  /** Shows readers what was written up to here, all at once. */
  publish(): void {
    this.#doubles[PUBLISHED_DOUBLE] = this.#position;
    Atomics.store(this.#words, PUBLISHED, this.#position | 0);
  }

  /** Tells readers that nothing more comes, and lets go of the memory. */
  close(): void {
    if (this.#shared.mapped.closed) return;
    this.#shared.state = FILE_CLOSED;
    this.#shared.close();
  }

  #claim(): void {
    this.#claimed = this.#position + CLAIM;
    Atomics.store(this.#words, CLAIMED, this.#claimed | 0);
    // No write of a slot may be seen before the claim: a load after the store keeps them apart.
    Atomics.load(this.#words, CLAIMED);
  }
}

/** A reading end of a slot ring; any number of them, in any process. */
export class SlotRingReader {
  readonly capacity: number;
  readonly #shared: SharedFile;
  readonly #words: Int32Array;
  readonly #slotDoubles: Float64Array;
  readonly #slotWords: Int32Array;
  readonly #fence = new Int32Array(1);
  #position: number;

  protected constructor(file: string, kind: FileKind, from: "now" | number) {
    this.#shared = SharedFile.open(file, kind, { writable: false });
    this.#words = this.#shared.words;
    this.capacity = this.#words[CAPACITY]!;
    this.#slotDoubles = this.#shared.doubles.subarray(DATA_OFFSET >> 3);
    this.#slotWords = this.#words.subarray(DATA_OFFSET >> 2);
    this.#position = from === "now" ? this.published : from;
  }

  /** The position of the slot that `poll` reads next. */
  get position(): number {
    return this.#position;
  }

  /** Slots that the writer has published ever. */
  get published(): number {
    for (;;) {
      const low = Atomics.load(this.#words, PUBLISHED);
      const whole = this.#shared.doubles[PUBLISHED_DOUBLE]!;
      // The double is written first: it may be ahead of the word, by less than 2^31.
      if ((whole | 0) === low) return whole;
      const ahead = ((whole | 0) - low) | 0;
      if (ahead > 0) return whole - ahead;
    }
  }

  /** Slots that were published and not read yet. */
  get lag(): number {
    return this.published - this.#position;
  }

  /** The writer has closed the ring and everything was read. */
  get closed(): boolean {
    return this.#shared.state !== FILE_OPEN && this.lag <= 0;
  }

  /** Goes on at a position: after an overrun, at the one that a book is as of. */
  resumeAt(position: number): void {
    this.#position = position;
  }

  /**
   * Hands at most `limit` slots to `sink`, in at most two calls, and returns how many; OVERRUN when
   * slots are lost, and then stays where it is until `resumeAt`.
   */
  poll(sink: SlotSink, limit: number): number {
    const from = this.#position;
    const due = (Atomics.load(this.#words, PUBLISHED) - (from | 0)) | 0;
    // Negative: resumed at a place that is not published yet, or 2^31 slots behind.
    if (due <= 0) return this.lag > this.capacity ? OVERRUN : 0;
    if (due > this.capacity) return OVERRUN;
    const count = Math.min(due, limit);
    const slot = from & (this.capacity - 1);
    const first = Math.min(count, this.capacity - slot);
    sink.slots(this.#slotDoubles, this.#slotWords, slot, first);
    if (count > first) sink.slots(this.#slotDoubles, this.#slotWords, 0, count - first);
    // What was read must have been read before the claim is: the store and load keep them apart.
    Atomics.store(this.#fence, 0, 0);
    const claimed = Atomics.load(this.#words, CLAIMED);
    if (((claimed - (from | 0)) | 0) > this.capacity) return OVERRUN;
    this.#position = from + count;
    return count;
  }

  close(): void {
    this.#shared.close();
  }
}
