/** What is traded in benchmarks. */
export const BENCH_INSTRUMENT = {
  venue: "bench",
  market: "swap",
  symbol: "BTCUSDT",
  base: "BTC",
  quote: "USDT",
  payoff: "linear",
  contractSize: "1",
  tickSize: "0.1",
  lotSize: "0.001",
  makerFee: "0bps",
  takerFee: "0bps",
} as const;
