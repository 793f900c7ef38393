import { createInbox, headers, type Msg, type Subscription } from "nats";
import type { Bus } from "./bus.ts";
import { askJetStream } from "./stream-api.ts";

/** `publish` when as many messages are on their way as may be: try again after the next answer. */
export const PUBLISHER_FULL = -1;

export interface StreamPublisherOptions {
  /** The stream that is to take the messages; one that another takes is refused. */
  readonly stream: string;
  /** How many messages, and bytes of them, may be on their way. */
  readonly inFlight: number;
  readonly inFlightBytes: number;
  /**
   * What becomes of a message that the server refuses, for want of room for instance: it is told
   * and forgotten ("drop"), or told and sent again until it is taken ("retry").
   */
  readonly refused: "drop" | "retry";
  /** The stream has message `ticket` safe. `duplicate`: it had it before. */
  readonly onStored?: (ticket: number, sequence: number, duplicate: boolean) => void;
  /**
   * The server does not take message `ticket`, and why. `final`: it is given up, under "retry" too,
   * as trying again would not help (too large, not allowed) or because of `close`, when it may have
   * been stored. What is too large is told before `publish` returns.
   */
  readonly onRefused: (ticket: number, why: string, final: boolean) => void;
  /** No answer within this: sent again. 5000 unless told. */
  readonly answerMs?: number;
  /** The stream's duplicate window, of which at most half is relied on. 120000 unless told. */
  readonly duplicateWindowMs?: number;
}

interface Waiting {
  readonly subject: string;
  readonly data: Uint8Array;
  readonly messageId: string;
  /** When it was first handed to a connection; 0 when never. */
  firstSentMs: number;
  sentMs: number;
  refused: boolean;
}

interface Ack {
  readonly seq?: number;
  readonly duplicate?: boolean;
  readonly error?: { readonly description: string };
}

const ANSWER_MS = 5000;
const WINDOW_MS = 120_000;
const LOOK_MS = 100;
const RETRY_MS = 500;
const DECODER = new TextDecoder();

/**
 * Publishes to a stream without waiting: many messages are on their way at once. Each ends in
 * `onStored` or `onRefused`; until then it is kept, and sent again when an answer is due or the
 * connection is new. The stream knows messages by their ids, so that none is stored twice.
 */
export class StreamPublisher {
  readonly #bus: Bus;
  readonly #options: StreamPublisherOptions;
  readonly #inbox: string;
  readonly #subscription: Subscription;
  readonly #waiting = new Map<number, Waiting>();
  readonly #timer: NodeJS.Timeout;
  readonly #stopListening: () => void;
  readonly #idle: (() => void)[] = [];
  #bytes = 0;
  #tickets = 0;
  #holding = false; // messages wait for what is under way to be settled
  #asking = false;
  #due = false; // all is to be sent again, as soon as that works
  #sentAgainMs = 0;
  #closed = false;

