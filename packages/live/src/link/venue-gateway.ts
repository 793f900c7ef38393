/** The message was handed over. */
export const SENT = 0;
/** There is no room for it now: nothing was handed over. */
export const BACK_PRESSURE = -1;
/** Nobody is at the other end, or was lost there: nothing was handed over. */
export const NOT_CONNECTED = -2;

/** A message in place: read it during the call, copy what is to be kept. */
export interface MessageView {
  /** The doubles that the message lies in; its first field is at `index`. */
  readonly fields: Float64Array;
  readonly index: number;
  /** The same memory as bytes; the text begins at `textStart` and has `textBytes` bytes. */
  readonly bytes: Uint8Array;
  readonly textStart: number;
  readonly textBytes: number;
}

/** Takes what comes from a venue, in its order. */
export interface VenueEvents {
  event(message: MessageView): void;
}

/**
 * The engine's end of the way to a venue. The other end is a gateway: a simulated venue, or an
 * adapter of a real one, in this process or another. Nothing here waits.
 *
 * A connection has generations. With each `connect` a new one begins: the gateway first handles
 * every request of the one before, then answers those of the new one; events of the old one are not
 * told any more. So a report that is asked for first thing knows of every order that was ever sent.
 */
export interface VenueGateway {
  /** Name in messages, for example "paper". */
  readonly name: string;
  /** A generation is open and the other end lives. */
  readonly connected: boolean;
  /** Number of the generation; 0 before the first. */
  readonly generation: number;
  /** Asks for a new generation. `connected` tells when it is there. */
  connect(): void;
  /**
   * Hands a message over: header, body and text as laid out in messages.ts. `sequence` is filled in
   * here. Returns SENT, or a negative code of this file; the caller must handle it.
   */
  send(fields: Float64Array, bodyFields: number, text?: string): number;
  /** Hands at most `limit` events to `events`. Returns how many. */
  poll(events: VenueEvents, limit: number): number;
  /** When something was heard of the other end, in the session's time; -1 for never. */
  readonly heardNs: number;
  close(): void;
}
