import { ConfigError, InvariantError } from "@mexoms/core";
import { FILE_CLOSED, FILE_OPEN, type FileKind, SharedFile } from "./shared-file.ts";

// A ring of messages of any length, from one process to one other:
//
//     0 +------------------------------------------+
//       |  common header, 64 bytes                 |
//    64 +------------------------------------------+
//       |  tail i32: where the producer is, in     |
//       |  bytes that ever went in, mod 2^32       |
//   192 +------------------------------------------+
//       |  head i32: up to where the consumer read |
//   196 |  consumer i32: 0 none, 1 there, 2 gone   |
//   320 +------------------------------------------+
//       |  capacity i32, a power of two            |
//   384 +------------------------------------------+
//       |  records ...                             |
//       +------------------------------------------+
//
//   record, at a multiple of 8:
//     0 +---------------------+--------------------+
//       |  length i32         |  kind i32          |
//     8 +---------------------+--------------------+
//       |  payload, `length` bytes, then up to 7 of no meaning
//
// Length is written last: it is 0 where nothing stands yet and negative while a record is written,
// so that a consumer never sees half a record, not even of a producer that died. The word after a
// record is zeroed before the record's own length is written. A record that would cross the end of
// the ring begins at its start, and padding fills the end.
const TAIL = 64 >> 2;
const HEAD = 192 >> 2;
const CONSUMER = 196 >> 2;
const CAPACITY = 320 >> 2;
const DATA_OFFSET = 384;
const DATA = DATA_OFFSET >> 2;
const RECORD_HEADER = 8;

const MESSAGE = 1;
const PADDING = 2;

const CONSUMER_THERE = 1;
const CONSUMER_GONE = 2;

const RING_BYTES_MIN = 1024;
const RING_BYTES_MAX: number = 2 ** 30;

/** There is no room for the message now. */
export const RING_FULL = -1;
/** An end of the ring was closed: nobody will read it. */
export const RING_CLOSED = -2;

const RING_KIND: FileKind = { name: "message ring", magic: "mx-ring ", version: 1 };

/** Takes messages in place: read them during the call. */
export interface RingHandler {
  /** `start` is a multiple of 8: the first double of the message is at `fields[start / 8]`. */
  message(fields: Float64Array, bytes: Uint8Array, start: number, length: number): void;
}

/** The writing end. One process, one at a time. */
export class RingProducer {
  readonly fields: Float64Array;
  readonly bytes: Uint8Array;
  readonly view: DataView;
  /** Longest message that the ring takes. */
  readonly maxBytes: number;
  readonly #shared: SharedFile;
  readonly #words: Int32Array;
  readonly #capacity: number;
  #tail = 0; // mod 2^32, as i32
  #head = 0; // as last seen
  #claimed = 0; // bytes of the payload, 0 for none
  #start = 0; // where the record that is claimed begins, as word
  #open = true;

  private constructor(shared: SharedFile, capacity: number) {
    this.#shared = shared;
    this.#capacity = capacity;
    this.#words = shared.words;
    this.fields = shared.doubles;
    this.bytes = shared.bytes;
    this.view = shared.view;
    this.maxBytes = capacity / 4;
  }

  /** Makes the ring, with room for `bytes` (rounded up to a power of two). */
  static create(file: string, bytes: number): RingProducer {
    if (!(bytes >= RING_BYTES_MIN && bytes <= RING_BYTES_MAX)) {
      const range = `${RING_BYTES_MIN} to ${RING_BYTES_MAX}`;
      throw new ConfigError("ring bytes", `${bytes} is not in ${range}, such as 1048576`);
    }
    const capacity = 2 ** Math.ceil(Math.log2(bytes));
    const shared = SharedFile.create(file, RING_KIND, DATA_OFFSET + capacity);
    shared.words[CAPACITY] = capacity;
    shared.appear();
    return new RingProducer(shared, capacity);
  }

