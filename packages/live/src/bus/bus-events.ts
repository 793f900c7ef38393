import { DebugEvents, Events, type NatsConnection, type Status } from "nats";
import type { BusEvent } from "./bus-event.ts";

type Listener = (event: BusEvent) => void;

const LOOK_MS = 100;
// A process that is away for longer than this, with messages coming, reads too slowly.
const STALL_MS = 1000;

/** The events of a connection, told to any number of listeners, and whether it is up. */
export class BusEvents {
  connected = true;
  readonly #connection: NatsConnection;
  readonly #listeners = new Set<Listener>();
  #watch: NodeJS.Timeout | undefined;
  #lookedMs = 0;
  #received = 0;
  #stalledMs = 0;

  constructor(connection: NatsConnection) {
    this.#connection = connection;
  }

  start(): void {
    this.#told({ kind: "connected", ...this.#server(), again: false });
    this.#lookedMs = performance.now();
    this.#watch = setInterval(() => this.#look(), LOOK_MS);
    this.#watch.unref();
    void this.#follow();
  }

  listen(listener: Listener): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  async #follow(): Promise<void> {
    for await (const status of this.#connection.status()) {
      const event = this.#eventOf(status);
      if (event !== undefined) this.#told(event);
    }
    this.connected = false;
    clearInterval(this.#watch);
    this.#told({ kind: "closed" });
  }

  #eventOf(status: Status): BusEvent | undefined {
    switch (status.type) {
      case Events.Disconnect:
        this.connected = false;
        return { kind: "disconnected", server: textOf(status) };
      case Events.Reconnect:
        this.connected = true;
        return { kind: "connected", ...this.#server(), again: true };
      case Events.LDM:
        return { kind: "leaving", server: textOf(status) };
      case Events.Error:
        return errorEvent(status);
      case Events.Update:
      case DebugEvents.Reconnecting:
      case DebugEvents.PingTimer:
      case DebugEvents.StaleConnection:
      case DebugEvents.ClientInitiatedReconnect:
        return undefined;
      default:
        return undefined;
    }
  }

  /**
   * Notices that this process was away, as its own timers came late, while messages came: those are
   * read only after the first look that is late.
   */
  #look(): void {
    const now = performance.now();
    const lateMs = now - this.#lookedMs - LOOK_MS;
    this.#lookedMs = now;
    const { inMsgs } = this.#connection.stats();
    const came = inMsgs > this.#received;
    this.#received = inMsgs;
    if (lateMs > STALL_MS) {
      this.#stalledMs = lateMs;
      return;
    }
    const stalledMs = this.#stalledMs;
    this.#stalledMs = 0;
    if (stalledMs > 0 && came) this.#told({ kind: "slow", stalledMs });
  }

  #server(): { server: string; version: string } {
    return {
      server: this.#connection.getServer(),
      version: this.#connection.info?.version ?? "unknown",
    };
  }

  #told(event: BusEvent): void {
    for (const listener of this.#listeners) listener(event);
  }
}

function errorEvent(status: Status): BusEvent {
  const code = textOf(status);
  const { permissionContext } = status;
  if (permissionContext === undefined) return { kind: "error", code };
  const { operation, subject } = permissionContext;
  return { kind: "forbidden", operation, subject };
}

function textOf({ data }: Status): string {
  return typeof data === "string" ? data : JSON.stringify(data);
}
