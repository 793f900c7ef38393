import {
  type FoldAnalysis,
  type FoldKind,
  type Honesty,
  type SweepAnalysis,
  type SweepRecord,
  type TrialRow,
  trialTable,
} from "@mexoms/sim/engine";
import { bestStability } from "../../engine/research/best-stability.ts";

/** An analysis with every part there; its figures are made up but for those about the best trial. */
export function fullAnalysis(record: SweepRecord): SweepAnalysis {
  const ranking = ranked(record);
  const table = trialTable(record);
  const best = ranking[0]!;
  const { metrics } = best.outcome!;
  const value = Number(metrics.pnl);
  /** The figures of the trial at a place of the ranking. */
  const other = (place: number): { number: number; value: number; ratio: number } => {
    const { number, outcome } = ranking[place]!;
    const of = Number(outcome!.metrics.pnl);
    return { number, value: of, ratio: of / value };
  };
  return {
    ...emptyAnalysis(record),
    best: {
      number: best.number,
      point: best.trial.point,
      value,
      text: metrics.pnl,
      pnl: metrics.pnl,
      inventoryPnl: metrics.inventoryPnl,
      fills: metrics.fills,
    },
    importance: {
      parameters: [
        { name: "halfSpread", share: 0.71, groups: 20 },
        { name: "levels", share: 0.18, groups: 3 },
        { name: "mode", share: 0.001, groups: 2 },
      ],
    },
    plateau: {
      score: 0.83,
      best: value,
      median: value * 0.83,
      worst: value * 0.4,
      neighbours: [2, 3, 4],
      how: "steps",
    },
    nearby: {
      moves: [-0.2, -0.1, 0.1, 0.2].map((change, i) => ({
        name: "halfSpread",
        from: best.trial.point["halfSpread"]!,
        to: `${(6 * (1 + change)).toFixed(1)}bps`,
        change,
        ...(i === 3 ? { number: 17 } : other(1 + 2 * i)),
      })),
    },
    assumptions: {
      best: [
        { label: "latency x0.5", kind: "latency", pnl: value, ...other(1) },
        { label: "latency x2", kind: "latency", pnl: value, ...other(3) },
        { label: "latency x4", kind: "latency", pnl: value, ...other(20) },
        {
          label: "fees maker=0bps,taker=5bps",
          kind: "fees",
          pnl: value,
          ...other(6),
        },
        { label: "queue back", kind: "queue", pnl: value, ...other(9) },
        { label: "queue front", kind: "queue", pnl: value, ...other(0) },
      ],
      queues: [
        {
          label: "queue back",
          trials: [{ original: ranking[1]!.number, ...other(9) }],
          winner: "other",
        },
      ],
    },
    overTime: {
      unit: "day",
      parts: [
        { label: "2024-08-08", bars: { from: 0, to: 1440 }, pnl: value * 1.4 },
        { label: "2024-08-09", bars: { from: 1440, to: 2880 }, pnl: value * -0.4 },
      ],
      positive: 1,
      bestShare: 1.4,
    },
    overSymbols: {
      symbols: best.outcome!.symbols.map((one, i) => ({ ...one, positive: 0.7 - 0.4 * i })),
    },
    bestStability: bestStability(record.plan.study, table, table.ranked[0]!),
    honesty: honesty(value),
    warnings: [
      {
        code: "one-part-earns",
        text: "140 % of the profit of the best trial comes from one day, 2024-08-08.",
        figures: { share: 1.4, day: "2024-08-08" },
      },
      {
        code: "queue-model",
        text: "Under the queue model back the best trial earns 35 % of what it earns here.",
        figures: { ratio: 0.35, queue: "back" },
      },
    ],
  };
}

/** An analysis that found nothing, as of a sweep whose trials all failed. */
export function emptyAnalysis(record: SweepRecord): SweepAnalysis {
  const none = { notEnough: "there is no trial that gave an outcome" };
  const search = record.rows.filter(({ trial }) => trial.phase === "search");
  return {
    version: 1,
    objective: "pnl",
    moreIsBetter: true,
    currency: "USDT",
    barNs: record.plan.study.barNs,
    counts: {
      rows: record.rows.length,
      search: search.length,
      nearby: 0,
      assumptions: 0,
      failed: record.rows.filter(({ reason }) => reason !== undefined).length,
      complete: ranked(record).length,
      project: 412,
    },
    best: none,
    ranking: ranked(record).map(({ number, trial, outcome }) => ({
      number,
      point: trial.point,
      value: Number(outcome!.metrics.pnl),
    })),
    pareto: { objectives: ["pnl", "drawdown"], numbers: [] },
    importance: none,
    marginals: [],
    plateau: none,
    nearby: none,
    assumptions: none,
    overTime: none,
    overSymbols: none,
    bestStability: none,
    honesty: {
      sharpe: none,
      deflated: none,
      overfitting: none,
      bootstrap: none,
      walkForward: none,
      walkForwardOther: none,
      purged: none,
    },
    warnings: [],
  };
}

function ranked({ rows }: SweepRecord): TrialRow[] {
  return rows
    .filter(({ outcome }) => outcome !== undefined)
    .toSorted((a, b) => Number(b.outcome!.metrics.pnl) - Number(a.outcome!.metrics.pnl));
}

function honesty(value: number): Honesty {
  return {
    sharpe: {
      bars: 2880,
      sharpe: 0.041,
      error: 0.019,
      skew: -0.3,
      kurtosis: 4.2,
      probabilistic: 0.98,
    },
    deflated: {
      probability: 0.31,
      expectedMax: 0.055,
      trials: 412,
      sharpeDeviation: 0.018,
      counted: 118,
    },
    overfitting: {
      probability: 0.27,
      probabilityOfLoss: 0.18,
      trials: 118,
      blocks: 16,
      splits: 12_870,
      bars: 2880,
      logits: { from: -5, to: 5, counts: [4, 20, 60, 110, 160, 240, 300, 260, 170, 90] },
      medianLogit: 0.9,
      degradation: {
        slope: -0.4,
        intercept: 0.03,
        fit: 0.2,
        points: Array.from({ length: 200 }, (_, i) => [
          0.02 + i * 2e-4,
          0.022 - i * 8e-5 + 0.01 * Math.sin(i * 7),
        ]),
      },
      by: "sharpe",
    },
    bootstrap: {
      pnl: { low: value * -0.2, high: value * 2.1, level: 0.95 },
      sharpe: { low: -0.004, high: 0.08, level: 0.95 },
      lossShare: 0.061,
      block: 30,
      resamples: 2000,
      seed: 7,
    },
    walkForward: folds("rolling"),
    walkForwardOther: folds("anchored"),
    purged: { notEnough: "5 folds need at least 50 bars each, there are 20" },
  };
}

function folds(kind: FoldKind): FoldAnalysis {
  return {
    kind,
    by: "sharpe",
    embargoBars: 5,
    folds: [0.04, 0.01, -0.03, 0.02, 0.05].map((testPnlPerBar, i) => ({
      train: [{ from: i * 480, to: i * 480 + 475 }],
      test: { from: i * 480 + 480, to: i * 480 + 960 },
      number: 20 + i,
      trainPnlPerBar: 0.06 - 0.004 * i,
      testPnlPerBar,
      testPnl: testPnlPerBar * 480,
      ...(i === 2 ? {} : { testSharpe: testPnlPerBar / 2 }),
      testRank: 0.8 - 0.15 * i,
      rankCorrelation: 0.5,
    })),
    testPnl: 43.2,
    wins: 4,
    efficiency: 0.35,
    rankCorrelation: 0.5,
    winners: 5,
  };
}
