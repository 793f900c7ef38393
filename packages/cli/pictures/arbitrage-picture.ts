import { arbitrage } from "@mexoms/arbitrage";
import { Instrument } from "@mexoms/core";
import { backtest, type Tape } from "@mexoms/sim";
import { generateMarkets, type MarketConfig, tapeFromRows } from "@mexoms/sim/engine";
import { runPicture } from "./run-picture.ts";

/** Two venues that cross now and then, and deals that buy at one and sell at the other. */
export async function legsOfArbitrage(): Promise<string> {
  const tapes = twoVenues();
  const result = await backtest({
    strategy: arbitrage,
    params: {
      minNetBps: "3bps",
      maxValue: "2000USDT",
      maxAge: "5s",
      maxSkew: "1h",
      maxPosition: "100000USDT",
      cooldown: "1s",
    },
    tapes,
    latency: "east:4ms;west:15ms",
    queue: "power3:3",
    exchange: "partial",
    seed: 1,
    sampleNs: 20_000_000,
  });
  return runPicture({
    name: "arbitrage",
    title: "Deals of the arbitrage between two venues",
    description:
      "The best bid and ask of two venues as two bands. Where the bands part, a triangle on the lower one marks what was bought and one on the upper one, at the same time, what was sold. Below, the positions at both venues move apart by the same steps and add up to nothing.",
    result,
    instruments: tapes.map(({ instrument }) => instrument),
    fromNs: 38e9,
    toNs: 58e9,
    markets: ["east", "west"],
    heldUnit: "BTC",
  });
}

function twoVenues(): Tape[] {
  const made = generateMarkets({
    seed: 3,
    startNs: 1_704_067_200_000_000_000n,
    durationNs: 60e9,
    jumps: { perHour: 600, varianceShare: 0.3 },
    markets: [venue("east", 0), venue("west", 700e6)],
  });
  return made.map(({ instrument, epochNs, rows }) => {
    const source = { format: "synthetic", files: [], clockShiftNs: 0, lines: {}, notes: [] };
    return tapeFromRows({ instrument, epochNs, rows, source });
  });
}

function venue(name: string, factorLagNs: number): MarketConfig {
  return {
    instrument: new Instrument({
      venue: name,
      market: "spot",
      symbol: "BTCUSDT",
      base: "BTC",
      quote: "USDT",
      payoff: "linear",
      contractSize: "1",
      tickSize: "1",
      lotSize: "0.0001",
      minNotional: "10",
      makerFee: "0.5bps",
      takerFee: "1bps",
    }),
    startPrice: "60000",
    annualVolatility: 3,
    factorCorrelation: 0.99,
    factorLagNs,
    ownHalfLifeNs: 5e9,
    flow: {
      takesPerSecond: 2,
      placesPerSecond: 20,
      pullsPerSecond: 15,
      clustering: 0.5,
      memoryNs: 150e6,
      staleQuoteNs: 150e6,
      staleTakenShare: 0.3,
      takeSize: { min: "0.01", max: "5", tailExponent: 1.2 },
      placeSize: { min: "0.02", max: "3", tailExponent: 1.5 },
    },
    depth: { halfSpreadTicks: 1, touchShare: 0.4, humpTicks: 60, sideQty: "3" },
    latency: { baseNs: 2e6, jitterNs: 2e6 },
  };
}
