const WAITING = 0;
const ON_ITS_WAY = 1;
const ARRIVED = 2;

/**
 * Messages on their way to a place that may be slow or away, in their order, in one piece of memory
 * that is used around and around. A message keeps its bytes until it has arrived, as it may have to be
 * sent again.
 */
export class OutboundQueue {
  readonly bytes: Uint8Array;
  readonly #starts: Float64Array;
  readonly #lengths: Int32Array;
  readonly #states: Uint8Array;
  readonly #tags: Int32Array;
  readonly #marks: Float64Array;
  #head = 0; // number of the oldest message that has not arrived
  #tail = 0; // number of the next message
  #next = 0; // no message before it is waiting
  #writeAt = 0;
  #claimed = -1;
  #waitingBytes = 0;

  /** Room for so many bytes and so many messages. */
  constructor(bytes: number, messages: number) {
    this.bytes = new Uint8Array(bytes);
    this.#starts = new Float64Array(messages);
    this.#lengths = new Int32Array(messages);
    this.#states = new Uint8Array(messages);
    this.#tags = new Int32Array(messages);
    this.#marks = new Float64Array(messages);
  }

  /** Messages that have not arrived. */
  get length(): number {
    return this.#tail - this.#head;
  }

  /** Their bytes. */
  get waitingBytes(): number {
    return this.#waitingBytes;
  }

  /** Where a message of up to `bytes` may be written, -1 when there is no room. */
  claim(bytes: number): number {
    if (this.length === this.#starts.length || bytes > this.bytes.length) return -1;
    if (this.length === 0) this.#writeAt = 0;
    const oldest = this.length === 0 ? -1 : this.#starts[this.#head % this.#starts.length]!;
    let at = this.#writeAt;
    if (at > oldest) {
      if (at + bytes > this.bytes.length) at = 0;
      else return (this.#claimed = at);
    }
    if (oldest >= 0 && at + bytes >= oldest) return -1;
    return (this.#claimed = at);
  }

  /** Adds the message that was written where `claim` said. `tag` and `mark` are the caller's. */
  commit(length: number, tag: number, mark: number): void {
    const slot = this.#tail % this.#starts.length;
    this.#starts[slot] = this.#claimed;
    this.#lengths[slot] = length;
    this.#states[slot] = WAITING;
    this.#tags[slot] = tag;
    this.#marks[slot] = mark;
    this.#writeAt = this.#claimed + length;
    this.#waitingBytes += length;
    this.#tail += 1;
  }

  /** Takes the next message that waits and marks it as on its way. Its number, -1 for none. */
  take(): number {
    for (; this.#next < this.#tail; this.#next++) {
      const slot = this.#next % this.#starts.length;
      if (this.#states[slot] !== WAITING) continue;
      this.#states[slot] = ON_ITS_WAY;
      return this.#next++;
    }
    return -1;
  }

  /** The message is to be sent again. */
  failed(message: number): void {
    this.#states[message % this.#starts.length] = WAITING;
    if (message < this.#next) this.#next = message;
  }

  /** The message has arrived: its memory is free once all before it have. */
  arrived(message: number): void {
    const slot = message % this.#starts.length;
    this.#states[slot] = ARRIVED;
    this.#waitingBytes -= this.#lengths[slot]!;
    while (this.#head < this.#tail) {
      if (this.#states[this.#head % this.#starts.length] !== ARRIVED) return;
      this.#head += 1;
    }
  }

  message(message: number): Uint8Array {
    const slot = message % this.#starts.length;
    const start = this.#starts[slot]!;
    return this.bytes.subarray(start, start + this.#lengths[slot]!);
  }

  tag(message: number): number {
    return this.#tags[message % this.#starts.length]!;
  }

  mark(message: number): number {
    return this.#marks[message % this.#starts.length]!;
  }
}
