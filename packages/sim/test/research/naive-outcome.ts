import { Decimal } from "@mexoms/core";
import type { BacktestResult, SymbolFigures, TrialMetrics } from "@mexoms/sim/engine";

const ZERO = new Decimal(0);

export interface Naive {
  readonly metrics: Omit<TrialMetrics, "sharpe" | "sortino" | "pnlBps" | "inventory">;
  readonly sharpe: number;
  readonly sortino: number;
  readonly pnlBps: number;
  readonly inventory: number;
  readonly symbols: readonly SymbolFigures[];
  readonly bars: readonly number[];
}

/** The outcome of a trial as one would work it out from a whole result, bar by bar, in decimals. */
export function naiveOutcome(
  result: BacktestResult,
  study: { readonly barNs: number; readonly bars: number; readonly currency: string },
): Naive {
  const { summary, samples } = result;
  const { barNs, bars, currency } = study;
  const counted = summary.filter(({ settle }) => settle === currency);
  const sampleAt = (bar: number): number =>
    bar === bars
      ? samples.timeNs.length - 1
      : samples.timeNs.findLastIndex((ns) => ns <= bar * barNs);
  const amounts = samples.equity.find((series) => series.currency === currency)?.amount ?? [];
  const equity = Array.from(
    { length: bars + 1 },
    (_, bar) => (bar === 0 ? undefined : amounts[sampleAt(bar)])?.toDecimal() ?? ZERO,
  );
  const exact = equity.slice(1).map((amount, bar) => amount.minus(equity[bar]!));
  const profits = exact.map((profit) => profit.toNumber());
  const pnl = equity.at(-1)!;
  const sum = (of: (each: (typeof counted)[number]) => Decimal): Decimal =>
    counted.reduce((total, each) => total.plus(of(each)), ZERO);
  const turnover = sum((each) => each.turnover.toDecimal());
  const moves = counted.map(({ instrument }) => inventoryMoves(result, instrument, sampleAt, bars));
  return {
    metrics: {
      pnl: pnl.toFixed(),
      fees: sum(({ fees }) => fees.toDecimal()).toFixed(),
      turnover: turnover.toFixed(),
      drawdown: drawdown(equity).toFixed(),
      inventoryPnl: moves.reduce((total, { pnl: each }) => total.plus(each), ZERO).toFixed(),
      orders: result.orders.length,
      fills: result.fills.length,
      makerFills: result.fills.filter(({ liquidity }) => liquidity === "maker").length,
    },
    ...ratios(profits),
    pnlBps: turnover.isZero() ? Number.NaN : pnl.div(turnover).mul(10_000).toNumber(),
    inventory: moves
      .reduce((total, { value }) => total.plus(value), ZERO)
      .div(bars)
      .toNumber(),
    symbols: summary.map((each) => ({
      instrument: each.instrument,
      currency: each.settle,
      pnl: each.equity.toString(),
      turnover: each.turnover.toString(),
      fills: each.fills,
    })),
    bars: profits,
  };
}

function drawdown(equity: readonly Decimal[]): Decimal {
  const falls = equity.map((later, i) => Decimal.max(...equity.slice(0, i + 1)).minus(later));
  return Decimal.max(...falls);
}

function ratios(profits: readonly number[]): { readonly sharpe: number; readonly sortino: number } {
  const mean = profits.reduce((sum, profit) => sum + profit, 0) / profits.length;
  const variance = profits.reduce((sum, profit) => sum + (profit - mean) ** 2, 0);
  const losses = profits.reduce((sum, profit) => sum + Math.min(profit, 0) ** 2, 0);
  return {
    sharpe: mean / Math.sqrt(variance / (profits.length - 1)),
    sortino: losses === 0 ? Number.NaN : mean / Math.sqrt(losses / profits.length),
  };
}

/** What positions held at the start of bars gained, and the values of those at their ends. */
function inventoryMoves(
  result: BacktestResult,
  id: string,
  sampleAt: (bar: number) => number,
  bars: number,
): { readonly pnl: Decimal; readonly value: Decimal } {
  const spec = result.inputs.instruments.find(
    ({ venue, market, symbol }) => `${venue}:${market}:${symbol}` === id,
  )!;
  const series = result.samples.instruments.find(({ instrument }) => instrument === id)!;
  const lot = new Decimal(spec.lotSize).mul(spec.contractSize);
  const mid = (sample: number): Decimal =>
    new Decimal(series.bidTicks[sample]! + series.askTicks[sample]!).mul(spec.tickSize).div(2);
  // Of a position in coins, the value as it is kept: rounded to 10^-18.
  const value = (lots: number, price: Decimal): Decimal =>
    spec.payoff === "inverse"
      ? lot.mul(lots).div(price).toDecimalPlaces(18, Decimal.ROUND_HALF_UP)
      : lot.mul(lots).mul(price);
  let pnl = ZERO;
  let held = ZERO;
  for (let bar = 1; bar <= bars; bar++) {
    const [start, end] = [bar === 1 ? -1 : sampleAt(bar - 1), sampleAt(bar)];
    const lots = start < 0 ? 0 : series.positionLots[start]!;
    if (lots !== 0) {
      const gain = value(lots, mid(end)).minus(value(lots, mid(start)));
      pnl = spec.payoff === "inverse" ? pnl.minus(gain) : pnl.plus(gain);
    }
    const last = end < 0 ? 0 : series.positionLots[end]!;
    if (last !== 0) held = held.plus(value(Math.abs(last), mid(end)));
  }
  return { pnl, value: held };
}
