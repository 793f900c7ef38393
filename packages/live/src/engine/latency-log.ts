import { build, type Histogram } from "hdr-histogram-js";
import type { LatencyView } from "./engine-state.ts";

const MAX_NS = 60_000_000_000;

/** Latencies of an engine in nanoseconds of the machine's time. Recording allocates nothing. */
export class LatencyLog {
  readonly #rowToIntent: Histogram = histogram();
  readonly #intentToGateway: Histogram = histogram();
  readonly #requestToAnswer: Histogram = histogram();
  readonly #journalAppend: Histogram = histogram();

  /** From the time the feed had a row to the first request that followed from it. */
  rowToIntent(ns: number): void {
    this.#rowToIntent.recordValue(bounded(ns));
  }

  /** From the strategy's wish, through risk and journal, to its bytes at the gateway. */
  intentToGateway(ns: number): void {
    this.#intentToGateway.recordValue(bounded(ns));
  }

  requestToAnswer(ns: number): void {
    this.#requestToAnswer.recordValue(bounded(ns));
  }

  /** Forgets what was recorded: what follows is counted alone. */
  reset(): void {
    for (const of of [this.#rowToIntent, this.#intentToGateway, this.#requestToAnswer]) of.reset();
  }

  /** From the begin of a record until it is part of the journal. */
  journalAppend(ns: number): void {
    this.#journalAppend.recordValue(bounded(ns));
  }

  /** Of appends to the journal, which are no part of `views`. */
  get append(): Omit<LatencyView, "name"> {
    return percentiles(this.#journalAppend);
  }

  views(): LatencyView[] {
    return [
      viewOf("row-to-intent", this.#rowToIntent),
      viewOf("intent-to-gateway", this.#intentToGateway),
      viewOf("request-to-answer", this.#requestToAnswer),
    ];
  }
}

function histogram(): Histogram {
  return build({
    lowestDiscernibleValue: 1,
    highestTrackableValue: MAX_NS,
    numberOfSignificantValueDigits: 2,
  });
}

function bounded(ns: number): number {
  return Math.min(Math.max(1, Math.floor(ns)), MAX_NS);
}

function viewOf(name: LatencyView["name"], of: Histogram): LatencyView {
  return { name, ...percentiles(of) };
}

function percentiles(of: Histogram): Omit<LatencyView, "name"> {
  return {
    count: of.totalCount,
    p50Ns: of.getValueAtPercentile(50),
    p99Ns: of.getValueAtPercentile(99),
    p999Ns: of.getValueAtPercentile(99.9),
    maxNs: of.totalCount === 0 ? 0 : of.maxValue,
  };
}
