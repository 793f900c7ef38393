import { Money } from "@mexoms/core";
import { INVERSE_DECIMALS, inverseValue } from "@mexoms/core/internal";
import type { MarketFigures } from "../run/run-figures.ts";

/**
 * The move of the middle price over each bar times the position held at the bar's start, added up,
 * exactly; of inverse contracts as the difference of two values, each rounded to 10^-18 of the coin. A bar without a price at one
 * of its ends adds nothing. `ends` has the sample at the end of each bar.
 */
export function inventoryPnl(market: MarketFigures, ends: Int32Array): Money {
  const inverse = market.instrument.payoff === "inverse";
  const { tick, lot, contractSize } = market.instrument;
  let units = 0n;
  for (let bar = 1; bar < ends.length; bar++) {
    const [start, end] = [ends[bar - 1]!, ends[bar]!];
    if (start < 0 || start === end) continue;
    const lots = market.positionLots[start]!;
    const from = twiceMid(market, start);
    const to = twiceMid(market, end);
    if (lots === 0 || from <= 0 || to <= 0 || from === to) continue;
    units += inverse ? inverseMove(market, lots, from, to) : BigInt(lots) * BigInt(to - from);
  }
  if (inverse) return new Money(units, INVERSE_DECIMALS);
  const factor = BigInt(tick.mantissa) * BigInt(lot.mantissa) * BigInt(contractSize.mantissa);
  return new Money(units * factor * 5n, tick.decimals + lot.decimals + contractSize.decimals + 1);
}

/** Value of a position at the middle price of a sample, as a double; 0 where there is no price. */
export function positionValue(market: MarketFigures, sample: number): number {
  const lots = Math.abs(market.positionLots[sample] ?? 0);
  const twice = sample < 0 ? 0 : twiceMid(market, sample);
  if (lots === 0 || twice <= 0) return 0;
  const { tick, lot, contractSize, payoff } = market.instrument;
  const size = lots * lot.float(1) * contractSize.float(1);
  const price = (twice / 2) * tick.float(1);
  return payoff === "inverse" ? size / price : size * price;
}

function twiceMid({ bidTicks, askTicks }: MarketFigures, sample: number): number {
  return bidTicks[sample]! + askTicks[sample]!;
}

/** A long position in coins' worth of quote currency gains when they become fewer. */
function inverseMove(
  { instrument }: MarketFigures,
  lots: number,
  from: number,
  to: number,
): bigint {
  const size = Math.abs(lots);
  const gain = inverseValue(instrument, size, from, 2) - inverseValue(instrument, size, to, 2);
  return lots > 0 ? gain : -gain;
}
