import type { MessageView } from "./venue-gateway.ts";

/** Takes what engines ask of a venue, in the order in which it was sent. */
export interface VenueRequests {
  request(message: MessageView): void;
}

/**
 * The venue's end of the way to an engine; see VenueGateway for the other. One engine at a time: a new
 * generation ends the one before, whose requests are handed out to the last first. Nothing here waits.
 */
export interface VenueServer {
  /** Number of the generation whose engine is told what happens; 0 before the first. */
  readonly generation: number;
  /** The engine of this generation is told all that is sent. Once lost it stays so until the next. */
  readonly connected: boolean;
  /** An engine asks for a new generation: nobody waits for what is told to this one. */
  readonly superseded: boolean;
  /** Hands at most `limit` requests to `requests`. Returns how many. */
  poll(requests: VenueRequests, limit: number): number;
  /**
   * Tells the engine: header, body and text as laid out in messages.ts; `sequence` is filled in here.
   * Without room for it the generation is lost, for an engine that missed one event must not go on.
   */
  send(fields: Float64Array, bodyFields: number, text?: string): void;
  /**
   * As `send`, for what can wait: false when there is no room for it now. True when the generation
   * is lost too: nobody is there to wait for.
   */
  offer(fields: Float64Array, bodyFields: number, text?: string): boolean;
  /** Ends the generation: its engine will see that it has to connect again. */
  drop(): void;
  close(): void;
}
