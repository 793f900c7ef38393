import { rmSync } from "node:fs";
import { RingConsumer, RingProducer } from "../memory/message-ring.ts";
import type { Bell } from "../memory/bell.ts";
import { BELL, type SessionControl } from "../memory/session-control.ts";
import {
  checkedRingBytes,
  MessageReader,
  type MessageSink,
  MessageWriter,
} from "./ring-messages.ts";
import { BACK_PRESSURE, type MessageView, SENT } from "./venue-gateway.ts";
import type { VenueRequests, VenueServer } from "./venue-server.ts";

/** The venue's end of a link through shared memory; RingLink is the other. */
export class RingServer implements VenueServer, MessageSink {
  generation = 0;
  readonly #control: SessionControl;
  readonly #ringBytes: number;
  /** Wakes the other end if it sleeps. */
  readonly #bell: Bell;
  #requests: RingConsumer | undefined;
  #reader: MessageReader | undefined;
  #events: RingProducer | undefined;
  #writer: MessageWriter | undefined;
  #sink: VenueRequests | undefined;

  constructor(options: {
    control: SessionControl;
    /** Room for events that the engine has not taken yet. */
    ringBytes: number;
  }) {
    this.#control = options.control;
    this.#ringBytes = checkedRingBytes(options.ringBytes);
    this.#bell = options.control.bell(BELL.toEngine);
  }

  get connected(): boolean {
    return this.#writer !== undefined;
  }

  get superseded(): boolean {
    return this.#control.requestedGeneration > this.generation;
  }

  poll(requests: VenueRequests, limit: number): number {
    this.#sink = requests;
    const wanted = this.#control.requestedGeneration;
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
    if (this.#writer.write(fields, bodyFields, text) === SENT) this.#bell.ring();
    else this.drop();
  }

  offer(fields: Float64Array, bodyFields: number, text?: string): boolean {
    if (this.#writer === undefined) return true;
    const result = this.#writer.write(fields, bodyFields, text);
    if (result === BACK_PRESSURE) return false;
    if (result === SENT) this.#bell.ring();
    else this.drop();
    return true;
  }

  drop(): void {
    this.#events?.close();
    this.#events = undefined;
    this.#writer = undefined;
    this.#bell.ring();
  }

  close(): void {
    this.drop();
    this.#requests?.close();
    this.#requests = undefined;
    this.#reader = undefined;
    this.#remove(this.generation);
  }

  #grant(generation: number): void {
    const control = this.#control;
    const reading = RingConsumer.open(control.linkFile(generation, "requests"));
    this.drop();
    for (let passed = this.generation; passed < generation; passed++) this.#remove(passed);
    this.#requests?.close();
    this.#requests = reading;
    this.#reader = new MessageReader(reading, this);
    this.#events = RingProducer.create(control.linkFile(generation, "events"), this.#ringBytes);
    this.#writer = new MessageWriter(this.#events);
    this.generation = generation;
    control.grantGeneration(generation);
    this.#bell.ring();
  }

  #remove(generation: number): void {
    for (const kind of ["requests", "events"] as const) {
      rmSync(this.#control.linkFile(generation, kind), { force: true });
    }
  }
}
