import { ConfigError, formatDuration, parseDuration, Prng } from "@mexoms/core";
import { type Delay, type DelaySpec, parseDelay } from "./delay.ts";
import type {
  AnswerKind,
  LatencyModel,
  LatencyStart,
  OrderLatency,
  RequestKind,
} from "./latency-model.ts";

/** Latency of orders by kind of message, as it stands in files. */
export interface LatencySpec {
  /** From sending a new order to its arrival. */
  readonly place: DelaySpec;
  /** As place unless given. */
  readonly amend?: DelaySpec | undefined;
  /** As place unless given. */
  readonly cancel?: DelaySpec | undefined;
  /** From the venue's answer to a request to its arrival. */
  readonly response: DelaySpec;
  /** Of news of fills; as response unless given. */
  readonly fill?: DelaySpec | undefined;
  /** Of market data, on top of the recorded one. */
  readonly feed?: DelaySpec | undefined;
  /**
   * The venue handles the requests of a connection one after another: each takes `each`, and
   * `perThousandRows` more for every thousand market rows a second that the instrument has.
   */
  readonly service?: { readonly each: string; readonly perThousandRows: string } | undefined;
  /**
   * "one": all requests of an account on one connection, all news on another; nothing overtakes.
   * "by-kind": each kind on a connection of its own, so that a cancel can overtake an order.
   */
  readonly connections: "one" | "by-kind";
}

const KINDS = ["place", "amend", "cancel"] as const;
/** Streams of random numbers of a run's connections begin here; those below are of strategies. */
const FIRST_STREAM = 1_000;
const STREAMS = 10;

/** Latency by kind of message. Throws ConfigError that names the field. */
export function latencyByKind(spec: LatencySpec): LatencyModel {
  const entries = KINDS.map((kind) => parseDelay(spec[kind] ?? spec.place, `latency ${kind}`));
  const response = parseDelay(spec.response, "latency response");
  const fill = parseDelay(spec.fill ?? spec.response, "latency fill");
  const feed = spec.feed === undefined ? undefined : parseDelay(spec.feed, "latency feed");
  const eachNs = spec.service && parseDuration(spec.service.each, "latency service.each");
  const moreNs =
    spec.service && parseDuration(spec.service.perThousandRows, "latency service.perThousandRows");
  if (spec.connections !== "one" && spec.connections !== "by-kind") {
    throw new ConfigError(
      "latency connections",
      `"${String(spec.connections)}" is not one or by-kind`,
    );
  }
  const parts = [
    ...KINDS.map((kind, i) => `${kind} ${entries[i]!.text}`),
    `response ${response.text}`,
    `fill ${fill.text}`,
    ...(feed === undefined ? [] : [`feed +${feed.text}`]),
    ...(eachNs === undefined || moreNs === undefined
      ? []
      : [`service ${formatDuration(eachNs)} +${formatDuration(moreNs)}/krow`]),
    ...(spec.connections === "by-kind" ? ["connections by kind"] : []),
  ];
  return {
    name: parts.join(", "),
    feed,
    from: (start): OrderLatency => {
      const latency = new LatencyByKind(entries, response, fill, start);
      const separate = spec.connections === "by-kind";
      if (eachNs === undefined || moreNs === undefined) return Object.assign(latency, { separate });
      const serviceNs = (rowsPerSecond: number): number =>
        eachNs + Math.trunc((rowsPerSecond / 1000) * moreNs);
      return Object.assign(latency, { separate, serviceNs });
    },
  };
}

class LatencyByKind implements OrderLatency {
  readonly #entries: readonly Delay[];
  readonly #response: Delay;
  readonly #fill: Delay;
  /** Each kind has numbers of its own: another cancel does not change what orders draw. */
  readonly #random: readonly Prng[];

  constructor(entries: readonly Delay[], response: Delay, fill: Delay, start: LatencyStart) {
    this.#entries = entries;
    this.#response = response;
    this.#fill = fill;
    const first = FIRST_STREAM + start.connection * STREAMS;
    this.#random = Array.from({ length: 7 }, (_, i) => new Prng(start.seed, first + i));
  }

  entryNs(_nowNs: number, what: RequestKind): number {
    const kind = KINDS.indexOf(what);
    return this.#entries[kind]!.draw(this.#random[kind]!);
  }

  responseNs(_exchNs: number, what: AnswerKind): number {
    if (what === "fill") return this.#fill.draw(this.#random[6]!);
    return this.#response.draw(this.#random[3 + KINDS.indexOf(what)]!);
  }
}
