import type { Agent } from "../agent.ts";
import { MonoClock } from "../clock/mono-clock.ts";
import type { EngineLook, EngineView } from "../engine/engine-state.ts";
import type { BusStatus, JournalStatus, SessionStatus, StatusRates } from "./session-status.ts";
import { StatusWriter } from "./status-writer.ts";

const RATE_WINDOW_MS = 1000;
/** Share of the machine's time that publishing may take. */
const SHARE = 0.002;
/** Even a page that costs more appears after this. */
const LATEST_MS = 2000;

export interface StatusPublisherOptions {
  readonly file: string;
  readonly mode: string;
  readonly look: EngineLook;
  readonly journal: () => JournalStatus;
  readonly bus: () => BusStatus;
  /** Machine time between two publications, at least. */
  readonly everyMs: number;
  /** Room for one status, in bytes: a multiple of 8. 64 KiB holds about 200 open orders. */
  readonly room: number;
}

/**
 * Publishes an engine's status page a few times a second. What it costs is bounded: when an engine
 * has so much to show that it took long, the next one comes later, up to two seconds, so that it does
 * not take more than a five-hundredth of the time; what finds no room is left out and counted.
 */
export class StatusPublisher implements Agent {
  readonly role = "status page";
  readonly #options: StatusPublisherOptions;
  readonly #clock: MonoClock = new MonoClock();
  readonly #writer: StatusWriter;
  readonly #base = { ms: -1, rows: 0, requests: 0, fills: 0 };
  #rates: StatusRates = { rows: 0, requests: 0, fills: 0 };
  #dueMs = Number.NEGATIVE_INFINITY;

  constructor(options: StatusPublisherOptions) {
    this.#options = options;
    this.#writer = new StatusWriter(options.file, { room: options.room, clock: this.#clock });
  }

  doWork(): number {
    const nowMs = this.#machineMs();
    if (nowMs < this.#dueMs) return 0;
    this.publish(nowMs);
    const tookMs = this.#machineMs() - nowMs;
    const { everyMs } = this.#options;
    this.#dueMs = nowMs + Math.max(everyMs, Math.min(tookMs / SHARE, LATEST_MS));
    return 1;
  }

  /** Publishes now, due or not. `nowMs` is machine time, for the rates. */
  publish(nowMs: number = this.#machineMs()): void {
    const engine = this.#options.look.view();
    this.#count(engine, nowMs);
    if (this.#writer.publish(this.#text(engine, 0))) return;
    for (let left = 1; left < engine.openOrders.length; left *= 2) {
      const fewer = { ...engine, openOrders: engine.openOrders.slice(left) };
      if (this.#writer.publish(this.#text(fewer, left))) return;
    }
    const none = { ...engine, openOrders: [] };
    if (this.#writer.publish(this.#text(none, engine.openOrders.length))) return;
    // The rest is bounded by the number of instruments. An older page that says its age is better
    // than an engine that stops because it cannot be shown.
  }

  /** Publishes once more; the page stays, and says that the engine has ended. */
  close(): void {
    this.publish();
    this.#writer.close();
  }

  #machineMs(): number {
    return this.#clock.read() / 1e6;
  }

  #text(engine: EngineView, ordersLeftOut: number): string {
    const { mode, journal, bus } = this.#options;
    const status: SessionStatus = {
      version: 1,
      mode,
      engine,
      rates: this.#rates,
      journal: journal(),
      bus: bus(),
      ordersLeftOut,
    };
    return JSON.stringify(status);
  }

  #count({ counts }: EngineView, nowMs: number): void {
    const base = this.#base;
    const { rows, requests, fills } = counts;
    const seconds = (nowMs - base.ms) / 1000;
    if (base.ms >= 0 && seconds * 1000 < RATE_WINDOW_MS) return;
    if (base.ms >= 0) {
      this.#rates = {
        rows: (rows - base.rows) / seconds,
        requests: (requests - base.requests) / seconds,
        fills: (fills - base.fills) / seconds,
      };
    }
    Object.assign(base, { ms: nowMs, rows, requests, fills });
  }
}
