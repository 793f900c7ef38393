import type { Instrument } from "@mexoms/core";
import type { MarketRows } from "@mexoms/core/internal";
import { checkConfig } from "./config.ts";
import type { GeneratorConfig } from "./config.ts";
import { Draws } from "./draws.ts";
import { Feed } from "./feed.ts";
import { CommonFactor, LatentPrice, STEP_NS } from "./latent-price.ts";
import { SyntheticMarket } from "./market.ts";

const FACTOR_STREAM = 0;
// Streams of the seed that each market has for its own.
const STREAMS_PER_MARKET = 3;

/** Synthetic market data of one instrument. No venue ever showed it. */
export interface GeneratedMarket {
  readonly instrument: Instrument;
  /** Row times are relative to this UTC time in nanoseconds since 1970. */
  readonly epochNs: bigint;
  /**
   * In the order of receipt, which is the venue's order too. Events carry their kind and side and
   * neither ROW_EXCH nor ROW_LOCAL. The first rows are a snapshot: a clear, all bids, all asks.
   */
  readonly rows: MarketRows;
}

/**
 * Makes synthetic market data: efficient prices that share a common factor, and around each a book
 * of limit orders, cancels and market orders that come in clusters. Equal configs give equal rows
 * on every machine. A market's rows depend on the config, its own entry and its place in the list,
 * not on the other markets. Throws ConfigError for values out of range.
 */
export function generateMarkets(config: GeneratorConfig): GeneratedMarket[] {
  checkConfig(config);
  const steps = config.durationNs / STEP_NS;
  const factor = new CommonFactor(new Draws(config.seed, FACTOR_STREAM), steps, config.jumps);
  return config.markets.map((market, index) => {
    const stream = 1 + STREAMS_PER_MARKET * index;
    const price = new LatentPrice(market, factor, new Draws(config.seed, stream));
    const feed = new Feed(market.latency, new Draws(config.seed, stream + 1));
    const orders = new Draws(config.seed, stream + 2);
    return {
      instrument: market.instrument,
      epochNs: config.startNs,
      rows: new SyntheticMarket(market, price, orders, feed).run(steps),
    };
  });
}
