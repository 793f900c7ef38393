import { randomUUID } from "node:crypto";
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
import { HEADER } from "./messages.ts";
import {
  type MessageView,
  NOT_CONNECTED,
  SENT,
  type VenueEvents,
  type VenueGateway,
} from "./venue-gateway.ts";

/** How long an answer to `connect` is waited for before it is asked again. */
const ASK_AGAIN_MS = 500;

/**
 * The engine's end of a link over NATS, for engines on another machine than the venue's side;
 * NatsServerLink is the other. NATS may lose messages, but it does not change their order: a missing
 * one, or a connection that was lost, ends the generation.
 */
export class NatsLink implements VenueGateway {
  readonly name: string;
  generation = 0;
  heardNs = -1;
  readonly #bus: Bus;
  readonly #link: BusLinkName;
  readonly #connectSubject: string;
  readonly #subscription: BusSubscription;
  readonly #unlisten: () => void;
  /** Of the generation that was asked for; undefined before the first and after the last. */
  #nonce: string | undefined;
  #askAgain: NodeJS.Timeout | undefined;
  /** Of the generation. */
  #requests = "";
  #events = "";
  #writer = new BusMessageWriter();
  #reader = new BusMessageReader();
  #waiting: MessageView[] = [];
  #taken = 0;
  #granted = false;
  #lost = false;

  constructor(options: { readonly name: string; readonly bus: Bus; readonly link: BusLinkName }) {
    this.name = options.name;
    this.#bus = options.bus;
    this.#link = options.link;
    // All generations: a grant and the first event of it come one right behind the other.
    this.#connectSubject = linkSubject("events", this.#link, CONNECT);
    const all = linkSubject("events", this.#link, "*");
    this.#subscription = this.#bus.subscribe(all, ({ subject, data }) => this.#take(subject, data));
    this.#unlisten = this.#bus.listen(({ kind }) => {
      if (kind === "disconnected") this.#lost = true;
    });
  }

  get connected(): boolean {
    // What came before the loss is still told.
    const toldAll = this.#taken === this.#waiting.length;
    return this.#granted && !(this.#lost && toldAll);
  }

  connect(): void {
    this.#granted = false;
    this.#lost = false;
    this.#waiting = [];
    this.#taken = 0;
    this.#writer = new BusMessageWriter();
    this.#reader = new BusMessageReader();
    this.#nonce = randomUUID();
    clearInterval(this.#askAgain);
    this.#askAgain = setInterval(() => this.#ask(), ASK_AGAIN_MS);
    this.#askAgain.unref();
    this.#ask();
  }

  send(fields: Float64Array, bodyFields: number, text?: string): number {
    if (!this.#granted || this.#lost) return NOT_CONNECTED;
    const bytes = this.#writer.bytes(fields, bodyFields, text);
    if (this.#bus.publish(this.#requests, bytes)) return SENT;
    this.#lost = true;
    return NOT_CONNECTED;
  }

  poll(events: VenueEvents, limit: number): number {
    let count = 0;
    for (; count < limit && this.#taken < this.#waiting.length; count++) {
      const message = this.#waiting[this.#taken]!;
      this.#taken += 1;
      this.heardNs = Math.max(this.heardNs, message.fields[HEADER.sentNs]!);
      events.event(message);
    }
    if (count > 0 && this.#taken === this.#waiting.length) {
      this.#waiting.length = 0;
      this.#taken = 0;
    }
    return count;
  }

  close(): void {
    this.#granted = false;
    this.#nonce = undefined;
    clearInterval(this.#askAgain);
    this.#unlisten();
    this.#subscription.stop();
  }

  #ask(): void {
    const message = { nonce: this.#nonce!, generation: 0, over: false };
    this.#bus.publish(linkSubject("requests", this.#link, CONNECT), encodeConnect(message));
  }

  #take(subject: string, data: Uint8Array): void {
    if (subject === this.#connectSubject) {
      this.#takeConnect(data);
      return;
    }
    if (!this.#granted || this.#lost || subject !== this.#events) return;
    const message = this.#reader.view(data);
    const waits = this.#waiting.length - this.#taken;
    if (message === undefined || waits >= WAITING_MAX) this.#lost = true;
    else this.#waiting.push(message);
  }

  #takeConnect(data: Uint8Array): void {
    const message = decodeConnect(data);
    if (message === undefined || message.nonce !== this.#nonce) return;
    if (message.over) this.#lost = true;
    else if (!this.#granted) {
      clearInterval(this.#askAgain);
      this.generation = message.generation;
      const name = generationName(message);
      this.#requests = linkSubject("requests", this.#link, name);
      this.#events = linkSubject("events", this.#link, name);
      this.#granted = true;
    }
  }
}
