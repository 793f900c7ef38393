import { formatTimestamp } from "@mexoms/core";
import { createInbox, type Msg, type MsgHdrs } from "nats";
import type { Bus } from "./bus.ts";
import { BusError } from "./bus-error.ts";
import { StoredMessage } from "./stored-message.ts";
import { askJetStream } from "./stream-api.ts";

export interface ReplayOptions {
  readonly stream: string;
  /** Filter of subjects; all unless told. */
  readonly filter?: string | undefined;
  /** First and last time, as the server stored the messages; nanoseconds since 1970. */
  readonly sinceNs?: bigint | undefined;
  readonly untilNs?: bigint | undefined;
  /** First number in the stream; goes before a time. */
  readonly fromSequence?: number | undefined;
  /** Go on for ever with what comes; otherwise it ends with what is there when it starts. */
  readonly follow?: boolean;
  /** Ends it early, without an error. */
  readonly signal?: AbortSignal;
}

const BATCH = 512;
const BATCH_BYTES = 16 << 20;
const EXPIRES_MS = 2000;
// Beyond the time that a server answers within, whatever happens, it has forgotten us.
const SILENT_MS = 2 * EXPIRES_MS;
const RETRY_MS = 250;
const NS_PER_MS = 1e6;
const NO_MESSAGES = 404;
const TIMED_OUT = 408;

/**
 * Reads a stream in its order, each message once, whatever happens to the connection in between:
 * where anything is in doubt, it asks anew from behind the last message it got.
 */
export class StreamReplay {
  readonly #bus: Bus;
  readonly #options: ReplayOptions;
  readonly #inbox: string;
  readonly #queue: StoredMessage[] = [];
  #consumer: string | undefined;
  #round = 0;
  #delivered = 0;
  #next: number | undefined;
  /** Messages that the server still owes of what was asked for. */
  #owed = 0;
  #over = false;
  #failure: BusError | undefined;
  #wake: (() => void) | undefined;

  constructor(bus: Bus, options: ReplayOptions) {
    this.#bus = bus;
    this.#options = options;
    this.#inbox = createInbox(bus.inboxPrefix);
  }

