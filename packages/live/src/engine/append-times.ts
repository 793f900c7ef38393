import type { AppendMeter } from "../journal/journal-writer.ts";
import type { LatencyLog } from "./latency-log.ts";

/** How long each record of a journal takes, its payload included. */
export class AppendTimes implements AppendMeter {
  readonly #latencies: LatencyLog;
  // Kept, so that the clock is read while the host's is closed to a strategy.
  readonly #now: () => number = performance.now.bind(performance);
  #begunMs = 0;

  constructor(latencies: LatencyLog) {
    this.#latencies = latencies;
  }

  begun(): void {
    this.#begunMs = this.#now();
  }

  committed(): void {
    this.#latencies.journalAppend((this.#now() - this.#begunMs) * 1e6);
  }
}
