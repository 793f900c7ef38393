import { ConfigError, InvariantError } from "@mexoms/core";
import { connect, type ConnectionOptions, createInbox, ErrorCode, type Msg, NatsError } from "nats";
import type { NatsConnection } from "nats";
import { BusError, busError } from "./bus-error.ts";
import type { BusEvent } from "./bus-event.ts";
import { BusEvents } from "./bus-events.ts";
import { fileAuthenticator, roleOfFile } from "./credentials.ts";
import { KeyValue } from "./key-value.ts";
import { KEPT_ACTIONS } from "./nats-config.ts";
import { checkedUrl } from "./nats-at-hand.ts";
import { ObjectStore } from "./object-store.ts";
import type { Role } from "./roles.ts";
import { StreamPublisher, type StreamPublisherOptions } from "./stream-publisher.ts";
import type { StoredMessage } from "./stored-message.ts";
import { type ReplayOptions, StreamReplay } from "./stream-replay.ts";
import { WorkQueue, type WorkQueueOptions } from "./work-queue.ts";

export interface BusOptions {
  /** Address of a server, or several with commas between them; tls:// insists on TLS. */
  readonly url: string;
  /** What the server calls this connection. */
  readonly name: string;
  /** File of an nkey seed, a .creds file, or one line user:password. */
  readonly credentials?: string | undefined;
  /** Files in PEM: who signs the server's certificate, and our own where the server asks for it. */
  readonly tls?:
    | { readonly caFile?: string; readonly certFile?: string; readonly keyFile?: string }
    | undefined;
  /**
   * Whose permissions this connection has: answers come to subjects that only its role may read.
   * Unless told it is what the file of credentials says, or none.
   */
  readonly role?: Role | undefined;
  readonly onEvent?: (event: BusEvent) => void;
  /** Keep trying when there is no server yet; otherwise that is an error. */
  readonly waitForServer?: boolean;
  /** Between two attempts to connect again. 250 unless told. */
  readonly reconnectMs?: number;
}

/** A message that came. `data` may be kept. */
export interface BusMessage {
  readonly subject: string;
  readonly data: Uint8Array;
  /** Answers whoever asked; false when nobody did, or the connection is down. */
  respond(data: Uint8Array): boolean;
}

export interface BusSubscription {
  /** No message comes after this. */
  stop(): void;
}

const CONNECT_MS = 5000;
const RECONNECT_MS = 250;
// A peer that vanished without a word is noticed within three pings.
const PING_MS = 10_000;

/** Connects to NATS. Throws ConfigError when nobody answers or the credentials are refused. */
export async function connectBus(options: BusOptions): Promise<Bus> {
  const servers = checkedUrl("nats", options.url)
    .split(",")
    .map((url) => url.trim());
  try {
    const { credentials } = options;
    const role = options.role ?? (credentials === undefined ? undefined : roleOfFile(credentials));
    const connection = await connect(connectionOptions(servers, { ...options, role }));
    return new Bus(connection, { ...options, role });
  } catch (error) {
    throw connectError(servers, error);
  }
}

/**
 * A connection to NATS. It connects again for ever, with the subscriptions it had. What goes over it
 * without a stream may get lost: `publish` says when the connection is down, not whether anybody
 * got it. Streams acknowledge: see `publisher`.
 */
export class Bus {
  /** For the other modules of this folder. */
  readonly connection: NatsConnection;
  /** What the subjects of answers begin with. For the other modules of this folder. */
  readonly inboxPrefix: string;
  readonly #events: BusEvents;

  constructor(connection: NatsConnection, options: BusOptions) {
    this.connection = connection;
    this.inboxPrefix = inboxPrefix(options.role);
    this.#events = new BusEvents(connection);
    if (options.onEvent !== undefined) this.#events.listen(options.onEvent);
    this.#events.start();
  }

  get connected(): boolean {
    return this.#events.connected;
  }

  /** Version of the server. */
  get serverVersion(): string {
    return this.connection.info?.version ?? "unknown";
  }

  /** Tells of events until the returned function is called. */
  listen(listener: (event: BusEvent) => void): () => void {
    return this.#events.listen(listener);
  }

  /**
   * Sends a message to whoever listens. False when the connection is down: it was not sent, and will
   * not be. The bytes must stay as they are until the next turn of the event loop.
   */
  publish(subject: string, data: Uint8Array): boolean {
    if (!this.connected) return false;
    this.connection.publish(subject, data);
    return true;
  }

  /** Calls `handler` for each message; with `queue`, one of the subscribers of that name gets it. */
  subscribe(
    subject: string,
    handler: (message: BusMessage) => void,
    { queue }: { readonly queue?: string } = {},
  ): BusSubscription {
    const subscription = this.connection.subscribe(subject, {
      ...(queue === undefined ? {} : { queue }),
      // Errors of a subscription are permissions, which come as events.
      callback: (error, message) => {
        if (error === null) handler(busMessage(this, message));
      },
    });
    return { stop: () => subscription.unsubscribe() };
  }

