import { Prng } from "@mexoms/core";
import { GATEWAY_EVENT, HEADER } from "./messages.ts";
import type { VenueRequests, VenueServer } from "./venue-server.ts";

/**
 * A venue's end of a link that loses a share of what the venue tells of orders, as if it had never
 * been sent: neither end sees a gap. To try what an engine does then.
 */
export class DroppingServer implements VenueServer {
  /** Events that were lost. */
  dropped = 0;
  readonly #server: VenueServer;
  readonly #share: number;
  readonly #dice: Prng;

  constructor(server: VenueServer, options: { readonly share: number; readonly seed: number }) {
    this.#server = server;
    this.#share = options.share;
    this.#dice = new Prng(options.seed);
  }

  get generation(): number {
    return this.#server.generation;
  }

  get connected(): boolean {
    return this.#server.connected;
  }

  get superseded(): boolean {
    return this.#server.superseded;
  }

  poll(requests: VenueRequests, limit: number): number {
    return this.#server.poll(requests, limit);
  }

  send(fields: Float64Array, bodyFields: number, text?: string): void {
    const isOfOrder = fields[HEADER.kind]! < GATEWAY_EVENT.report;
    if (isOfOrder && this.#dice.next() < this.#share) this.dropped += 1;
    else this.#server.send(fields, bodyFields, text);
  }

  offer(fields: Float64Array, bodyFields: number, text?: string): boolean {
    return this.#server.offer(fields, bodyFields, text);
  }

  drop(): void {
    this.#server.drop();
  }

  close(): void {
    this.#server.close();
  }
}
