import type { Bus, BusSubscription } from "../bus/bus.ts";
import {
  BusMessageReader,
  BusMessageWriter,
  type BusLinkName,
  CONNECT,
  decodeConnect,
  encodeConnect,
  generationName,
  linkSubject,
  WAITING_MAX,
} from "./bus-messages.ts";
import type { VenueRequests, VenueServer } from "./venue-server.ts";

/** What came: a message of a generation, or the wish for a new one. */
interface Came {
  readonly to: string;
  readonly data: Uint8Array;
  /** Of the wish; undefined for a message. */
  readonly nonce: string | undefined;
}

/**
 * The venue's end of a link over NATS; NatsLink is the other. Requests of a generation that is over
 * are never handed out, however late they come: what a report calls absent stays so.
 */
export class NatsServerLink implements VenueServer {
  generation = 0;
  /** Requests that came too late, or behind a missing one: they were not handed out. */
  refused = 0;
  readonly #bus: Bus;
  readonly #link: BusLinkName;
  readonly #connectSubject: string;
  readonly #subscription: BusSubscription;
  readonly #unlisten: () => void;
  #nonce = "";
  /** Of the generation. */
  #requests = "";
  #events = "";
  #connected = false;
  #writer = new BusMessageWriter();
  #reader = new BusMessageReader();
  #waiting: Came[] = [];
  #taken = 0;

  constructor(options: { readonly bus: Bus; readonly link: BusLinkName }) {
    this.#bus = options.bus;
    this.#link = options.link;
    this.#connectSubject = linkSubject("requests", this.#link, CONNECT);
    const all = linkSubject("requests", this.#link, "*");
    this.#subscription = this.#bus.subscribe(all, ({ subject, data }) => this.#take(subject, data));
    this.#unlisten = this.#bus.listen((event) => {
      if (event.kind === "disconnected") this.#lose();
      // The engine's connection may have stood all the while.
      if (event.kind === "connected" && event.again && this.#nonce !== "") this.#say(true);
    });
  }

  get connected(): boolean {
    return this.#connected;
  }

  get superseded(): boolean {
    return this.#waiting.some(({ nonce }) => nonce !== undefined && nonce !== this.#nonce);
  }

  poll(requests: VenueRequests, limit: number): number {
    let count = 0;
    while (count < limit && this.#taken < this.#waiting.length) {
      const { to, data, nonce } = this.#waiting[this.#taken]!;
      this.#taken += 1;
      if (nonce !== undefined) {
        // What was handed out before must be handled first.
        if (count > 0 && nonce !== this.#nonce) {
          this.#taken -= 1;
          break;
        }
        this.#grant(nonce);
        continue;
      }
      const isServed = this.#connected && to === this.#requests;
      const message = isServed ? this.#reader.view(data) : undefined;
      if (message === undefined) {
        this.refused += 1;
        if (isServed) this.drop();
        continue;
      }
      count += 1;
      requests.request(message);
    }
    if (this.#taken === this.#waiting.length) {
      this.#waiting.length = 0;
      this.#taken = 0;
    }
    return count;
  }

  send(fields: Float64Array, bodyFields: number, text?: string): void {
    if (!this.#connected) return;
    if (!this.#bus.publish(this.#events, this.#writer.bytes(fields, bodyFields, text)))
      this.#lose();
  }

  offer(fields: Float64Array, bodyFields: number, text?: string): boolean {
    this.send(fields, bodyFields, text);
    return true;
  }

  drop(): void {
    if (!this.#connected) return;
    this.#lose();
    this.#say(true);
  }

  close(): void {
    this.drop();
    this.#unlisten();
    this.#subscription.stop();
  }

  #take(subject: string, data: Uint8Array): void {
    const isWish = subject === this.#connectSubject;
    const wish = isWish ? decodeConnect(data) : undefined;
    if (isWish && wish === undefined) return;
    if (this.#waiting.length - this.#taken >= WAITING_MAX) {
      this.drop();
      return;
    }
    this.#waiting.push({ to: subject, data, nonce: wish?.nonce });
  }

  #grant(nonce: string): void {
    if (nonce === this.#nonce) {
      // Asked again: the answer did not arrive.
      this.#say(!this.#connected);
      return;
    }
    this.#nonce = nonce;
    this.generation += 1;
    const name = generationName({ nonce, generation: this.generation, over: false });
    this.#requests = linkSubject("requests", this.#link, name);
    this.#events = linkSubject("events", this.#link, name);
    this.#writer = new BusMessageWriter();
    this.#reader = new BusMessageReader();
    this.#connected = true;
    this.#say(false);
  }

  #lose(): void {
    this.#connected = false;
  }

  #say(over: boolean): void {
    const message = { nonce: this.#nonce, generation: this.generation, over };
    this.#bus.publish(linkSubject("events", this.#link, CONNECT), encodeConnect(message));
  }
}
