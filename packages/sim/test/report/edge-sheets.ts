import { Money, Prng } from "@mexoms/core";
import type {
  ArbitrageSheet,
  Attribution,
  BacktestResult,
  FillGroup,
  InstrumentSheet,
  Quantiles,
  RiskSheet,
  TearSheet,
} from "@mexoms/sim/engine";

// Tear sheets at the edges of what the type allows, for pages that no run of the tests would give:
// every figure without meaning, and every optional part there at once, under names that are HTML.

const HORIZONS = [1e8, 1e9, 1e10, 6e10, 3e11];
const ZERO = new Money(0n, 0);
const HOSTILE = `<b title="x">&amp;</b>`;

/** A run in which nothing happened: no figure has a meaning but counts, which are zero. */
export function emptySheet(run: BacktestResult): TearSheet {
  return {
    format: 1,
    digest: run.digest,
    startNs: run.startNs,
    endNs: run.endNs,
    adverseNs: 1e10,
    horizonsNs: HORIZONS,
    currencies: settles(run).map((currency) => ({
      currency,
      attribution: attributionOf([]),
      risk: EMPTY_RISK,
    })),
    instruments: run.summary.map(({ instrument, settle }) => emptyInstrument(instrument, settle)),
    notes: [],
  };
}

/** Every part that a sheet can have, with seeded numbers; one currency an instrument. */
export function fullSheet(run: BacktestResult, seed: number): TearSheet {
  const prng = new Prng(seed, 1);
  const empty = emptySheet(run);
  const settle = (i: number): string => (i === 0 ? "USDT" : `U<${i}>`);
  const instruments = run.summary.map(({ instrument }, i) =>
    fullInstrument(prng, instrument, settle(i)),
  );
  return {
    ...empty,
    instruments,
    currencies: instruments.map((one) => ({
      currency: one.settle,
      attribution: one.attribution,
      risk: fullRisk(prng),
    })),
    arbitrage: fullArbitrage(prng, run),
    notes: [`A note with ${HOSTILE}.`, "Another."],
  };
}

const EMPTY_RISK: RiskSheet = {
  intervalNs: 1e9,
  intervals: 0,
  capital: ZERO,
  sharpe: undefined,
  sharpeAnnual: undefined,
  sortino: undefined,
  maxDrawdown: ZERO,
  drawdownNs: 0,
  cvar95: undefined,
  worstHour: undefined,
  worstDay: undefined,
  hold: ZERO,
};

function emptyInstrument(instrument: string, settle: string): InstrumentSheet {
  return {
    instrument,
    settle,
    attribution: attributionOf([]),
    captureBps: undefined,
    markouts: [],
    quality: {
      orders: 0,
      fills: 0,
      quotedQty: "0",
      filledQty: "0",
      fillRatio: undefined,
      fillsPerHour: 0,
      timeToFill: undefined,
      partials: 0,
      makerShare: undefined,
      postOnlyRejects: 0,
      rejects: 0,
      missed: { times: 0, qty: "0", requoteNs: 1e8 },
    },
    queue: {
      shareAtEntry: undefined,
      shareAtFill: undefined,
      reachedFront: 0,
      lostToCancel: 0,
      amendShare: undefined,
    },
    presence: {
      twoSided: 0,
      oneSided: 0,
      atTouch: { buy: 0, sell: 0 },
      within: [],
      quotedSpreadBps: undefined,
      marketSpreadBps: undefined,
      quotedQty: { buy: "0", sell: "0" },
    },
    inventory: {
      meanAbsQty: "0",
      maxAbsQty: "0",
      halfLifeNs: undefined,
      intervalNs: 1e9,
      atMax: 0,
      turnsPerDay: undefined,
      rebalancingCost: ZERO,
    },
    churn: {
      submits: 0,
      cancels: 0,
      amends: 0,
      perSecond: 0,
      peakPerSecond: 0,
      orderToTrade: undefined,
      rates: [],
      ends: {},
    },
    capacity: [],
    latency: {
      tickToIntent: undefined,
      intentToVenue: undefined,
      ack: undefined,
      cancelAck: undefined,
      profitByAck: [],
    },
  };
}