  async *messages(): AsyncGenerator<StoredMessage, void, undefined> {
    const { stream, untilNs, follow, signal } = this.#options;
    // New messages may come while the old ones are read: those are not asked for.
    const last = follow === true ? Infinity : await lastSequence(this.#bus, stream);
    if (last === 0) return;
    const subscription = this.#bus.connection.subscribe(`${this.#inbox}.*`, {
      callback: (error, message) => this.#received(error, message),
    });
    const stopListening = this.#bus.listen((event) => {
      if (event.kind === "connected") this.#doubt();
      if (event.kind === "closed") this.#fail(new BusError("disconnected", `${stream}: closed`));
    });
    const stop = (): void => {
      this.#over = true;
      this.#wake?.();
    };
    signal?.addEventListener("abort", stop);
    if (signal?.aborted === true) stop();
    try {
      if (!this.#over && (await this.#open()) === 0 && follow !== true) return;
      for (;;) {
        const message = await this.#take();
        if (message === undefined || message.sequence > last) return;
        if (untilNs !== undefined && message.timeNs > untilNs) return;
        yield message;
        if (message.sequence >= last || (follow !== true && message.pending === 0)) return;
      }
    } finally {
      signal?.removeEventListener("abort", stop);
      stopListening();
      subscription.unsubscribe();
      this.#forget();
    }
  }

  /** The next message; undefined when there are no more. */
  async #take(): Promise<StoredMessage | undefined> {
    for (;;) {
      if (this.#consumer !== undefined && this.#owed === 0 && this.#queue.length < BATCH / 2) {
        this.#ask();
      }
      const message = this.#queue.shift();
      if (message !== undefined || this.#over) return message;
      if (this.#failure !== undefined) throw this.#failure;
      if (this.#consumer === undefined) await this.#reopen();
      else if (!(await this.#somethingCame())) this.#doubt();
    }
  }

  /** Makes a consumer that begins behind what was read, and says how many messages it will have. */
  async #open(): Promise<number> {
    const { stream, filter, sinceNs, fromSequence } = this.#options;
    const from = this.#next ?? fromSequence;
    const start =
      from !== undefined
        ? { deliver_policy: "by_start_sequence", opt_start_seq: Math.max(1, from) }
        : sinceNs !== undefined
          ? { deliver_policy: "by_start_time", opt_start_time: formatTimestamp(sinceNs) }
          : { deliver_policy: "all" };
    const config = {
      ...start,
      ack_policy: "none",
      max_deliver: 1,
      mem_storage: true,
      num_replicas: 1,
      inactive_threshold: 60_000 * NS_PER_MS,
      ...(filter === undefined ? {} : { filter_subject: filter }),
    };
    const body = { stream_name: stream, config };
    const { name, num_pending } = await askJetStream<{ name: string; num_pending: number }>(
      this.#bus,
      `CONSUMER.CREATE.${stream}`,
      body,
    );
    this.#consumer = name;
    this.#delivered = 0;
    this.#owed = 0;
    this.#round++;
    return num_pending;
  }

  async #reopen(): Promise<void> {
    try {
      if (this.#bus.connected) {
        await this.#open();
        return;
      }
    } catch (error) {
      const lasting = error instanceof BusError && ["absent", "forbidden"].includes(error.code);
      if (lasting) throw error;
    }
    await new Promise((done) => setTimeout(done, RETRY_MS));
  }

  #ask(): void {
    const { stream, follow } = this.#options;
    // At its end a stream that is not followed says so.
    const wait = follow === true ? { expires: EXPIRES_MS * NS_PER_MS } : { no_wait: true };
    this.#owed = BATCH;
    this.#bus.connection.publish(
      `$JS.API.CONSUMER.MSG.NEXT.${stream}.${this.#consumer}`,
      new TextEncoder().encode(JSON.stringify({ batch: BATCH, max_bytes: BATCH_BYTES, ...wait })),
      { reply: `${this.#inbox}.${this.#round}` },
    );
  }

  #received(error: Error | null, message: Msg): void {
    if (error !== null) {
      this.#fail(new BusError("forbidden", `${this.#options.stream}: not allowed to read`));
      return;
    }
    const { headers } = message;
    // What the server says of a batch comes to the inbox itself, messages under their own subjects.
    if (headers !== undefined && headers.code > 0) {
      if (message.subject.endsWith(`.${this.#round}`)) this.#told(headers);
    } else this.#keep(new StoredMessage(message));
    this.#wake?.();
  }

  #told({ code, description }: MsgHdrs): void {
    this.#owed = 0;
    if (code === NO_MESSAGES) this.#over = this.#options.follow !== true;
    // A batch that took its time or bytes is over; after anything else the consumer is of no use.
    else if (code !== TIMED_OUT && !/maxbytes/i.test(description)) this.#doubt();
  }

  #keep(message: StoredMessage): void {
    if (message.consumer !== this.#consumer) return; // of one that is no longer believed
    if (message.delivery !== this.#delivered + 1) {
      this.#doubt();
      return;
    }
    this.#delivered = message.delivery;
    this.#next = message.sequence + 1;
    if (this.#owed > 0) this.#owed--;
    this.#queue.push(message);
  }

  /** False when nothing came for longer than a server that knows us would take. */
  #somethingCame(): Promise<boolean> {
    return new Promise((done) => {
      const finish = (came: boolean): void => {
        clearTimeout(silent);
        this.#wake = undefined;
        done(came);
      };
      const silent = setTimeout(() => finish(false), SILENT_MS);
      this.#wake = () => finish(true);
    });
  }

  #doubt(): void {
    this.#forget();
    this.#wake?.();
  }

  #fail(failure: BusError): void {
    this.#failure ??= failure;
    this.#wake?.();
  }

  /** Lets the server drop the consumer at once; it would drop it after a while by itself. */
  #forget(): void {
    const consumer = this.#consumer;
    this.#consumer = undefined;
    this.#owed = 0;
    if (consumer === undefined || !this.#bus.connected) return;
    this.#bus.connection.publish(`$JS.API.CONSUMER.DELETE.${this.#options.stream}.${consumer}`);
  }
}

async function lastSequence(bus: Bus, stream: string): Promise<number> {
  const { state } = await askJetStream<{ state: { messages: number; last_seq: number } }>(
    bus,
    `STREAM.INFO.${stream}`,
  );
  return state.messages === 0 ? 0 : state.last_seq;
}