  /** For Bus.publisher. */
  constructor(bus: Bus, options: StreamPublisherOptions) {
    this.#bus = bus;
    this.#options = options;
    this.#inbox = createInbox(bus.inboxPrefix);
    this.#subscription = bus.connection.subscribe(`${this.#inbox}.*`, {
      callback: (error, message) => {
        if (error === null) this.#answered(message);
      },
    });
    this.#stopListening = bus.listen((event) => {
      if (event.kind === "connected") void this.#sendAgain();
      if (event.kind === "forbidden") this.#forbidden(event.subject);
    });
    this.#timer = setInterval(() => this.#look(), LOOK_MS);
    this.#timer.unref();
  }

  /** Messages that were not answered yet. */
  get inFlight(): number {
    return this.#waiting.size;
  }

  /**
   * Sends a message, now or as soon as there is a connection. Returns its ticket, which grows by one
   * from 1, or PUBLISHER_FULL. The bytes are copied. `messageId` names it for ever: another message
   * with the same id is taken for this one.
   */
  publish(subject: string, data: Uint8Array, messageId: string): number {
    const { inFlight, inFlightBytes } = this.#options;
    const room = this.#waiting.size < inFlight && this.#bytes + data.length <= inFlightBytes;
    // A message that is larger than all the room goes alone.
    if (this.#closed || (!room && this.#waiting.size > 0)) return PUBLISHER_FULL;
    const ticket = ++this.#tickets;
    const waiting = {
      subject,
      data: data.slice(),
      messageId,
      firstSentMs: 0,
      sentMs: 0,
      refused: false,
    };
    this.#waiting.set(ticket, waiting);
    this.#bytes += data.length;
    if (this.#bus.connected && !this.#holding) this.#send(ticket, waiting);
    return ticket;
  }

  /** Waits until every message was answered. */
  async settled(): Promise<void> {
    if (this.#waiting.size > 0) await new Promise<void>((done) => this.#idle.push(done));
  }

  /** Ends it. Messages without an answer are told as refused: they may have been stored or not. */
  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    clearInterval(this.#timer);
    this.#stopListening();
    this.#subscription.unsubscribe();
    for (const ticket of this.#waiting.keys()) {
      this.#drop(ticket, "closed before the server answered; it may have been stored");
    }
  }

  #send(ticket: number, waiting: Waiting): void {
    const header = headers();
    header.set("Nats-Msg-Id", waiting.messageId);
    header.set("Nats-Expected-Stream", this.#options.stream);
    waiting.sentMs = performance.now();
    if (waiting.firstSentMs === 0) waiting.firstSentMs = waiting.sentMs;
    waiting.refused = false;
    try {
      const reply = `${this.#inbox}.${ticket}`;
      this.#bus.connection.publish(waiting.subject, waiting.data, { headers: header, reply });
    } catch (error) {
      // Too large for the server, or a subject it cannot read: sending again would not help.
      this.#drop(ticket, error instanceof Error ? error.message : "cannot be sent");
    }
  }

  #answered(message: Msg): void {
    const ticket = Number(message.subject.slice(this.#inbox.length + 1));
    const waiting = this.#waiting.get(ticket);
    if (waiting === undefined) return; // an answer to what was sent twice
    if (message.headers?.code === 503) {
      this.#refused(ticket, waiting, "no stream takes this subject, or JetStream is down");
      return;
    }
    const ack = JSON.parse(DECODER.decode(message.data)) as Ack;
    if (ack.error !== undefined) this.#refused(ticket, waiting, ack.error.description);
    else this.#stored(ticket, ack.seq ?? 0, ack.duplicate === true);
  }

  #stored(ticket: number, sequence: number, duplicate: boolean): void {
    this.#remove(ticket);
    this.#options.onStored?.(ticket, sequence, duplicate);
  }

  #refused(ticket: number, waiting: Waiting, why: string): void {
    if (this.#options.refused === "drop") {
      this.#drop(ticket, why);
      return;
    }
    waiting.refused = true;
    // What came later would pass it in the stream.
    this.#holding = true;
    this.#options.onRefused(ticket, why, false);
  }

  #forbidden(subject: string): void {
    for (const [ticket, waiting] of this.#waiting) {
      if (waiting.subject === subject) {
        this.#drop(ticket, "the server does not allow this user to publish here");
      }
    }
  }

  #drop(ticket: number, why: string): void {
    this.#remove(ticket);
    this.#options.onRefused(ticket, why, true);
  }

  #remove(ticket: number): void {
    this.#bytes -= this.#waiting.get(ticket)?.data.length ?? 0;
    this.#waiting.delete(ticket);
    if (this.#waiting.size > 0) return;
    for (const done of this.#idle.splice(0)) done();
  }

  /** Sends again what has waited too long for an answer, and all behind it. */
  #look(): void {
    if (!this.#bus.connected || this.#waiting.size === 0) return;
    const now = performance.now();
    const flying = firstFlying(this.#waiting.values());
    // What was refused is tried again once nothing else is under way.
    const due =
      this.#due ||
      (flying === undefined
        ? now >= this.#sentAgainMs + RETRY_MS
        : now >= flying.sentMs + (this.#options.answerMs ?? ANSWER_MS));
    if (due) void this.#sendAgain();
  }

  /** Sends all that waits, in order. */
  async #sendAgain(): Promise<void> {
    this.#due = this.#waiting.size > 0;
    if (!this.#due || this.#asking) return;
    this.#holding = true;
    this.#asking = true;
    try {
      if (this.#mayBeForgotten()) await this.#askForStored();
    } catch {
      return; // asked again at the next look
    } finally {
      this.#asking = false;
      this.#sentAgainMs = performance.now();
    }
    if (!this.#bus.connected || this.#closed) return;
    this.#due = false;
    this.#holding = false;
    for (const [ticket, waiting] of this.#waiting) this.#send(ticket, waiting);
  }

  /** Whether the stream may have forgotten the ids of what it stored of this. */
  #mayBeForgotten(): boolean {
    const safeMs = (this.#options.duplicateWindowMs ?? WINDOW_MS) / 2;
    const now = performance.now();
    for (const { firstSentMs } of this.#waiting.values()) {
      if (firstSentMs > 0 && now - firstSentMs > safeMs) return true;
    }
    return false;
  }

  /**
   * Finds what was stored although no answer came, by the last message of each subject. Messages of
   * a subject are stored in their order, so that all before it were, too.
   */
  async #askForStored(): Promise<void> {
    const subjects = new Set([...this.#waiting.values()].map(({ subject }) => subject));
    for (const subject of subjects) {
      const last = await lastStored(this.#bus, this.#options.stream, subject);
      const found = [...this.#waiting].findLast(
        ([, waiting]) => waiting.subject === subject && waiting.messageId === last?.messageId,
      );
      if (found === undefined || last === undefined) continue;
      for (const [ticket, waiting] of this.#waiting) {
        if (waiting.subject === subject && ticket <= found[0] && !waiting.refused) {
          this.#stored(ticket, last.sequence, true);
        }
      }
    }
  }
}

function firstFlying(waiting: Iterable<Waiting>): Waiting | undefined {
  for (const one of waiting) if (one.sentMs > 0 && !one.refused) return one;
  return undefined;
}

async function lastStored(
  bus: Bus,
  stream: string,
  subject: string,
): Promise<{ messageId: string; sequence: number } | undefined> {
  try {
    const { message } = await askJetStream<{ message: { seq: number; hdrs?: string } }>(
      bus,
      `STREAM.MSG.GET.${stream}`,
      { last_by_subj: subject },
    );
    const text = Buffer.from(message.hdrs ?? "", "base64").toString();
    const messageId = /^Nats-Msg-Id: *(.*?)\r?$/im.exec(text)?.[1] ?? "";
    return { messageId, sequence: message.seq };
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "absent") return undefined;
    throw error;
  }
}
