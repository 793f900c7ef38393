import { ConfigError, parseDuration, type SelfTradeMode } from "@mexoms/core";

/** A limit on how often requests may come, as it stands in files. */
export interface RateLimitSpec {
  readonly name: string;
  /** What shares one count: all that comes from us, one account, or one instrument of an account. */
  readonly scope: "ip" | "account" | "instrument";
  /** Weight of each kind of request; those not named count nothing. */
  readonly weights: {
    readonly place?: number | undefined;
    readonly amend?: number | undefined;
    readonly cancel?: number | undefined;
  };
  readonly limit: number;
  /** Length of time with its unit, for example "10s". */
  readonly window: string;
  /** fixed: counts start anew at whole windows of UTC. sliding: over the time just past. */
  readonly kind: "fixed" | "sliding";
}

/** How far a price may lie from the middle of the book: multiples of it, as decimal text. */
export interface PriceBandSpec {
  readonly buyUp: string;
  readonly buyDown: string;
  readonly sellUp: string;
  readonly sellDown: string;
  /** What becomes of an order outside; "adjust" moves its price to the band's edge. */
  readonly breach: "reject" | "adjust";
}

/** The rules of one market of a venue, as they stand in files. */
export interface VenueRulesSpec {
  readonly venue: string;
  readonly market: string;
  /** When and where the rules were read. */
  readonly asOf: string;
  /** keeps-place: for the same price and no larger size. requeues: always to the back. */
  readonly amend: "keeps-place" | "requeues" | "refused";
  readonly postOnly: "expired" | "rejected";
  readonly selfTrade: {
    readonly modes: readonly SelfTradeMode[];
    readonly default: SelfTradeMode;
  };
  readonly rates: readonly RateLimitSpec[];
  readonly openOrders: {
    readonly perInstrument?: number | undefined;
    readonly perAccount?: number | undefined;
  };
  readonly priceBand?: PriceBandSpec | undefined;
  /** Largest size of a market order, by symbol, as decimal text. */
  readonly marketMaxQty?: Readonly<Record<string, string>> | undefined;
  /** Price bands of single symbols, in place of the market's. */
  readonly priceBands?: Readonly<Record<string, PriceBandSpec>> | undefined;
}

/** A rate limit with its window in nanoseconds. */
export interface RateLimit {
  readonly name: string;
  readonly scope: RateLimitSpec["scope"];
  readonly place: number;
  readonly amend: number;
  readonly cancel: number;
  readonly limit: number;
  readonly windowNs: number;
  readonly fixed: boolean;
}

/** Reads a rate limit. Throws ConfigError that names the field. */
export function parseRateLimit(spec: RateLimitSpec, field: string): RateLimit {
  const windowNs = parseDuration(spec.window, `${field} window`);
  const { place = 0, amend = 0, cancel = 0 } = spec.weights;
  for (const [name, count] of Object.entries({ place, amend, cancel, limit: spec.limit })) {
    if (Number.isSafeInteger(count) && count >= 0) continue;
    throw new ConfigError(`${field} ${name}`, `${count} is not a whole number such as 1`);
  }
  if (windowNs <= 0) throw new ConfigError(`${field} window`, "must be above zero, such as 10s");
  const { name, scope, limit, kind } = spec;
  return { name, scope, place, amend, cancel, limit, windowNs, fixed: kind === "fixed" };
}
