import { arbitrage } from "@mexoms/arbitrage";
import { DEAL_TOPIC, type DealRecord } from "@mexoms/core";
import { backtest, type BacktestResult, type FaultSpec, type Tape } from "@mexoms/sim";
import {
  type AccountConfig,
  generateMarkets,
  type MarketConfig,
  tapeFromRows,
} from "@mexoms/sim/engine";
import { market } from "./markets.ts";

const CHEAP = { makerFee: "0.5bps", takerFee: "1bps" } as const;

/** Two venues and a perpetual of one wild asset; the later ones follow the first with a lag. */
export function threeTapes(seed: number): Tape[] {
  return tapesOf(seed, [
    config({ venue: "east", market: "spot", lotSize: "0.0001" }, 0),
    config({ venue: "west", market: "spot", lotSize: "0.001" }, 700e6),
    config({ venue: "west", market: "swap", lotSize: "0.01" }, 300e6),
  ]);
}

function tapesOf(seed: number, markets: readonly MarketConfig[]): Tape[] {
  const made = generateMarkets({
    seed,
    startNs: 1_704_067_200_000_000_000n,
    durationNs: 60e9,
    jumps: { perHour: 600, varianceShare: 0.3 },
    markets,
  });
  return made.map(({ instrument, epochNs, rows }) => {
    const source = { format: "synthetic", files: [], clockShiftNs: 0, lines: {}, notes: [] };
    return tapeFromRows({ instrument, epochNs, rows, source });
  });
}

/** Three markets of one venue that lead in a circle, and are out of line now and then. */
export function triangleTapes(seed: number): Tape[] {
  const btc = config({ venue: "east", market: "spot", lotSize: "0.0001" }, 0);
  const eth = config({ venue: "east", market: "spot", lotSize: "0.001" }, 0);
  const coin = { symbol: "ETHUSDT", base: "ETH" };
  const cross = { symbol: "ETHBTC", base: "ETH", quote: "BTC", minNotional: "0.0001" };
  const big = {
    takeSize: { min: "0.2", max: "50", tailExponent: 1.2 },
    placeSize: { min: "0.4", max: "40", tailExponent: 1.5 },
  };
  return tapesOf(seed, [
    { ...btc, factorLagNs: 0 },
    {
      ...eth,
      instrument: market({ ...eth.instrument.spec, ...coin, tickSize: "0.05" }),
      startPrice: "3000",
      factorLagNs: 400e6,
      flow: { ...eth.flow, ...big },
      depth: { ...eth.depth, sideQty: "60" },
    },
    {
      ...eth,
      instrument: market({ ...eth.instrument.spec, ...cross, tickSize: "0.000001" }),
      startPrice: "0.05",
      annualVolatility: 0.2,
      factorCorrelation: 0,
      flow: { ...eth.flow, ...big },
      depth: { ...eth.depth, sideQty: "60" },
    },
  ]);
}

function config(
  spec: { venue: string; market: string; lotSize: string },
  factorLagNs: number,
): MarketConfig {
  return {
    instrument: market({ ...spec, ...CHEAP, tickSize: "1", minNotional: "10" }),
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

/** Small asks, so that a minute has many deals. */
export const EAGER: Readonly<Record<string, string>> = {
  minNetBps: "2bps",
  basisOpenBps: "2bps",
  reserveFactor: "0",
  maxAge: "5s",
  maxSkew: "1h",
  maxPosition: "1000000USDT",
};

export interface Setup {
  readonly params?: Readonly<Record<string, string>>;
  readonly faults?: readonly FaultSpec[];
  readonly latency?: string;
  readonly seed?: number;
  readonly accounts?: readonly AccountConfig[];
}

export async function run(tapes: readonly Tape[], setup: Setup = {}): Promise<BacktestResult> {
  return await backtest({
    strategy: arbitrage,
    params: { ...EAGER, ...setup.params },
    tapes,
    latency: setup.latency ?? "east:4ms;west:entry=15ms,response=10ms",
    queue: "power3:3",
    exchange: "partial",
    seed: setup.seed ?? 1,
    ...(setup.faults && { faults: setup.faults }),
    ...(setup.accounts && { accounts: setup.accounts }),
  });
}

export function dealsOf(result: BacktestResult): DealRecord[] {
  return explained(result, DEAL_TOPIC).map((text) => JSON.parse(text) as DealRecord);
}

export function explained(result: BacktestResult, topic: string): string[] {
  return result.explained.filter((each) => each.topic === topic).map(({ text }) => text);
}

/** What all positions of the base add up to, in units of 0.0001 BTC, by the fills of the run. */
export function netUnits(result: BacktestResult): number {
  return result.fills.reduce(
    (sum, { side, qty }) => sum + (side === "buy" ? 1 : -1) * Math.round(Number(qty) * 10_000),
    0,
  );
}
