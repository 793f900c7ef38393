import type { Bus } from "../bus/bus.ts";
import { PUBLISHER_FULL, type StreamPublisher } from "../bus/stream-publisher.ts";

interface Outgoing {
  readonly subject: string;
  readonly data: Uint8Array;
  readonly messageId: string;
  /** Last record that it tells of. */
  readonly sequence: number;
}

export interface OutboxOptions {
  readonly bus: Bus;
  readonly stream: string;
  readonly inFlight: number;
  readonly inFlightBytes: number;
  /** How long the stream remembers ids of messages. */
  readonly duplicateWindowMs: number;
  /** The stream does not take a message now; it is tried again. */
  readonly onRefused: (why: string) => void;
  /** A message is given up: the stream has not got it. */
  readonly onLost: (why: string) => void;
}

/** Messages on their way to one stream, in the order of their records. */
export class Outbox {
  readonly #publisher: StreamPublisher;
  readonly #held: Outgoing[] = [];
  readonly #flying = new Map<number, number>(); // ticket to sequence
  readonly #onLost: (why: string) => void;
  #closed = false;

  constructor(options: OutboxOptions) {
    const { bus, stream, inFlight, inFlightBytes, duplicateWindowMs, onRefused, onLost } = options;
    this.#onLost = onLost;
    this.#publisher = bus.publisher({
      stream,
      inFlight,
      inFlightBytes,
      duplicateWindowMs,
      refused: "retry",
      onStored: (ticket) => void this.#flying.delete(ticket),
      onRefused: (_, why) => {
        if (this.#closed) return;
        (this.#hasLost ? onLost : onRefused)(`${stream}: ${why}`);
      },
    });
  }

  /** Records up to this one have nothing in here that the stream has not got. */
  get storedUntil(): number {
    for (const sequence of this.#flying.values()) return sequence - 1;
    return this.#held[0] === undefined ? Infinity : this.#held[0].sequence - 1;
  }

  /** Nothing waits for a place in the publisher. */
  get isReady(): boolean {
    return this.#held.length === 0;
  }

  get isEmpty(): boolean {
    return this.#held.length === 0 && this.#flying.size === 0;
  }

  send(subject: string, data: Uint8Array, messageId: string, sequence: number): void {
    this.#held.push({ subject, data, messageId, sequence });
    this.push();
  }

  /** Hands on what waits, as far as there is room. */
  push(): void {
    for (let next = this.#held[0]; next !== undefined; next = this.#held[0]) {
      const ticket = this.#publisher.publish(next.subject, next.data, next.messageId);
      if (ticket === PUBLISHER_FULL) return;
      this.#flying.set(ticket, next.sequence);
      this.#held.shift();
      // Larger than the server takes, or a subject that it cannot read.
      if (this.#hasLost) return this.#onLost(`${next.subject} cannot be sent`);
    }
  }

  close(): void {
    this.#closed = true;
    this.#publisher.close();
  }

  /** Whether the publisher has given up a message, of which it tells once only. */
  get #hasLost(): boolean {
    return this.#publisher.inFlight < this.#flying.size;
  }
}
