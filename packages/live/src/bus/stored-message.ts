import type { Msg } from "nats";

/** A message of a stream. `data` may be kept. */
export class StoredMessage {
  readonly subject: string;
  readonly data: Uint8Array;
  /** Number in the stream, from 1. */
  readonly sequence: number;
  /** When the server stored it, in nanoseconds since 1970. */
  readonly timeNs: bigint;
  /** How many there are behind it in the stream that the reader asked for. */
  readonly pending: number;
  /** Number of the delivery, from 1: one that is missing is seen. For the reader of this folder. */
  readonly delivery: number;
  /** Of the server, for the reader of this folder. */
  readonly consumer: string;
  readonly #message: Msg;

  constructor(message: Msg) {
    this.subject = message.subject;
    this.data = message.data;
    this.#message = message;
    // $JS.ACK.<stream>.<consumer>.<deliveries>.<sequence>.<delivery>.<time>.<pending>; newer servers
    // put a domain and an account before the stream, and a token behind.
    const tokens = (message.reply ?? "").split(".");
    const [consumer, , sequence, delivery, time, pending] = tokens.slice(tokens.length > 9 ? 5 : 3);
    this.consumer = consumer ?? "";
    this.sequence = Number(sequence);
    this.delivery = Number(delivery);
    this.timeNs = BigInt(time ?? 0);
    this.pending = Number(pending);
  }

  /** The id that it was published with, if any. */
  get messageId(): string | undefined {
    const id = this.#message.headers?.get("Nats-Msg-Id");
    return id === "" ? undefined : id;
  }
}
