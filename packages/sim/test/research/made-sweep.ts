import { bps, count } from "@mexoms/core";
import {
  parseSearchSpace,
  type Point,
  type SearchSpace,
  type Study,
  type SweepFacts,
  type SweepPlan,
  type SweepRecord,
  type Trial,
  type TrialMetrics,
  type TrialRow,
} from "@mexoms/sim/engine";

const HOUR_NS = 3_600_000_000_000;

/** What a made trial gives; what is not said is harmless. */
export interface MadeTrial {
  readonly bars: Float64Array;
  /** Digest of its outputs; one of its own when not said. */
  readonly outputs?: string;
  readonly metrics?: Partial<TrialMetrics>;
  readonly symbols?: readonly { instrument: string; pnl: string }[];
}

export interface MadeSweep {
  readonly space: Readonly<Record<string, string>>;
  readonly points: readonly Point[];
  readonly trial: (point: Point, index: number) => MadeTrial | string;
  readonly plan?: Partial<SweepPlan>;
  readonly study?: Partial<Study>;
}

/** A strategy's parameters for made sweeps; nothing runs. */
export const MADE_PARAMS = {
  spread: bps({ doc: "", min: "1bps", max: "100bps", default: "5bps" }),
  levels: count({ doc: "", min: "1", max: "50", default: "1" }),
};

export function madeStudy(study: Partial<Study> = {}): Study {
  const startNs = "1704067200000000000"; // 2024-01-01
  return {
    version: 1,
    engine: "1",
    strategy: { name: "made", codeDigest: "c" },
    params: {},
    tapes: [{ instrument: "x:usdm:BTCUSDT", digest: "d", rows: 1 }],
    instruments: [],
    latency: "1ms",
    latencyFiles: [],
    queue: "front",
    exchange: "no-partial",
    seed: 1,
    startNs,
    endNs: "1704153600000000000",
    dataEndNs: "1704175200000000000",
    barNs: HOUR_NS,
    currency: "USDT",
    ...study,
  };
}

/** A sweep put together from what its trials are said to give. */
export function madeSweep(options: MadeSweep): SweepRecord {
  const { points, trial, space } = options;
  const plan: SweepPlan = {
    study: madeStudy(options.study),
    space,
    where: [],
    search: "grid",
    seed: 0,
    objectives: ["pnl"],
    phases: ["search"],
    holdout: 0.2,
    folds: 4,
    foldKind: "rolling",
    embargoBars: 1,
    ...options.plan,
  };
  const rows = points.map((point, i) => madeRow({ number: i + 1, point, of: trial(point, i) }));
  return { plan, rows };
}

export function madeRow(options: {
  readonly number: number;
  readonly point: Point;
  readonly of: MadeTrial | string;
  readonly trial?: Partial<Trial>;
}): TrialRow {
  const { number, point, of } = options;
  const id = number.toString(16).padStart(24, "0");
  const variant = { label: "" };
  const trial: Trial = { id, phase: "search", point, variant, share: 1, ...options.trial };
  if (typeof of === "string") return { number, trial, reason: of };
  const pnl = of.bars.reduce((sum, bar) => sum + bar, 0);
  const metrics: TrialMetrics = {
    pnl: String(pnl),
    fees: "1",
    turnover: "1000",
    drawdown: "5",
    inventoryPnl: "0",
    sharpe: pnl / 100,
    sortino: pnl / 50,
    pnlBps: pnl / 10,
    inventory: 10,
    orders: 1000,
    fills: 500,
    makerFills: 400,
    ...of.metrics,
  };
  const symbols = (of.symbols ?? []).map((symbol) => ({
    ...symbol,
    currency: "USDT",
    turnover: "1",
    fills: 1,
  }));
  return {
    number,
    trial,
    outcome: { metrics, symbols, bars: of.bars, outputsDigest: of.outputs ?? `o${number}` },
  };
}

/** Every combination of the values. */
export function gridPoints(values: Readonly<Record<string, readonly string[]>>): Point[] {
  let points: Point[] = [{}];
  for (const [name, texts] of Object.entries(values)) {
    points = points.flatMap((point) => texts.map((text) => ({ ...point, [name]: text })));
  }
  return points;
}

export function madeSpace(space: Readonly<Record<string, string>>): SearchSpace {
  return parseSearchSpace({ params: MADE_PARAMS, given: {}, space, where: [], instruments: [] });
}

export function madeFacts(space: SearchSpace, facts: Partial<SweepFacts> = {}): SweepFacts {
  return { projectTrials: 0, minFills: 100, space, foldScore: "sharpe", seed: 1, ...facts };
}
