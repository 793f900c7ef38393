import { formatDuration } from "@mexoms/core";
import type { LatencyModel, OrderLatency } from "@mexoms/sim/engine";
import type { SentRequestTime } from "./request-arrivals.ts";

/** When answers that a venue gave at one time reached us, in their order. */
export type ArrivalsByExchNs = ReadonlyMap<number, readonly number[]>;

/**
 * The latency that every single request and answer of a session had. Whoever asks for one that the
 * session did not have, has gone another way: that is noted.
 */
export class RecordedLatency implements LatencyModel, OrderLatency {
  readonly name: string;
  readonly ofEach = true;
  readonly separate = true;
  /** The first thing that the session did not have, in words; undefined while there is none. */
  strange: string | undefined = undefined;
  readonly #endNs: number;
  readonly #requests: ReadonlyMap<number, readonly SentRequestTime[]>;
  readonly #answers: ArrivalsByExchNs;
  readonly #asked: Map<number, number> = new Map();
  readonly #told: Map<number, number> = new Map();

  constructor(options: {
    name: string;
    /** What was not answered arrives after it. */
    endNs: number;
    requests: readonly SentRequestTime[];
    answers: ArrivalsByExchNs;
  }) {
    this.name = options.name;
    this.#endNs = options.endNs;
    const requests = new Map<number, SentRequestTime[]>();
    for (const request of options.requests) {
      const known = requests.get(request.sentNs);
      if (known === undefined) requests.set(request.sentNs, [request]);
      else known.push(request);
    }
    this.#requests = requests;
    this.#answers = options.answers;
  }

  from(): OrderLatency {
    return this;
  }

  entryNs(nowNs: number): number {
    const at = next(this.#asked, nowNs);
    const request = this.#requests.get(nowNs)?.[at];
    if (request === undefined) this.#note("sends a request", nowNs, at);
    if (request?.lost === true) return nowNs - request.arrivedNs;
    const arrivedNs =
      request === undefined || request.arrivedNs < 0 ? this.#endNs + 1 : request.arrivedNs;
    return Math.max(0, arrivedNs - nowNs);
  }

  responseNs(exchNs: number): number {
    const at = next(this.#told, exchNs);
    const arrivedNs = this.#answers.get(exchNs)?.[at];
    if (arrivedNs === undefined) {
      // Answers that were under way when the session ended never reached it.
      if (exchNs <= this.#endNs) this.#note("is answered", exchNs, at);
      return Math.max(0, this.#endNs + 1 - exchNs);
    }
    return arrivedNs - exchNs;
  }

  #note(what: string, nowNs: number, at: number): void {
    const had = at === 0 ? "nothing" : `only ${at}`;
    this.strange ??= `the backtest ${what} at ${formatDuration(nowNs)}, where the session had ${had}`;
  }
}

/** How often a time was asked for before. */
function next(counts: Map<number, number>, ns: number): number {
  const at = counts.get(ns) ?? 0;
  counts.set(ns, at + 1);
  return at;
}
