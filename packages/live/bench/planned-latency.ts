import * as hdr from "hdr-histogram-js";

const WINDOW_NS = 100e6;

/**
 * Latencies that count from planned times, and beside all of them the p99 of each tenth of a second:
 * the median of those tells what holds between two stalls of the machine, where the p99 of all tells
 * how many stalls there were.
 */
export class PlannedLatency {
  readonly #all = histogram();
  readonly #window = histogram();
  readonly #p99s: number[] = [];
  #windowEndNs = 0;

  get count(): number {
    return this.#all.totalCount;
  }

  /** Planned times never go back. */
  record(plannedNs: number, nowNs: number): void {
    if (plannedNs >= this.#windowEndNs) this.#nextWindow(plannedNs);
    const ns = Math.max(1, nowNs - plannedNs);
    this.#all.recordValue(ns);
    this.#window.recordValue(ns);
  }

  reset(): void {
    this.#all.reset();
    this.#window.reset();
    this.#p99s.length = 0;
    this.#windowEndNs = 0;
  }

  /** p50, p99, p99.9 and the largest. */
  percentilesUs(): number[] {
    return [50, 99, 99.9, 100].map((p) => this.#all.getValueAtPercentile(p) / 1000);
  }

  /** The p99 of the median tenth of a second. */
  typicalP99Us(): number {
    const sorted = this.#p99s.toSorted((a, b) => a - b);
    return (sorted[Math.floor(sorted.length / 2)] ?? Number.NaN) / 1000;
  }

  #nextWindow(plannedNs: number): void {
    if (this.#window.totalCount > 0) this.#p99s.push(this.#window.getValueAtPercentile(99));
    this.#window.reset();
    this.#windowEndNs = plannedNs + WINDOW_NS;
  }
}

function histogram(): hdr.Histogram {
  return hdr.build({ lowestDiscernibleValue: 1, highestTrackableValue: 1e10 });
}
