import type {
  Point,
  Study,
  SweepRecord,
  TrialMetrics,
  TrialOutcome,
  TrialPhase,
  TrialRow,
} from "@mexoms/sim/engine";
import { BTC_SWAP, ETH_SWAP } from "../report/example-run.ts";

const START_NS = 1_723_075_200_000_000_000n;
const BAR_NS = 60e9;
const BARS = 2 * 24 * 60;

export interface SweepSize {
  readonly seed: number;
  readonly spreads: number;
  readonly levels: readonly string[];
  readonly modes: readonly string[];
  /** Each so many trials one fails; 0 for none. */
  readonly failEvery: number;
  /** Spreads that were not tried with the last one of the levels. */
  readonly missing?: readonly string[];
}

/**
 * A made-up sweep of a market maker: profit has a peak in the spread, and grows with levels. The
 * page is about showing figures, so what matters is that they differ, have both signs and known texts.
 */
export function exampleSweep(size: SweepSize): SweepRecord {
  const random = generator(size.seed);
  const points = size.modes.flatMap((mode) =>
    size.levels.flatMap((levels) =>
      Array.from({ length: size.spreads }, (_, i) => ({
        halfSpread: `${i + 1}bps`,
        levels,
        mode,
      })),
    ),
  );
  const wanted = points.filter(
    ({ halfSpread, levels }) =>
      levels !== size.levels.at(-1) || size.missing?.includes(halfSpread) !== true,
  );
  const rows = wanted.map((point, i) =>
    row(i + 1, point, {
      phase: "search",
      fails: size.failEvery > 0 && (i + 1) % size.failEvery === 0,
      random,
    }),
  );
  return {
    plan: {
      study: study(),
      space: {
        halfSpread: `1bps:${size.spreads}bps:1bps`,
        levels: size.levels.join(","),
        mode: size.modes.join(","),
      },
      where: ["levels <= 5"],
      search: "grid",
      seed: 1,
      objectives: ["pnl", "drawdown"],
      holdout: 0.2,
      folds: 5,
      foldKind: "rolling",
      embargoBars: 5,
      phases: ["search", "nearby", "assumptions"],
    },
    rows,
  };
}

function row(
  number: number,
  point: Point,
  of: { readonly phase: TrialPhase; readonly fails: boolean; readonly random: () => number },
): TrialRow {
  const trial = {
    id: `trial${number}`,
    phase: of.phase,
    point,
    variant: { label: "" },
    share: 1,
  };
  if (of.fails) return { number, trial, reason: `size: 0.0001 BTC is below the lot <of "BTC">` };
  return { number, trial, outcome: outcome(point, of.random) };
}

function outcome(point: Point, random: () => number): TrialOutcome {
  const spread = Number.parseFloat(point["halfSpread"]!);
  const levels = Number(point["levels"]);
  const skew = point["mode"] === "skewed" ? 1.2 : 1;
  const mean = (0.02 * skew * levels - 0.006 * (spread - 6) ** 2 + 0.03) / 10;
  const bars = Float64Array.from({ length: BARS }, () => mean + 0.4 * (random() - 0.5));
  const pnl = bars.reduce((sum, bar) => sum + bar, 0);
  const turnover = 4e6 / spread;
  const fills = Math.round(9000 / spread);
  return {
    metrics: metrics({ pnl, turnover, fills, spread }, random),
    symbols: [BTC_SWAP, ETH_SWAP].map((spec, i) => ({
      instrument: `${spec.venue}:${spec.market}:${spec.symbol}`,
      currency: "USDT",
      pnl: (i === 0 ? pnl * 1.3 : pnl * -0.3).toFixed(8),
      turnover: (turnover / 2).toFixed(8),
      fills: Math.round(fills / 2),
    })),
    bars,
    outputsDigest: Buffer.from(pnl.toFixed(20)).toString("hex").padEnd(64, "0"),
  };
}

function metrics(
  of: { pnl: number; turnover: number; fills: number; spread: number },
  random: () => number,
): TrialMetrics {
  const { pnl, turnover, fills, spread } = of;
  return {
    pnl: pnl.toFixed(8),
    fees: (-turnover * 1e-5).toFixed(8),
    turnover: turnover.toFixed(8),
    drawdown: (20 + 300 * random() + 12 * (20 - spread)).toFixed(8),
    inventoryPnl: (pnl * (random() - 0.5)).toFixed(8),
    sharpe: pnl / 900,
    sortino: spread > 15 ? Number.NaN : pnl / 700,
    pnlBps: (1e4 * pnl) / turnover,
    inventory: 12_000 / spread,
    orders: fills * 7,
    fills,
    makerFills: Math.round(fills * 0.97),
  };
}

function study(): Study {
  return {
    version: 1,
    engine: "1",
    strategy: { name: "market-maker", codeDigest: "cd".repeat(32) },
    params: { size: "0.01BTC", skew: "0.5" },
    tapes: [{ instrument: "binance:swap:BTCUSDT", digest: "ef".repeat(32), rows: 123_456 }],
    instruments: [BTC_SWAP, ETH_SWAP],
    latency: "5ms",
    latencyFiles: [],
    queue: "power3:3",
    exchange: "no-partial",
    seed: 7,
    startNs: START_NS.toString(),
    endNs: (START_NS + BigInt(BARS) * BigInt(BAR_NS)).toString(),
    dataEndNs: (START_NS + BigInt(BARS * 1.25) * BigInt(BAR_NS)).toString(),
    barNs: BAR_NS,
    currency: "USDT",
  };
}

/** Numbers from 0 to 1 that are the same on every machine. */
function generator(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}
