import { rmSync } from "node:fs";
import path from "node:path";
import { RingConsumer, RingProducer } from "../memory/message-ring.ts";
import {
  eventRingName,
  type LinkGenerations,
  MessageReader,
  type MessageSink,
  MessageWriter,
  requestRingName,
} from "./ring-messages.ts";
import { BACK_PRESSURE, type MessageView, SENT } from "./venue-gateway.ts";
import type { VenueRequests, VenueServer } from "./venue-server.ts";

/** The venue's end of a link through shared memory; RingLink is the other. */
export class RingServer implements VenueServer, MessageSink {
  generation = 0;
  readonly #dir: string;
  readonly #generations: LinkGenerations;
  readonly #ringBytes: number;
  readonly #onSent: () => void;
  #requests: RingConsumer | undefined;
  #reader: MessageReader | undefined;
  #events: RingProducer | undefined;
  #writer: MessageWriter | undefined;
  #sink: VenueRequests | undefined;

  constructor(options: {
    /** Folder of the session in shared memory. */
    dir: string;
    generations: LinkGenerations;
    /** Room for events that the engine has not taken yet. */
    ringBytes: number;
    /** Wakes an engine that sleeps. */
    onSent: () => void;
  }) {
    this.#dir = options.dir;
    this.#generations = options.generations;
    this.#ringBytes = options.ringBytes;
    this.#onSent = options.onSent;
  }

  get connected(): boolean {
    return this.#writer !== undefined;
  }

  poll(requests: VenueRequests, limit: number): number {
    this.#sink = requests;
    const wanted = this.#generations.requested;
    const taken = this.#reader?.poll(limit) ?? 0;
    if (this.#reader?.broken === true) this.drop();
    // The ring of the generation before is read to its end before the next one is opened.
    if (taken === 0 && wanted > this.generation) this.#grant(wanted);
    return taken;
  }

  /** From the ring, for `poll`. */
  message(message: MessageView): void {
    this.#sink!.request(message);
  }

  send(fields: Float64Array, bodyFields: number, text?: string): void {
    if (this.#writer === undefined) return;
    if (this.#writer.write(fields, bodyFields, text) === SENT) this.#onSent();
    else this.drop();
  }

  offer(fields: Float64Array, bodyFields: number, text?: string): boolean {
    if (this.#writer === undefined) return true;
    const result = this.#writer.write(fields, bodyFields, text);
    if (result === BACK_PRESSURE) return false;
    if (result === SENT) this.#onSent();
    else this.drop();
    return true;
  }

  drop(): void {
    this.#events?.close();
    this.#events = undefined;
    this.#writer = undefined;
    this.#onSent();
  }

  close(): void {
    this.drop();
    this.#requests?.close();
    this.#requests = undefined;
    this.#reader = undefined;
    this.#remove(this.generation);
  }

  #grant(generation: number): void {
    const requests = path.join(this.#dir, requestRingName(generation));
    const reading = RingConsumer.open(requests);
    this.drop();
    for (let passed = this.generation; passed < generation; passed++) this.#remove(passed);
    this.#requests?.close();
    this.#requests = reading;
    this.#reader = new MessageReader(reading, this);
    const events = path.join(this.#dir, eventRingName(generation));
    this.#events = RingProducer.create(events, this.#ringBytes);
    this.#writer = new MessageWriter(this.#events);
    this.generation = generation;
    this.#generations.granted = generation;
    this.#onSent();
  }

  #remove(generation: number): void {
    for (const name of [requestRingName(generation), eventRingName(generation)]) {
      rmSync(path.join(this.#dir, name), { force: true });
    }
  }
}
