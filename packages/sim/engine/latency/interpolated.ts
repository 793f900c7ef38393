import { ConfigError } from "@mexoms/core";
import type { AnswerKind, LatencyModel, OrderLatency } from "./latency-model.ts";

/** One measured round trip, in nanoseconds since 1970. exchNs 0: the request never arrived. */
export interface RoundTrip {
  readonly requestNs: bigint;
  readonly exchNs: bigint;
  readonly responseNs: bigint;
}

/** Histories of round trips by what was asked for; kinds without one are as "place". */
export interface RoundTripsByKind {
  readonly place: readonly RoundTrip[];
  readonly amend?: readonly RoundTrip[] | undefined;
  readonly cancel?: readonly RoundTrip[] | undefined;
}

/**
 * As interpolatedLatency, with a history for each kind of request; news of fills take as long as
 * answers to orders. Throws ConfigError.
 */
export function interpolatedByKind(histories: RoundTripsByKind, digest: string): LatencyModel {
  const { place, amend = place, cancel = place } = histories;
  const models = [place, amend, cancel].map((history) => interpolatedLatency(history, digest));
  const counts = [place, amend, cancel].map((history) => history.length).join("/");
  return {
    name: `interpolated ${counts} round trips by kind ${digest.slice(0, 16)}`,
    from: (start) => {
      const [orders, amends, cancels] = models.map((model) => model.from(start));
      const of = (what: AnswerKind): OrderLatency =>
        what === "amend" ? amends! : what === "cancel" ? cancels! : orders!;
      return {
        entryNs: (nowNs, what) => of(what).entryNs(nowNs, what),
        responseNs: (exchNs, what) => of(what).responseNs(exchNs, what),
      };
    },
  };
}

/**
 * Latency from a history of round trips in order of time, linear in between and constant outside.
 * `digest` identifies the history in the run's record. Throws ConfigError when requests overtake
 * each other: both times of the history must go forward.
 */
export function interpolatedLatency(history: readonly RoundTrip[], digest: string): LatencyModel {
  if (history.length === 0) throw new ConfigError("latency", "the history has no round trips");
  let arrivedNs = 0n;
  for (let i = 0; i < history.length; i++) {
    const { requestNs, exchNs, responseNs } = history[i]!;
    const lost = exchNs <= 0n;
    if (responseNs < requestNs || (!lost && (exchNs < requestNs || responseNs < exchNs))) {
      throw new ConfigError("latency", `round trip ${i + 1} ends before it begins`);
    }
    if (i > 0 && requestNs <= history[i - 1]!.requestNs) {
      throw new ConfigError("latency", `round trip ${i + 1} is not later than the one before it`);
    }
    if (!lost && exchNs < arrivedNs) {
      throw new ConfigError("latency", `round trip ${i + 1} arrived before the one before it`);
    }
    if (!lost) arrivedNs = exchNs;
  }
  return {
    name: `interpolated ${history.length} round trips ${digest.slice(0, 16)}`,
    from: ({ epochNs }) => new InterpolatedLatency(history, epochNs),
  };
}

class InterpolatedLatency implements OrderLatency {
  readonly #requests: Table;
  readonly #responses: Table;
  /** Whether the request of that row never arrived. */
  readonly #lost: boolean[];

  constructor(history: readonly RoundTrip[], epochNs: bigint) {
    const relative = (ns: bigint): number => Number(ns - epochNs);
    this.#lost = history.map((row) => row.exchNs <= 0n);
    this.#requests = new Table(
      history.map((row) => relative(row.requestNs)),
      history.map((row) =>
        Number((row.exchNs <= 0n ? row.responseNs : row.exchNs) - row.requestNs),
      ),
    );
    // Requests that never arrived have no place on the axis of arrivals.
    const arrived = history.filter((row) => row.exchNs > 0n);
    this.#responses = new Table(
      arrived.map((row) => relative(row.exchNs)),
      arrived.map((row) => Number(row.responseNs - row.exchNs)),
    );
  }

  entryNs(nowNs: number): number {
    const row = this.#requests.rowBefore(nowNs);
    const latency = this.#requests.at(nowNs, row);
    const lost =
      (this.#lost[Math.max(row, 0)] ?? false) ||
      (row >= 0 && row + 1 < this.#lost.length && this.#lost[row + 1]!);
    // At least one, so that what is lost cannot arrive at once.
    return lost ? -Math.max(1, latency) : latency;
  }

  responseNs(exchNs: number): number {
    return this.#responses.at(exchNs, this.#responses.rowBefore(exchNs));
  }
}

/** y as a function of x: linear between rows (rounded toward the earlier row), constant outside. */
class Table {
  readonly #x: readonly number[];
  readonly #y: readonly number[];
  #last = 0;

  constructor(x: readonly number[], y: readonly number[]) {
    this.#x = x;
    this.#y = y;
  }

  /** Number of the last row at or before `t`, -1 when there is none. */
  rowBefore(t: number): number {
    const x = this.#x;
    let low = this.#last; // time mostly goes forward by less than a row
    if (low >= x.length || x[low]! > t) low = 0;
    let step = 1;
    while (low + step < x.length && x[low + step]! <= t) {
      low += step;
      step *= 2;
    }
    while (step > 0) {
      if (low + step < x.length && x[low + step]! <= t) low += step;
      step = step >> 1;
    }
    this.#last = low;
    return x.length > 0 && x[low]! <= t ? low : -1;
  }

  at(t: number, row: number): number {
    const x = this.#x;
    const y = this.#y;
    if (row < 0) return y[0] ?? 0;
    if (row + 1 >= x.length) return y[row]!;
    const slope = (y[row + 1]! - y[row]!) / (x[row + 1]! - x[row]!);
    return Math.trunc(slope * (t - x[row]!)) + y[row]!;
  }
}
