import path from "node:path";
import { RingConsumer, RingProducer } from "../memory/message-ring.ts";
import { HEADER } from "./messages.ts";
import {
  eventRingName,
  type LinkGenerations,
  MessageReader,
  type MessageSink,
  MessageWriter,
  requestRingName,
} from "./ring-messages.ts";
import {
  type MessageView,
  NOT_CONNECTED,
  SENT,
  type VenueEvents,
  type VenueGateway,
} from "./venue-gateway.ts";

/** The engine's end of a link through shared memory; RingServer is the other. */
export class RingLink implements VenueGateway, MessageSink {
  readonly name: string;
  generation = 0;
  heardNs = -1;
  readonly #dir: string;
  readonly #generations: LinkGenerations;
  readonly #ringBytes: number;
  readonly #onSent: () => void;
  #requests: RingProducer | undefined;
  #writer: MessageWriter | undefined;
  #events: RingConsumer | undefined;
  #reader: MessageReader | undefined;
  #sink: VenueEvents | undefined;

  constructor(options: {
    name: string;
    /** Folder of the session in shared memory. */
    dir: string;
    generations: LinkGenerations;
    /** Room for requests that the venue has not taken yet. */
    ringBytes: number;
    /** Wakes a venue that sleeps. */
    onSent: () => void;
  }) {
    this.name = options.name;
    this.#dir = options.dir;
    this.#generations = options.generations;
    this.#ringBytes = options.ringBytes;
    this.#onSent = options.onSent;
  }

  get connected(): boolean {
    this.#openEvents();
    return this.#reader !== undefined && !this.#reader.broken && !this.#events!.closed;
  }

  connect(): void {
    this.#disconnect();
    const words = this.#generations;
    const generation = Math.max(words.requested, words.granted, this.generation) + 1;
    const file = path.join(this.#dir, requestRingName(generation));
    this.#requests = RingProducer.create(file, this.#ringBytes);
    this.#writer = new MessageWriter(this.#requests);
    this.generation = generation;
    words.requested = generation;
    this.#onSent();
  }

  send(fields: Float64Array, bodyFields: number, text?: string): number {
    if (!this.connected) return NOT_CONNECTED;
    const result = this.#writer!.write(fields, bodyFields, text);
    if (result === SENT) this.#onSent();
    return result;
  }

  poll(events: VenueEvents, limit: number): number {
    this.#openEvents();
    if (this.#reader === undefined) return 0;
    this.#sink = events;
    return this.#reader.poll(limit);
  }

  /** From the ring, for `poll`. */
  message(message: MessageView): void {
    this.heardNs = Math.max(this.heardNs, message.fields[message.index + HEADER.sentNs]!);
    this.#sink!.event(message);
  }

  close(): void {
    this.#disconnect();
  }

  /** Opens the ring of events once the venue has granted the generation. */
  #openEvents(): void {
    if (this.#reader !== undefined || this.#requests === undefined) return;
    if (this.#generations.granted !== this.generation) return;
    const file = path.join(this.#dir, eventRingName(this.generation));
    this.#events = RingConsumer.open(file);
    this.#reader = new MessageReader(this.#events, this);
  }

  #disconnect(): void {
    this.#requests?.close();
    this.#events?.close();
    this.#requests = undefined;
    this.#writer = undefined;
    this.#events = undefined;
    this.#reader = undefined;
  }
}
