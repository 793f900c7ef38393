import { RingConsumer, RingProducer } from "../memory/message-ring.ts";
import { HEADER } from "./messages.ts";
import type { Bell } from "../memory/bell.ts";
import { BELL, type SessionControl } from "../memory/session-control.ts";
import {
  checkedRingBytes,
  MessageReader,
  type MessageSink,
  MessageWriter,
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
  readonly #control: SessionControl;
  readonly #ringBytes: number;
  /** Wakes the other end if it sleeps. */
  readonly #bell: Bell;
  #requests: RingProducer | undefined;
  #writer: MessageWriter | undefined;
  #events: RingConsumer | undefined;
  #reader: MessageReader | undefined;
  #sink: VenueEvents | undefined;

  constructor(options: {
    name: string;
    control: SessionControl;
    /** Room for requests that the venue has not taken yet. */
    ringBytes: number;
  }) {
    this.name = options.name;
    this.#control = options.control;
    this.#ringBytes = checkedRingBytes(options.ringBytes);
    this.#bell = options.control.bell(BELL.toVenue);
  }

  get connected(): boolean {
    this.#openEvents();
    return this.#reader !== undefined && !this.#reader.broken && !this.#events!.closed;
  }

  connect(): void {
    this.#disconnect();
    const control = this.#control;
    const generation = Math.max(control.requestedGeneration, control.grantedGeneration) + 1;
    const file = control.linkFile(generation, "requests");
    this.#requests = RingProducer.create(file, this.#ringBytes);
    this.#writer = new MessageWriter(this.#requests);
    this.generation = generation;
    control.requestGeneration(generation);
    this.#bell.ring();
  }

  send(fields: Float64Array, bodyFields: number, text?: string): number {
    if (!this.connected) return NOT_CONNECTED;
    const result = this.#writer!.write(fields, bodyFields, text);
    if (result === SENT) this.#bell.ring();
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
    if (this.#control.grantedGeneration !== this.generation) return;
    this.#events = RingConsumer.open(this.#control.linkFile(this.generation, "events"));
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
