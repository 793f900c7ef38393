import { ConfigError, InvariantError } from "@mexoms/core";
import {
  type RingConsumer,
  RING_FULL,
  type RingHandler,
  type RingProducer,
} from "../memory/message-ring.ts";
import { HEADER, HEADER_FIELDS, TEXT_BYTES_MAX } from "./messages.ts";
import { BACK_PRESSURE, type MessageView, NOT_CONNECTED, SENT } from "./venue-gateway.ts";

/** Smallest ring of a link: a message may take a quarter of one. */
export const LINK_RING_BYTES_MIN: number = 1 << 19;

/** Throws ConfigError for a ring that not every message fits in. */
export function checkedRingBytes(bytes: number): number {
  if (bytes >= LINK_RING_BYTES_MIN) return bytes;
  throw new ConfigError("ringBytes", `${bytes} is not at least ${LINK_RING_BYTES_MIN}`);
}

/** Writes numbered messages into a ring. */
export class MessageWriter {
  readonly #ring: RingProducer;
  readonly #encoder = new TextEncoder();
  #sequence = 0;

  constructor(ring: RingProducer) {
    this.#ring = ring;
  }

  /** Header and body from `fields`, then the text. Returns SENT, BACK_PRESSURE or NOT_CONNECTED. */
  write(fields: Float64Array, bodyFields: number, text: string | undefined): number {
    const ring = this.#ring;
    const count = HEADER_FIELDS + bodyFields;
    const encoded = text === undefined || text === "" ? undefined : this.#encode(text);
    const textBytes = encoded === undefined ? 0 : encoded.length;
    const at = ring.claim(count * 8 + textBytes);
    if (at < 0) return at === RING_FULL ? BACK_PRESSURE : NOT_CONNECTED;
    const first = at / 8;
    const target = ring.fields;
    for (let i = 0; i < count; i++) target[first + i] = fields[i]!;
    this.#sequence += 1;
    target[first + HEADER.sequence] = this.#sequence;
    target[first + HEADER.textBytes] = textBytes;
    if (encoded !== undefined) ring.bytes.set(encoded, at + count * 8);
    ring.commit();
    return SENT;
  }

  #encode(text: string): Uint8Array {
    const encoded = this.#encoder.encode(text);
    if (encoded.length > TEXT_BYTES_MAX) {
      throw new InvariantError(
        `a text of ${encoded.length} bytes; a message takes ${TEXT_BYTES_MAX}`,
      );
    }
    return encoded;
  }
}

/** Takes messages in place. */
export interface MessageSink {
  message(message: MessageView): void;
}

type MessageMemory = { -readonly [K in keyof MessageView]: MessageView[K] };

/** Reads numbered messages off a ring, and sees when one is missing. */
export class MessageReader implements RingHandler {
  /** A message was missing or half: what comes after it is not handed out. */
  broken = false;
  readonly #ring: RingConsumer;
  readonly #message: MessageMemory;
  readonly #sink: MessageSink;
  #sequence = 0;
  #handed = 0;

  constructor(ring: RingConsumer, sink: MessageSink) {
    this.#ring = ring;
    this.#sink = sink;
    const nothing = { fields: new Float64Array(0), bytes: new Uint8Array(0) };
    this.#message = { ...nothing, index: 0, textStart: 0, textBytes: 0 };
  }

  /** Hands at most `limit` messages to the sink; returns how many. */
  poll(limit: number): number {
    this.#handed = 0;
    this.#ring.poll(this, limit);
    return this.#handed;
  }

  message(fields: Float64Array, bytes: Uint8Array, start: number, length: number): void {
    if (this.broken) return;
    const index = start / 8;
    const textBytes = fields[index + HEADER.textBytes]!;
    if (
      length < HEADER_FIELDS * 8 ||
      fields[index + HEADER.sequence] !== this.#sequence + 1 ||
      !(textBytes >= 0 && textBytes <= length - HEADER_FIELDS * 8)
    ) {
      this.broken = true;
      return;
    }
    this.#sequence += 1;
    this.#handed += 1;
    const message = this.#message;
    message.fields = fields;
    message.index = index;
    message.bytes = bytes;
    message.textBytes = textBytes;
    message.textStart = start + length - textBytes;
    this.#sink.message(message);
  }
}
