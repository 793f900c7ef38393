import { createInbox, type Msg, type Subscription } from "nats";
import type { Bus } from "./bus.ts";

export interface WorkQueueOptions {
  readonly stream: string;
  /** Of the queue in the stream that `openWorkQueue` made. */
  readonly queue: string;
  readonly onWork: (work: Work) => void;
}

/** A message of a queue, ours until it is ended or not heard of for the queue's ack wait. */
export interface Work {
  readonly subject: string;
  readonly data: Uint8Array;
  /** How often it was given to somebody, this time included. */
  readonly deliveries: number;
  /** It is done, and goes from the queue. Lost when the connection is down: it comes again then. */
  done(): void;
  /** It is still being worked on. */
  working(): void;
  /** Somebody else may have it, at once. */
  giveBack(): void;
}

const EXPIRES_MS = 5000;
// Beyond the time that a server answers within, whatever happens, it has forgotten us.
const SILENT_MS = 2 * EXPIRES_MS;
const LOOK_MS = 250;
const NS_PER_MS = 1e6;
const ENCODER = new TextEncoder();
const ACK = ENCODER.encode("+ACK");
const WORKING = ENCODER.encode("+WPI");
const NAK = ENCODER.encode("-NAK");
const NO_RESPONDERS = 503;

/**
 * Takes messages of a queue, as many as are wanted and no more, and goes on over new connections and
 * servers that come back. A message that is neither ended nor told to be worked on within the queue's
 * ack wait goes to somebody else.
 */
export class WorkQueue {
  readonly #bus: Bus;
  readonly #options: WorkQueueOptions;
  readonly #inbox: string;
  readonly #subscription: Subscription;
  readonly #stopListening: () => void;
  readonly #timer: NodeJS.Timeout;
  #wanted = 0;
  /** Messages that the server still owes of what was asked for. */
  #owed = 0;
  #round = 0;
  #heardMs = 0;
  #retryMs = 0;
  #closed = false;

  /** For Bus.workQueue. */
  constructor(bus: Bus, options: WorkQueueOptions) {
    this.#bus = bus;
    this.#options = options;
    this.#inbox = createInbox(bus.inboxPrefix);
    this.#subscription = bus.connection.subscribe(`${this.#inbox}.*`, {
      callback: (error, message) => {
        if (error === null) this.#received(message);
      },
    });
    this.#stopListening = bus.listen((event) => {
      if (event.kind === "connected") this.#forget();
    });
    this.#timer = setInterval(() => this.#look(), LOOK_MS);
    this.#timer.unref();
  }

  /** How many messages may come from now on, beyond those that came; replaces what was said before. */
  want(count: number): void {
    this.#wanted = count;
    if (this.#owed < count) this.#ask();
  }

  /**
   * No message comes after this; those that came may still be ended, and those that are on their way
   * are given back.
   */
  async close(): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    clearInterval(this.#timer);
    this.#stopListening();
    try {
      if (this.#bus.connected) await this.#subscription.drain();
      else this.#subscription.unsubscribe();
    } catch {
      // The connection went meanwhile, and the subscription with it.
    }
  }

  #ask(): void {
    const now = performance.now();
    if (this.#closed || !this.#bus.connected || now < this.#retryMs) return;
    const { stream, queue } = this.#options;
    if (this.#owed === 0) this.#round++;
    const batch = this.#wanted - this.#owed;
    this.#owed += batch;
    this.#heardMs = now;
    this.#bus.connection.publish(
      `$JS.API.CONSUMER.MSG.NEXT.${stream}.${queue}`,
      ENCODER.encode(JSON.stringify({ batch, expires: EXPIRES_MS * NS_PER_MS })),
      { reply: `${this.#inbox}.${this.#round}` },
    );
  }

  #received(message: Msg): void {
    this.#heardMs = performance.now();
    const { headers } = message;
    if (headers !== undefined && headers.code > 0) {
      if (!this.#closed && message.subject.endsWith(`.${this.#round}`)) {
        this.#told(headers.code, headers.description, headers.get("Nats-Pending-Messages"));
      }
      return;
    }
    if (this.#closed) {
      workOf(this.#bus, message).giveBack();
      return;
    }
    if (this.#owed > 0) this.#owed--;
    if (this.#wanted > 0) this.#wanted--;
    this.#options.onWork(workOf(this.#bus, message));
  }

  /** The server is through with something that was asked for. */
  #told(code: number, description: string, left: string): void {
    // Newer servers say how many messages it was short of.
    const short = Number(left);
    this.#owed = left === "" ? 0 : Math.max(0, this.#owed - short);
    if (/deleted/i.test(description) || code === NO_RESPONDERS) {
      this.#owed = 0;
      this.#retryMs = performance.now() + LOOK_MS;
    } else if (this.#owed < this.#wanted) {
      this.#ask();
    }
  }

  #look(): void {
    if (this.#owed > 0 && performance.now() - this.#heardMs > SILENT_MS) this.#forget();
    if (this.#owed < this.#wanted) this.#ask();
  }

  /** What was asked for will not come. */
  #forget(): void {
    this.#owed = 0;
    this.#round++;
  }
}

function workOf(bus: Bus, message: Msg): Work {
  const reply = message.reply ?? "";
  const tokens = reply.split(".");
  const answer = (data: Uint8Array): void => {
    if (bus.connected) bus.connection.publish(reply, data);
  };
  return {
    subject: message.subject,
    data: message.data,
    // $JS.ACK.<stream>.<consumer>.<deliveries>...; newer servers put two tokens before the stream.
    deliveries: Number(tokens[tokens.length > 9 ? 6 : 4]),
    done: () => answer(ACK),
    working: () => answer(WORKING),
    giveBack: () => answer(NAK),
  };
}
