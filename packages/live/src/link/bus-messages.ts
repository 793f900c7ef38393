import { formatSubject, InvariantError, subjectFilter } from "@mexoms/core";
import { HEADER, HEADER_FIELDS, TEXT_BYTES_MAX } from "./messages.ts";
import type { MessageView } from "./venue-gateway.ts";

/** Messages that came and were not taken yet: an end that is so far behind is not served any more. */
export const WAITING_MAX = 65_536;

/** Between which venue and which session's engines messages go. */
export interface BusLinkName {
  readonly venue: string;
  readonly session: string;
}

/** The subject of what is said of generations. */
export const CONNECT = "connect";

/**
 * Name of a generation in subjects. No two are the same, whoever serves the link: what is sent to one
 * can reach no other.
 */
export function generationName({ generation, nonce }: ConnectMessage): string {
  return `${generation}-${nonce}`;
}

/** Subject of a generation's messages, of CONNECT, or of all of them for "*". */
export function linkSubject(
  action: "requests" | "events",
  { venue, session }: BusLinkName,
  which: string,
): string {
  const fields = { action, exchange: venue, account: "", market: session };
  return which === "*" ? subjectFilter(fields) : formatSubject({ ...fields, symbol: which });
}

/** What is said of generations: JSON on the subjects of CONNECT. */
export interface ConnectMessage {
  /** Of the engine: a new one for each `connect`. */
  readonly nonce: string;
  /** From the venue: the generation that the nonce has got; 0 from the engine. */
  readonly generation: number;
  /** From the venue: it does not serve the generation any more. */
  readonly over: boolean;
}

export function encodeConnect(message: ConnectMessage): Uint8Array {
  return new TextEncoder().encode(JSON.stringify(message));
}

/** Undefined for bytes that are none. */
export function decodeConnect(data: Uint8Array): ConnectMessage | undefined {
  try {
    const { nonce, generation, over } = JSON.parse(
      new TextDecoder().decode(data),
    ) as Partial<ConnectMessage>;
    if (typeof nonce !== "string" || !Number.isSafeInteger(generation)) return undefined;
    return { nonce, generation: generation!, over: over === true };
  } catch {
    return undefined;
  }
}

/** Numbers messages and makes them bytes, as they lie in a ring too. */
export class BusMessageWriter {
  readonly #encoder = new TextEncoder();
  #sequence = 0;

  bytes(fields: Float64Array, bodyFields: number, text: string | undefined): Uint8Array {
    const encoded = text === undefined || text === "" ? undefined : this.#encoder.encode(text);
    const textBytes = encoded?.length ?? 0;
    if (textBytes > TEXT_BYTES_MAX) {
      throw new InvariantError(`a text of ${textBytes} bytes; a message takes ${TEXT_BYTES_MAX}`);
    }
    const count = HEADER_FIELDS + bodyFields;
    const bytes = new Uint8Array(count * 8 + textBytes);
    const doubles = new Float64Array(bytes.buffer, 0, count);
    for (let i = 0; i < count; i++) doubles[i] = fields[i]!;
    this.#sequence += 1;
    doubles[HEADER.sequence] = this.#sequence;
    doubles[HEADER.textBytes] = textBytes;
    if (encoded !== undefined) bytes.set(encoded, count * 8);
    return bytes;
  }
}

/** Reads numbered messages, and sees when one is missing. One for each generation. */
export class BusMessageReader {
  #sequence = 0;

  /** The message; undefined when one before it is missing, or it is none. */
  view(data: Uint8Array): MessageView | undefined {
    // Bytes off a socket lie anywhere; doubles do not.
    const bytes = new Uint8Array(data);
    if (bytes.length < HEADER_FIELDS * 8) return undefined;
    const fields = new Float64Array(bytes.buffer, 0, bytes.length >> 3);
    const textBytes = fields[HEADER.textBytes]!;
    const fits = textBytes >= 0 && textBytes <= bytes.length - HEADER_FIELDS * 8;
    if (!fits || fields[HEADER.sequence] !== this.#sequence + 1) return undefined;
    this.#sequence += 1;
    return { fields, index: 0, bytes, textStart: bytes.length - textBytes, textBytes };
  }
}
