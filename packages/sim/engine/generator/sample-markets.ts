import { ConfigError, Instrument, parseTimestamp } from "@mexoms/core";
import type { FlowConfig, GeneratorConfig, MarketConfig } from "./config.ts";
import { generateMarkets } from "./generator.ts";
import type { GeneratedMarket } from "./generator.ts";
import { singleOrders } from "./single-orders.ts";

const NS_PER_MINUTE = 60e9;
const MAX_MINUTES = 1440;
const START_TIME = "2024-01-01T00:00:00Z";

/**
 * Three synthetic markets of one asset: a swap that leads, a spot market that follows 50 ms later
 * and an inverse swap that follows 100 ms later. About 5,000 rows a minute for the swap and less
 * for the others. Equal seeds and minutes give equal rows on every machine; a longer run starts
 * with the rows of a shorter one. Throws ConfigError when `minutes` is not from 1 to 1440.
 */
export function sampleMarkets(seed: number, minutes: number): GeneratedMarket[] {
  checkMinutes(minutes);
  return generateMarkets({ ...common(seed, minutes), markets: [swap(), spot(), inverse()] });
}

/**
 * One synthetic market order by order, synthetic:l3:BTCUSDT: a coarse tick, so that the spread is one
 * tick for most of the time and a place in the queue decides who trades.
 */
export function sampleOrderMarket(seed: number, minutes: number): GeneratedMarket {
  checkMinutes(minutes);
  const [market] = generateMarkets({ ...common(seed, minutes), markets: [coarse()] });
  return singleOrders(market!, { seed, snapshotOrders: 12 });
}

function checkMinutes(minutes: number): void {
  if (Number.isInteger(minutes) && minutes >= 1 && minutes <= MAX_MINUTES) return;
  throw new ConfigError("minutes", `${minutes} is not a whole number from 1 to ${MAX_MINUTES}`);
}

function common(seed: number, minutes: number): Omit<GeneratorConfig, "markets"> {
  return {
    seed,
    startNs: parseTimestamp(START_TIME, "start time"),
    durationNs: minutes * NS_PER_MINUTE,
    jumps: { perHour: 30, varianceShare: 0.2 },
  };
}

function swap(): MarketConfig {
  return {
    instrument: new Instrument({
      venue: "synthetic",
      market: "swap",
      symbol: "BTCUSDT",
      base: "BTC",
      quote: "USDT",
      payoff: "linear",
      contractSize: "1",
      tickSize: "0.5",
      lotSize: "0.001",
      makerFee: "2bps",
      takerFee: "5bps",
    }),
    startPrice: "60000",
    annualVolatility: 0.6,
    factorCorrelation: 0.95,
    factorLagNs: 0,
    ownHalfLifeNs: 60e9,
    flow: {
      ...commonFlow(),
      takesPerSecond: 2.5,
      placesPerSecond: 23,
      pullsPerSecond: 17,
      takeSize: { min: "0.01", max: "20", tailExponent: 1.1 },
      placeSize: { min: "0.02", max: "5", tailExponent: 1.5 },
    },
    depth: { halfSpreadTicks: 0.3, touchShare: 0.4, humpTicks: 100, sideQty: "6" },
    latency: { baseNs: 2e6, jitterNs: 1.5e6 },
  };
}

function spot(): MarketConfig {
  return {
    instrument: new Instrument({
      venue: "synthetic",
      market: "spot",
      symbol: "BTCUSDT",
      base: "BTC",
      quote: "USDT",
      payoff: "linear",
      contractSize: "1",
      tickSize: "1",
      lotSize: "0.0001",
      makerFee: "10bps",
      takerFee: "10bps",
      minNotional: "5",
    }),
    startPrice: "59970",
    annualVolatility: 0.6,
    factorCorrelation: 0.9,
    factorLagNs: 50e6,
    ownHalfLifeNs: 60e9,
    flow: {
      ...commonFlow(),
      takesPerSecond: 1.5,
      placesPerSecond: 18,
      pullsPerSecond: 13,
      takeSize: { min: "0.003", max: "8", tailExponent: 1.1 },
      placeSize: { min: "0.005", max: "3", tailExponent: 1.5 },
    },
    depth: { halfSpreadTicks: 0.3, touchShare: 0.4, humpTicks: 50, sideQty: "2" },
    latency: { baseNs: 3e6, jitterNs: 2e6 },
  };
}

function coarse(): MarketConfig {
  const { instrument, ...like } = spot();
  return {
    ...like,
    instrument: new Instrument({ ...instrument.spec, market: "l3", tickSize: "20" }),
    startPrice: "60000",
    annualVolatility: 0.5,
    factorLagNs: 0,
    flow: {
      ...commonFlow(),
      takesPerSecond: 3,
      placesPerSecond: 24,
      pullsPerSecond: 17,
      takeSize: { min: "0.02", max: "8", tailExponent: 1.3 },
      placeSize: { min: "0.01", max: "3", tailExponent: 1.5 },
    },
    depth: { halfSpreadTicks: 0.3, touchShare: 0.4, humpTicks: 5, sideQty: "12" },
  };
}

function inverse(): MarketConfig {
  return {
    instrument: new Instrument({
      venue: "synthetic",
      market: "inverse",
      symbol: "BTCUSD",
      base: "BTC",
      quote: "USD",
      payoff: "inverse",
      contractSize: "100",
      tickSize: "1",
      lotSize: "1",
      makerFee: "2bps",
      takerFee: "5bps",
    }),
    startPrice: "60010",
    annualVolatility: 0.6,
    factorCorrelation: 0.85,
    factorLagNs: 100e6,
    ownHalfLifeNs: 60e9,
    flow: {
      ...commonFlow(),
      takesPerSecond: 1,
      placesPerSecond: 15,
      pullsPerSecond: 10,
      takeSize: { min: "3", max: "5000", tailExponent: 1.1 },
      placeSize: { min: "5", max: "1500", tailExponent: 1.5 },
    },
    depth: { halfSpreadTicks: 0.3, touchShare: 0.4, humpTicks: 50, sideQty: "1500" },
    latency: { baseNs: 2.5e6, jitterNs: 2e6 },
  };
}

function commonFlow(): Pick<
  FlowConfig,
  "clustering" | "memoryNs" | "staleQuoteNs" | "staleTakenShare"
> {
  return { clustering: 0.6, memoryNs: 150e6, staleQuoteNs: 100e6, staleTakenShare: 0.3 };
}
