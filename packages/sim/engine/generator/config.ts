import { ConfigError } from "@mexoms/core";
import type { Instrument } from "@mexoms/core";

/** Jumps of the common factor. */
export interface JumpConfig {
  /** Mean number of jumps an hour. */
  readonly perHour: number;
  /** The part of the factor's variance that is due to jumps, from 0 to below 1. */
  readonly varianceShare: number;
}

/** Sizes of orders: decimal text in the instrument's size unit, and a Pareto tail. */
export interface OrderSize {
  readonly min: string;
  readonly max: string;
  /** Above 1; the smaller, the more large orders. */
  readonly tailExponent: number;
}

/** Orders of both sides together. Cancels and takers that answer a moved price come on top. */
export interface FlowConfig {
  readonly takesPerSecond: number;
  readonly placesPerSecond: number;
  readonly pullsPerSecond: number;
  /** How much of the flow is caused by earlier flow, from 0 (none) to below 1. */
  readonly clustering: number;
  /** Mean time from an order to those that it causes. */
  readonly memoryNs: number;
  /** Mean time that a quote on the wrong side of the efficient price stays. */
  readonly staleQuoteNs: number;
  /** The part of such quotes that is taken; the others are pulled. From 0 to 1. */
  readonly staleTakenShare: number;
  readonly takeSize: OrderSize;
  readonly placeSize: OrderSize;
}

/** Where quotes rest: some near the efficient price, the others in a hump away from it. */
export interface DepthConfig {
  /** Least distance of a new quote from the efficient price, in ticks. */
  readonly halfSpreadTicks: number;
  /** The part of new quotes that go within a few ticks of that, from 0 to 1. */
  readonly touchShare: number;
  /** Mean distance of the other quotes, in ticks. */
  readonly humpTicks: number;
  /** About how much rests on each side: decimal text in the instrument's size unit. */
  readonly sideQty: string;
}

/** Time from the venue to us: a floor and an exponentially distributed rest of mean `jitterNs`. */
export interface FeedLatency {
  readonly baseNs: number;
  readonly jitterNs: number;
}

/** One synthetic market. Every field decides the result, so none has a default. */
export interface MarketConfig {
  readonly instrument: Instrument;
  /** Decimal text on the instrument's tick grid. */
  readonly startPrice: string;
  /** Standard deviation of the log price over 365 days: 0.5 is 50 %. */
  readonly annualVolatility: number;
  /** Correlation of the efficient price's returns with the common factor, from -1 to 1. */
  readonly factorCorrelation: number;
  /** How much later than the common factor this market moves, in steps of 10 ms. */
  readonly factorLagNs: number;
  /** Time in which half of a deviation from the common factor is gone. */
  readonly ownHalfLifeNs: number;
  readonly flow: FlowConfig;
  readonly depth: DepthConfig;
  readonly latency: FeedLatency;
}

export interface GeneratorConfig {
  /** An integer from 0 to 2^53 - 1. */
  readonly seed: number;
  /** UTC, nanoseconds since 1970. */
  readonly startNs: bigint;
  /** A multiple of 10 ms, at most 24 hours. */
  readonly durationNs: number;
  readonly jumps: JumpConfig;
  readonly markets: readonly MarketConfig[];
}

const DAY_NS = 86_400e9;
export const MAX_LAG_NS: number = 60e9;
// So far from 0 and from the limit of 32 bits that no path of a day comes near either.
const MIN_TICKS_PER_HUMP = 100;
const MAX_START_TICKS = 2 ** 28;

/** Throws ConfigError naming the first field that is out of its range. */
export function checkConfig(config: GeneratorConfig): void {
  whole("seed", config.seed, 0, Number.MAX_SAFE_INTEGER);
  whole("durationNs", config.durationNs, 10e6, DAY_NS, 10e6);
  within("jumps.perHour", config.jumps.perHour, 0, 3600);
  within("jumps.varianceShare", config.jumps.varianceShare, 0, 0.99);
  if (config.markets.length === 0) throw new ConfigError("markets", "needs at least one market");
  const seen = new Set<string>();
  for (const market of config.markets) {
    const id = market.instrument.id;
    if (seen.has(id)) throw new ConfigError("markets", `${id} stands there twice`);
    seen.add(id);
    checkMarket(market, `markets ${id}`);
  }
}

function checkMarket(market: MarketConfig, at: string): void {
  const { instrument, flow, depth, latency } = market;
  within(`${at} annualVolatility`, market.annualVolatility, 0, 10);
  within(`${at} factorCorrelation`, market.factorCorrelation, -1, 1);
  whole(`${at} factorLagNs`, market.factorLagNs, 0, MAX_LAG_NS, 10e6);
  whole(`${at} ownHalfLifeNs`, market.ownHalfLifeNs, 10e6, DAY_NS);
  within(`${at} flow.takesPerSecond`, flow.takesPerSecond, 0, 1e4);
  within(`${at} flow.placesPerSecond`, flow.placesPerSecond, 0.1, 1e4);
  within(`${at} flow.pullsPerSecond`, flow.pullsPerSecond, 0.1, 1e4);
  within(`${at} flow.clustering`, flow.clustering, 0, 0.95);
  whole(`${at} flow.memoryNs`, flow.memoryNs, 1e6, 60e9);
  whole(`${at} flow.staleQuoteNs`, flow.staleQuoteNs, 1e6, 60e9);
  within(`${at} flow.staleTakenShare`, flow.staleTakenShare, 0, 1);
  checkSize(instrument, flow.takeSize, `${at} flow.takeSize`);
  checkSize(instrument, flow.placeSize, `${at} flow.placeSize`);
  within(`${at} depth.halfSpreadTicks`, depth.halfSpreadTicks, 0, 1000);
  within(`${at} depth.touchShare`, depth.touchShare, 0, 1);
  within(`${at} depth.humpTicks`, depth.humpTicks, 5, 1e4);
  const sideLots = instrument.qtyLots(depth.sideQty, `${at} depth.sideQty`);
  if (sideLots < 1) throw new ConfigError(`${at} depth.sideQty`, "must be above zero");
  const startTicks = instrument.priceTicks(market.startPrice, `${at} startPrice`);
  const minTicks = MIN_TICKS_PER_HUMP * (depth.humpTicks + depth.halfSpreadTicks);
  within(`${at} startPrice in ticks`, startTicks, minTicks, MAX_START_TICKS);
  whole(`${at} latency.baseNs`, latency.baseNs, 1, 60e9);
  within(`${at} latency.jitterNs`, latency.jitterNs, 0, 60e9);
}

function checkSize(instrument: Instrument, size: OrderSize, at: string): void {
  const minLots = instrument.qtyLots(size.min, `${at}.min`);
  const maxLots = instrument.qtyLots(size.max, `${at}.max`);
  if (minLots < 1) throw new ConfigError(`${at}.min`, "must be above zero");
  if (maxLots < minLots) throw new ConfigError(`${at}.max`, `is below min, ${size.min}`);
  within(`${at}.tailExponent`, size.tailExponent, 1.01, 100);
}

function within(field: string, value: number, min: number, max: number): void {
  if (value >= min && value <= max) return;
  throw new ConfigError(field, `${value} is not from ${min} to ${max}`);
}

function whole(field: string, value: number, min: number, max: number, step = 1): void {
  within(field, value, min, max);
  if (Number.isInteger(value) && value % step === 0) return;
  throw new ConfigError(field, `${value} is not a whole multiple of ${step}`);
}