  /**
   * Asks and waits for one answer. Throws BusError: no-responders, timeout, forbidden, disconnected.
   * Not for subjects that a stream keeps: the stream answers those first, that it has the question.
   */
  async request(
    subject: string,
    data: Uint8Array,
    { timeoutMs }: { readonly timeoutMs: number },
  ): Promise<Uint8Array> {
    if ((KEPT_ACTIONS as readonly string[]).includes(subject.slice(0, subject.indexOf(".")))) {
      throw new InvariantError(`${subject} is kept by a stream, which would answer first`);
    }
    if (!this.connected) throw new BusError("disconnected", `${subject}: the connection is down`);
    try {
      return (await this.connection.request(subject, data, { timeout: timeoutMs })).data;
    } catch (error) {
      throw busError(subject, error);
    }
  }

  /**
   * Asks under a subject that a stream may keep, and takes every answer until it is stopped: the
   * stream's own comes first, that it has the question.
   */
  ask(subject: string, data: Uint8Array, handler: (message: BusMessage) => void): BusSubscription {
    const reply = createInbox(this.inboxPrefix);
    const answers = this.subscribe(reply, handler);
    this.connection.publish(subject, data, { reply });
    return answers;
  }

  /** Publishes to a stream: each message is acknowledged, or reported. */
  publisher(options: StreamPublisherOptions): StreamPublisher {
    return new StreamPublisher(this, options);
  }

  /** Messages of a stream, in its order. Throws BusError: absent, forbidden, timeout. */
  replay(options: ReplayOptions): AsyncGenerator<StoredMessage, void, undefined> {
    return new StreamReplay(this, options).messages();
  }

  /** A bucket that `mexoms nats setup` made. Throws BusError: absent, forbidden. */
  keyValue(bucket: string): Promise<KeyValue> {
    return KeyValue.open(this, bucket);
  }

  /** A bucket of objects that `mexoms nats setup` made. */
  objects(bucket: string): ObjectStore {
    return new ObjectStore(this, bucket);
  }

  /** Takes messages of a queue. */
  workQueue(options: WorkQueueOptions): WorkQueue {
    return new WorkQueue(this, options);
  }

  /** Waits until the server has got all that was published before. Throws BusError: disconnected. */
  async flush(): Promise<void> {
    try {
      await this.connection.flush();
    } catch (error) {
      throw busError("flush", error);
    }
  }

  /** Sends what is waiting, if there is a connection, and ends it. */
  async close(): Promise<void> {
    if (this.connected) await this.connection.drain();
    else await this.connection.close();
  }
}

function busMessage(bus: Bus, message: Msg): BusMessage {
  return {
    subject: message.subject,
    data: message.data,
    respond: (data) => bus.connected && message.respond(data),
  };
}

function connectionOptions(servers: readonly string[], options: BusOptions): ConnectionOptions {
  const secure = options.tls !== undefined || servers.some((url) => url.startsWith("tls://"));
  return {
    servers: [...servers],
    name: options.name,
    timeout: CONNECT_MS,
    pingInterval: PING_MS,
    maxReconnectAttempts: -1,
    reconnectTimeWait: options.reconnectMs ?? RECONNECT_MS,
    reconnectJitter: (options.reconnectMs ?? RECONNECT_MS) / 2,
    reconnectJitterTLS: options.reconnectMs ?? RECONNECT_MS,
    // Permissions may be mended while we run.
    ignoreAuthErrorAbort: true,
    waitOnFirstConnect: options.waitForServer === true,
    noAsyncTraces: true,
    inboxPrefix: inboxPrefix(options.role),
    ...(secure ? { tls: { ...options.tls } } : {}),
    ...(options.credentials === undefined
      ? {}
      : { authenticator: fileAuthenticator(options.credentials) }),
  };
}

/** Where answers to a role come: no other may read there. */
function inboxPrefix(role: Role | undefined): string {
  return role === undefined ? "_INBOX" : `_INBOX.${role}`;
}

const REFUSED: ReadonlySet<string> = new Set([
  ErrorCode.AuthorizationViolation,
  ErrorCode.BadAuthentication,
  ErrorCode.AuthenticationExpired,
  ErrorCode.AuthenticationTimeout,
  ErrorCode.AccountExpired,
]);

function connectError(servers: readonly string[], error: unknown): ConfigError {
  if (error instanceof ConfigError) return error;
  const where = servers.join(", ");
  const code = error instanceof NatsError ? error.code : (error as NodeJS.ErrnoException).code;
  if (code !== undefined && REFUSED.has(code)) {
    return new ConfigError(
      "nats",
      `${where} refuses these credentials; name the file of a user that it knows`,
    );
  }
  if (code === ErrorCode.ConnectionRefused || code === "ENOTFOUND" || code === ErrorCode.Timeout) {
    return new ConfigError("nats", `nobody answers at ${where}; "mexoms nats serve" starts one`);
  }
  return new ConfigError("nats", `${where}: ${error instanceof Error ? error.message : "failed"}`);
}
