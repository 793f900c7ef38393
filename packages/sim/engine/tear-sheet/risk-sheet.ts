import { type Money, Money as Amount } from "@mexoms/core";
import type { EquitySeries, Samples } from "../result/result.ts";
import { type InstrumentRun, NOTHING, sumOf } from "./instrument-run.ts";
import type { Holdings } from "./inventory-sheet.ts";
import type { RiskSheet } from "./tear-sheet.ts";

/** Ratios of fewer intervals say nothing. */
const MIN_INTERVALS = 30;
const HOUR_NS = 3600e9;
const DAY_NS = 24 * HOUR_NS;
const YEAR_NS = 365 * DAY_NS;
/** A year is not told from less. */
const MIN_ANNUAL_NS = 7 * DAY_NS;
const TAIL = 0.05;

/** Risk in one currency. `curve`: equity at every interval, from the start of the run. */
export function riskSheet(options: {
  curve: readonly Money[];
  intervalNs: number;
  endNs: number;
  runs: readonly (readonly [InstrumentRun, Holdings])[];
  samples: Samples;
  series: EquitySeries | undefined;
}): RiskSheet {
  const { curve, intervalNs, endNs, runs, samples, series } = options;
  const intervals = Math.max(0, curve.length - 1);
  const capital = sumOf(runs.map(([run]) => peakValue(run)));
  const returns = returnsOf(curve, capital);
  const ratios = intervals >= MIN_INTERVALS && returns !== undefined ? ratiosOf(returns) : NONE;
  const yearly = endNs >= MIN_ANNUAL_NS ? Math.sqrt(YEAR_NS / intervalNs) : undefined;
  const { sharpe } = ratios;
  return {
    intervalNs,
    intervals,
    capital,
    ...ratios,
    sharpeAnnual: sharpe === undefined || yearly === undefined ? undefined : sharpe * yearly,
    ...drawdown(samples, series),
    worstHour: worstOf(curve, HOUR_NS / intervalNs),
    worstDay: worstOf(curve, DAY_NS / intervalNs),
    hold: sumOf(runs.map(([run, holdings]) => holdProfit(run, holdings))),
  };
}

type Ratios = Pick<RiskSheet, "sharpe" | "sortino" | "cvar95">;
const NONE: Ratios = { sharpe: undefined, sortino: undefined, cvar95: undefined };

function ratiosOf(returns: readonly number[]): Ratios {
  const n = returns.length;
  const mean = returns.reduce((sum, each) => sum + each, 0) / n;
  const squares = returns.reduce((sum, each) => sum + (each - mean) ** 2, 0);
  const downs = returns.reduce((sum, each) => sum + Math.min(0, each) ** 2, 0);
  const tail = returns.toSorted((a, b) => a - b).slice(0, Math.ceil(TAIL * n));
  const over = (deviation: number): number | undefined =>
    deviation === 0 ? undefined : mean / deviation;
  return {
    sharpe: over(Math.sqrt(squares / (n - 1))),
    sortino: over(Math.sqrt(downs / n)),
    cvar95: tail.reduce((sum, each) => sum + each, 0) / tail.length,
  };
}

function returnsOf(curve: readonly Money[], capital: Money): number[] | undefined {
  if (capital.units === 0n) return undefined;
  const whole = capital.toDecimal();
  return curve
    .slice(1)
    .map((equity, k) => equity.minus(curve[k]!).toDecimal().div(whole).toNumber());
}

/** The largest value of a position, just after a fill at the fill's mid. */
function peakValue({ fills, worth }: InstrumentRun): Money {
  let lots = 0;
  let peak = 0n;
  for (const { fill, sign, midHalf } of fills) {
    lots += sign * fill.qtyLots;
    const value = worth.size(lots, midHalf);
    if (value > peak) peak = value;
  }
  return worth.money(peak);
}

function worstOf(curve: readonly Money[], stride: number): Money | undefined {
  let worst: Money | undefined;
  for (let k = stride; k < curve.length; k += stride) {
    const profit = curve[k]!.minus(curve[k - stride]!);
    if (worst === undefined || profit.minus(worst).units < 0n) worst = profit;
  }
  return worst;
}

function drawdown(
  { timeNs }: Samples,
  series: EquitySeries | undefined,
): Pick<RiskSheet, "maxDrawdown" | "drawdownNs"> {
  let peak = NOTHING;
  let peakNs = 0;
  let worst = NOTHING;
  let worstNs = 0;
  let isWorst = false;
  series?.amount.forEach((equity, i) => {
    const fall = peak.minus(equity);
    const at = timeNs[i]!;
    if (fall.units <= 0n) {
      if (isWorst) worstNs = at - peakNs;
      isWorst = false;
      peak = equity;
      peakNs = at;
      return;
    }
    if (fall.minus(worst).units > 0n) {
      worst = fall;
      isWorst = true;
    }
    if (isWorst) worstNs = at - peakNs;
  });
  return { maxDrawdown: worst, drawdownNs: worstNs };
}

/** The mean position held from the first mid that was known to the end; rounded toward zero. */
function holdProfit({ worth, returns, endHalf, endNs }: InstrumentRun, holdings: Holdings): Money {
  const first = returns.midHalf.find((mid) => mid > 0);
  if (first === undefined) return NOTHING;
  // A position of so many lots, so that a fraction of a lot has a value too.
  const scale = 1_000_000;
  const gain = worth.gain(scale, first, endHalf) * holdings.signedLotsNs;
  const { units, decimals } = worth.money(gain / BigInt(endNs));
  return new Amount(units, decimals + 6);
}
