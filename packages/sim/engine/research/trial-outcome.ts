import { Money } from "@mexoms/core";
import type { MarketFigures, RunFigures } from "../run/run-figures.ts";
import { barEnds, type BarGrid } from "./bar-ends.ts";
import { sortinoOf } from "./sortino.ts";
import { sharpeOf } from "./sharpe.ts";
import { inventoryPnl, positionValue } from "./inventory-pnl.ts";
import type { Study } from "./study.ts";
import type { SymbolFigures, TrialMetrics, TrialOutcome } from "./trial-metrics.ts";

const ZERO = new Money(0n, 0);

/**
 * The outcome of a trial from the figures of its run, which must have been sampled at each end of a
 * bar. Instruments that settle in another currency than the study's are told in `symbols` alone;
 * orders and fills are those of all. Interest that accounts pay in the study's currency is in the
 * profit and belongs to no symbol.
 */
export function trialOutcome(
  figures: RunFigures,
  study: BarGrid & Pick<Study, "currency">,
  share: number,
): TrialOutcome {
  const ends = barEnds(figures, study, share);
  const counted = figures.markets.filter(({ instrument }) => instrument.settle === study.currency);
  const samples = figures.equity.find(({ currency }) => currency === study.currency)?.amount ?? [];
  const equity = Array.from(ends, (sample) => samples[sample] ?? ZERO);
  const bars = profits(equity);
  return {
    metrics: metricsOf({ figures, counted, ends, equity, bars }),
    symbols: figures.markets.map(symbolFigures),
    bars,
    outputsDigest: figures.outputsDigest,
  };
}

function metricsOf(of: {
  readonly figures: RunFigures;
  /** Instruments whose profit counts. */
  readonly counted: readonly MarketFigures[];
  readonly ends: Int32Array;
  /** At the end of each bar. */
  readonly equity: readonly Money[];
  readonly bars: Float64Array;
}): TrialMetrics {
  const { figures, counted, ends, equity, bars } = of;
  const pnl = equity.at(-1) ?? ZERO;
  const turnover = total(counted.map((market) => market.turnover));
  return {
    pnl: pnl.toString(),
    fees: total(counted.map(({ fees }) => fees)).toString(),
    turnover: turnover.toString(),
    drawdown: drawdown(equity).toString(),
    inventoryPnl: total(counted.map((market) => inventoryPnl(market, ends))).toString(),
    sharpe: sharpeOf(bars) ?? Number.NaN,
    sortino: sortinoOf(bars),
    pnlBps: turnover.units > 0n ? (nearDouble(pnl) / nearDouble(turnover)) * 10_000 : Number.NaN,
    inventory: meanInventory(counted, ends),
    orders: figures.orders,
    fills: figures.markets.reduce((sum, { fills }) => sum + fills, 0),
    makerFills: figures.markets.reduce((sum, { makerFills }) => sum + makerFills, 0),
  };
}

function symbolFigures({ instrument, profit, turnover, fills }: MarketFigures): SymbolFigures {
  return {
    instrument: instrument.id,
    currency: instrument.settle,
    pnl: profit.toString(),
    turnover: turnover.toString(),
    fills,
  };
}

function profits(equity: readonly Money[]): Float64Array {
  const bars = new Float64Array(equity.length);
  let before = ZERO;
  let scale = scaleOf(ZERO);
  let { decimals } = ZERO;
  equity.forEach((amount, bar) => {
    const change = amount.minus(before);
    before = amount;
    // The same for nearly all: making a scale costs more than using it.
    if (change.decimals !== decimals) {
      ({ decimals } = change);
      scale = scaleOf(change);
    }
    bars[bar] = Number(change.units) / scale;
  });
  return bars;
}

/** Largest fall from a peak, over the ends of bars and the zero at the start. */
function drawdown(equity: readonly Money[]): Money {
  let peak = ZERO;
  let worst = ZERO;
  for (const amount of equity) {
    if (isMore(amount, peak)) {
      peak = amount;
      continue;
    }
    const fall = peak.minus(amount);
    if (isMore(fall, worst)) worst = fall;
  }
  return worst;
}

function isMore(a: Money, b: Money): boolean {
  return a.decimals === b.decimals ? a.units > b.units : a.minus(b).units > 0n;
}

function meanInventory(markets: readonly MarketFigures[], ends: Int32Array): number {
  let sum = 0;
  for (const market of markets) {
    for (const sample of ends) sum += positionValue(market, sample);
  }
  return sum / ends.length;
}

function total(amounts: readonly Money[]): Money {
  return amounts.reduce((sum, amount) => sum.plus(amount), ZERO);
}

/** An amount as a double, to a rounding or two: a thousand of them must not cost milliseconds. */
function nearDouble(amount: Money): number {
  return Number(amount.units) / scaleOf(amount);
}

function scaleOf({ decimals }: Money): number {
  return Number(`1e${decimals}`);
}