  /**
   * Reserves a message of that many bytes, above 0 and up to `maxBytes`, and returns where it is
   * to be written in `bytes`, a multiple of 8; or RING_FULL or RING_CLOSED. Then comes `commit` or
   * `abort`.
   */
  claim(bytes: number): number {
    if (this.#claimed !== 0) throw new InvariantError("a message was claimed and not committed");
    if (!(bytes > 0 && bytes <= this.maxBytes)) {
      throw new InvariantError(
        `a message of ${bytes} bytes; the ring takes up to ${this.maxBytes}`,
      );
    }
    if (!this.#open) return RING_CLOSED;
    const words = this.#words;
    if (Atomics.load(words, CONSUMER) === CONSUMER_GONE) return RING_CLOSED;
    const size = recordBytes(bytes);
    let at = this.#tail & (this.#capacity - 1);
    const toEnd = this.#capacity - at;
    const padding = size > toEnd ? toEnd : 0;
    // The header behind the record is zeroed too, and must be free for that.
    if (!this.#hasRoom(padding + size + RECORD_HEADER)) return RING_FULL;
    if (padding > 0) {
      words[DATA] = 0;
      words[DATA + (at >> 2) + 1] = PADDING;
      Atomics.store(words, DATA + (at >> 2), padding);
      this.#tail = (this.#tail + padding) | 0;
      at = 0;
    }
    this.#start = DATA + (at >> 2);
    this.#claimed = bytes;
    words[this.#start] = -bytes;
    words[this.#start + 1] = MESSAGE;
    return DATA_OFFSET + at + RECORD_HEADER;
  }

  /** Hands the claimed message over. */
  commit(): void {
    const bytes = this.#claimed;
    if (bytes === 0) throw new InvariantError("no message was claimed");
    const words = this.#words;
    this.#tail = (this.#tail + recordBytes(bytes)) | 0;
    words[DATA + ((this.#tail & (this.#capacity - 1)) >> 2)] = 0;
    words[TAIL] = this.#tail;
    this.#claimed = 0;
    Atomics.store(words, this.#start, bytes);
  }

  /** Forgets the claimed message. */
  abort(): void {
    if (this.#claimed === 0) return;
    this.#words[this.#start] = 0;
    this.#claimed = 0;
  }

  /** Tells the consumer that nothing more comes, and lets go of the memory. */
  close(): void {
    if (!this.#open) return;
    this.abort();
    this.#open = false;
    this.#shared.state = FILE_CLOSED;
    this.#shared.close();
  }

  #hasRoom(bytes: number): boolean {
    if (bytes <= this.#capacity - ((this.#tail - this.#head) | 0)) return true;
    this.#head = Atomics.load(this.#words, HEAD);
    return bytes <= this.#capacity - ((this.#tail - this.#head) | 0);
  }
}

/** The reading end. One process, one at a time; a later one goes on where it ended. */
export class RingConsumer {
  readonly #shared: SharedFile;
  readonly #words: Int32Array;
  readonly #capacity: number;
  #head: number;

  private constructor(shared: SharedFile) {
    this.#shared = shared;
    this.#words = shared.words;
    this.#capacity = shared.words[CAPACITY]!;
    this.#head = Atomics.load(shared.words, HEAD);
    Atomics.store(shared.words, CONSUMER, CONSUMER_THERE);
  }

  /** Throws ConfigError when there is no ring under that name, or of another version. */
  static open(file: string): RingConsumer {
    return new RingConsumer(SharedFile.open(file, RING_KIND, { writable: true }));
  }

  /**
   * Hands at most `limit` messages to `handler`, in their order, and returns how many. A message
   * counts as read when the handler has returned or thrown.
   */
  poll(handler: RingHandler, limit: number): number {
    const words = this.#words;
    const { doubles, bytes } = this.#shared;
    let head = this.#head;
    let count = 0;
    try {
      while (count < limit) {
        const at = head & (this.#capacity - 1);
        const length = Atomics.load(words, DATA + (at >> 2));
        if (length <= 0) break;
        if (words[DATA + (at >> 2) + 1] === PADDING) {
          head = (head + this.#capacity - at) | 0;
          continue;
        }
        head = (head + recordBytes(length)) | 0;
        count += 1;
        handler.message(doubles, bytes, DATA_OFFSET + at + RECORD_HEADER, length);
      }
    } finally {
      if (head !== this.#head) {
        this.#head = head;
        Atomics.store(words, HEAD, head);
      }
    }
    return count;
  }

  /** The producer has closed its end and everything was read. */
  get closed(): boolean {
    if (this.#shared.state === FILE_OPEN) return false;
    const at = this.#head & (this.#capacity - 1);
    const length = Atomics.load(this.#words, DATA + (at >> 2));
    if (length <= 0) return true;
    // A message that was given up may have left padding before it.
    const isPadding = this.#words[DATA + (at >> 2) + 1] === PADDING;
    return isPadding && Atomics.load(this.#words, DATA) <= 0;
  }

  /** Tells the producer that nobody reads any more, and lets go of the memory. */
  close(): void {
    if (this.#shared.mapped.closed) return;
    Atomics.store(this.#words, CONSUMER, CONSUMER_GONE);
    this.#shared.close();
  }
}

function recordBytes(payload: number): number {
  return RECORD_HEADER + ((payload + 7) & ~7);
}
