import type { KernelObserver } from "@mexoms/core/internal";
import type { LatencyLog } from "./latency-log.ts";

/** When a kernel wished for something, to measure how long it takes until that has left. */
export class IntentStamps implements KernelObserver {
  /** Session time at which the feed had the rows that are being applied; -1 for none. */
  rowNs = -1;
  #intentMs = 0;
  readonly #latencies: LatencyLog;
  readonly #clock: { read(): number };
  readonly #speed: number;
  readonly #next: KernelObserver;
  // Kept, so that the clock is read while the host's is closed to a strategy.
  readonly #now: () => number = performance.now.bind(performance);

  /** `next` sees everything too. */
  constructor(options: {
    latencies: LatencyLog;
    clock: { read(): number };
    speed: number;
    next: KernelObserver;
  }) {
    this.#latencies = options.latencies;
    this.#clock = options.clock;
    this.#speed = options.speed;
    this.#next = options.next;
  }

  intent(): void {
    this.#intentMs = this.#now();
  }

  cancelAll(): void {
    this.#intentMs = this.#now();
  }

  answer(): void {}

  explain(topic: string, text: string, nowNs: number): void {
    this.#next.explain(topic, text, nowNs);
  }

  /** A request was handed over. */
  handed(): void {
    this.#latencies.intentToGateway((this.#now() - this.#intentMs) * 1e6);
    if (this.rowNs < 0) return;
    this.#latencies.rowToIntent((this.#clock.read() - this.rowNs) / this.#speed);
    this.rowNs = -1;
  }

  /** A request was answered that was made at `askedNs`. */
  answered(askedNs: number, nowNs: number): void {
    this.#latencies.requestToAnswer((nowNs - askedNs) / this.#speed);
  }
}
