import type { InstrumentSpec } from "@mexoms/core";

/** What is traded in tests that ask for nothing special. */
export const BTC_USDM: InstrumentSpec = {
  venue: "binance",
  market: "usdm",
  symbol: "BTCUSDT",
  base: "BTC",
  quote: "USDT",
  payoff: "linear",
  contractSize: "1",
  tickSize: "0.1",
  lotSize: "0.001",
  makerFee: "2bps",
  takerFee: "5bps",
};