function fullInstrument(prng: Prng, instrument: string, settle: string): InstrumentSheet {
  const empty = emptyInstrument(instrument, settle);
  const groups: readonly (readonly [FillGroup["by"], readonly string[]])[] = [
    ["all", ["all"]],
    ["side", ["buy", "sell"]],
    ["level", ["level 1", "level 2", HOSTILE]],
    ["hour", Array.from({ length: 24 }, (_, hour) => `${String(hour).padStart(2, "0")}:00`)],
    ["volatility", ["calm", "wild"]],
  ];
  return {
    ...empty,
    attribution: attributionOf(Array.from({ length: 8 }, () => moneyOf(prng))),
    captureBps: prng.next(),
    markouts: groups.flatMap(([by, names]) =>
      names.map((name, i) =>
        groupOf(by, name, name === "calm" ? 1 : 2 + i + prng.below(5000), prng),
      ),
    ),
    quality: {
      ...empty.quality,
      fillRatio: prng.next(),
      makerShare: 1,
      timeToFill: quantilesOf(prng),
    },
    queue: { ...empty.queue, shareAtEntry: 0.87654321, shareAtFill: 1e-7, amendShare: 0 },
    presence: {
      ...empty.presence,
      twoSided: 0.9,
      within: [
        { bps: 5, share: 0.25 },
        { bps: 12.5, share: 1 },
      ],
      quotedSpreadBps: 9.87654321,
      marketSpreadBps: 0.016,
    },
    inventory: { ...empty.inventory, halfLifeNs: 1.5e9, turnsPerDay: 1234.5678 },
    churn: {
      ...empty.churn,
      orderToTrade: 3.25,
      rates: [{ name: HOSTILE, peakShare: 0.5 }],
      ends: { filled: 12, "cancelled: a.b c": 3, [HOSTILE]: 1 },
    },
    capacity: [
      { fromQty: "0", toQty: "0.01", fills: 40, bpsAfterFees: 1.5 },
      { fromQty: "0.01", toQty: "0.1", fills: 0, bpsAfterFees: undefined },
      { fromQty: "0.1", toQty: "1", fills: 9, bpsAfterFees: -0.75 },
    ],
    latency: {
      tickToIntent: undefined,
      intentToVenue: quantilesOf(prng),
      ack: quantilesOf(prng),
      cancelAck: quantilesOf(prng),
      profitByAck: [
        { fromNs: 0, toNs: 1e7, fills: 30, bps: 0.5 },
        { fromNs: 1e7, toNs: 1e8, fills: 0, bps: undefined },
      ],
    },
  };
}

function fullRisk(prng: Prng): RiskSheet {
  return {
    ...EMPTY_RISK,
    intervals: 400,
    capital: new Money(50_000n, 0),
    sharpe: prng.next() - 0.5,
    sharpeAnnual: 1234.5,
    sortino: 0,
    maxDrawdown: new Money(1_234_567_890_123n, 10),
    drawdownNs: 12_345_678_901,
    cvar95: -0.000012,
    worstHour: moneyOf(prng),
    worstDay: moneyOf(prng),
    hold: moneyOf(prng),
  };
}

function fullArbitrage(prng: Prng, run: BacktestResult): ArbitrageSheet {
  const currency = {
    expected: moneyOf(prng),
    realised: moneyOf(prng),
    residualCost: moneyOf(prng),
    openMarks: moneyOf(prng),
  };
  return {
    detected: 93_704,
    gated: { "below minimum profit": 93_000, [HOSTILE]: 4, "stale.book": 100 },
    taken: 600,
    deals: 600,
    bothFilled: 550,
    oneLegged: 30,
    missed: 20,
    byCurrency: [
      { currency: "USDT", ...currency, expectedBps: 3.5, realisedBps: -1.25 },
      { currency: "BTC", ...currency, expectedBps: undefined, realisedBps: undefined },
    ],
    nearest: [
      {
        name: `BTC ${HOSTILE}>binance:spot`,
        crossedLooks: 12,
        grossBps: 8.25,
        feesBps: 14.9375,
        needBps: 25,
        missingBps: 31.6875,
      },
    ],
    edgeLife: { p50Ns: 1.5e8, p90Ns: 2.25e9 },
    drift: run.summary.map(({ instrument }) => ({ instrument, qty: "-0.125" })),
  };
}

function groupOf(by: FillGroup["by"], group: string, fills: number, prng: Prng): FillGroup {
  const mean = prng.next() * 4 - 2;
  const band = fills > 1 ? mean : undefined;
  return {
    by,
    group,
    fills,
    qty: String(fills / 1000),
    spreadCapture: moneyOf(prng),
    markouts: HORIZONS.map((horizonNs, i) => ({
      horizonNs,
      fills,
      bps: mean - i * 0.4,
      lowBps: band === undefined ? undefined : band - i * 0.7 - 0.2,
      highBps: band === undefined ? undefined : band - i * 0.1 + 0.2,
    })),
    toxic: prng.next(),
  };
}

/** Amounts with up to 18 decimals, of either sign. */
function moneyOf(prng: Prng): Money {
  return new Money(BigInt(prng.below(2_000_000)) * 1_234_567n - 1_234_567_000_000n, 10);
}

function quantilesOf(prng: Prng): Quantiles {
  const p50Ns = 1e6 + prng.below(1e7);
  return { count: 12, minNs: 900, p50Ns, p90Ns: p50Ns * 2, p99Ns: p50Ns * 9, maxNs: p50Ns * 60 };
}

/** Missing parts are zero; the change of equity is the sum. */
function attributionOf(parts: readonly Money[]): Attribution {
  const at = (i: number): Money => parts[i] ?? ZERO;
  return {
    spreadCapture: at(0),
    adverseSelection: at(1),
    inventory: at(2),
    hedgeSlippage: at(3),
    fees: at(4),
    funding: at(5),
    other: at(6),
    residual: at(7),
    equityChange: parts.reduce((sum, part) => sum.plus(part), ZERO),
  };
}

function settles(run: BacktestResult): string[] {
  return [...new Set(run.summary.map(({ settle }) => settle))];
}
