import type { OrderRow } from "../result/result.ts";
import { type OrderTimeline, REQUESTED } from "../result/order-timeline.ts";
import { parseRateLimit, type RateLimit, type VenueRulesSpec } from "../rules/venue-rules.ts";

const DAY_NS = 86_400_000_000_000n;

/** A request by the time at which it was sent, and what shares a count with it. */
interface Request {
  readonly atNs: number;
  readonly kind: number;
  readonly instrument: string;
  readonly account: string;
}

/** How far the requests of a run went toward the rate limits of one market of a venue. */
export class RateUse {
  readonly #limits: readonly RateLimit[];
  readonly #requests: readonly Request[];
  readonly #sinceMidnightNs: number;

  constructor(options: {
    rules: VenueRulesSpec;
    /** Of the instruments of that market. */
    timelines: readonly OrderTimeline[];
    orderOf: (orderId: number) => OrderRow | undefined;
    startNs: bigint;
  }) {
    const { rules, timelines, orderOf } = options;
    const at = `rules ${rules.venue} ${rules.market}`;
    this.#limits = rules.rates.map((rate, i) => parseRateLimit(rate, `${at} rates.${i}`));
    this.#sinceMidnightNs = Number(options.startNs % DAY_NS);
    this.#requests = timelines
      .flatMap((timeline) => requestsOf(timeline, orderOf))
      .toSorted((a, b) => a.atNs - b.atNs);
  }

  /**
   * The largest weight that was sent within a window of each limit, as a share of it. Limits that
   * instruments share are those of all of them. Above 1, the venue refused requests.
   */
  peaks(instrument: string): { readonly name: string; readonly peakShare: number }[] {
    return this.#limits.map((limit) => {
      const counted = new Map<string, Request[]>();
      for (const request of this.#requests) {
        if (weightOf(limit, request.kind) === 0) continue;
        if (limit.scope === "instrument" && request.instrument !== instrument) continue;
        const key = limit.scope === "ip" ? "" : request.account;
        const known = counted.get(key);
        if (known) known.push(request);
        else counted.set(key, [request]);
      }
      const peaks = [...counted.values()].map((requests) => this.#peak(limit, requests));
      return { name: limit.name, peakShare: Math.max(0, ...peaks) / limit.limit };
    });
  }

  #peak(limit: RateLimit, requests: readonly Request[]): number {
    const windowOf = ({ atNs }: Request): number =>
      Math.floor((atNs + this.#sinceMidnightNs) / limit.windowNs);
    let used = 0;
    let peak = 0;
    let oldest = 0;
    for (const request of requests) {
      for (; oldest < requests.length; oldest++) {
        const first = requests[oldest]!;
        const past = limit.fixed
          ? windowOf(first) < windowOf(request)
          : first.atNs <= request.atNs - limit.windowNs;
        if (!past) break;
        used -= weightOf(limit, first.kind);
      }
      used += weightOf(limit, request.kind);
      peak = Math.max(peak, used);
    }
    return peak;
  }
}

function requestsOf(
  { instrument, requests }: OrderTimeline,
  orderOf: (orderId: number) => OrderRow | undefined,
): Request[] {
  const { kind, orderId, localNs } = requests;
  return Array.from(kind, (what, i) => {
    const account = orderOf(orderId[i]!)?.account ?? "";
    return { atNs: localNs[i]!, kind: what, instrument, account };
  });
}

function weightOf(limit: RateLimit, kind: number): number {
  if (kind === REQUESTED.submit) return limit.place;
  return kind === REQUESTED.amend ? limit.amend : limit.cancel;
}
