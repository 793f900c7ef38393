import { ConfigError, Decimal, naturalExp, naturalLog } from "@mexoms/core";
import type { Axis } from "../search-space.ts";
import { formatMeasure, readMeasure } from "./measure.ts";

/** A range without a step. */
export interface Range {
  readonly low: Decimal;
  readonly high: Decimal;
  readonly unit: string;
  readonly log: boolean;
  /** The smallest difference that the kind of value knows, for example a lot; 0 for none. */
  readonly grain: Decimal;
}

/** What drawn values are rounded to is at most this part of the range; by log, of the value. */
const FINENESS = 1000;
const LOG_FINENESS = 100;

/**
 * An axis that values are drawn from. They are rounded so that texts stay short: to a power of ten
 * (of grains) that is between 1/1000 and 1/10000 of the range; by log to three digits.
 */
export function rangeAxis(name: string, range: Range): Axis {
  const { low, high, unit, log } = range;
  const span = high.sub(low);
  const lnRatio = log ? lnOf(high.div(low)) : 0;
  const quantum = quantumOf(span.div(FINENESS), range.grain);
  const amountAt = (place: number): Decimal => {
    if (!log) return rounded(low.add(span.mul(place)), quantum);
    const value = low.mul(naturalExp(place * lnRatio));
    return rounded(value, quantumOf(value.div(LOG_FINENESS), range.grain));
  };
  const kept = (place: number): Decimal => {
    if (!(place > 0)) return low;
    if (place >= 1) return high;
    return Decimal.max(low, Decimal.min(high, amountAt(place)));
  };
  return {
    name,
    values: undefined,
    ordered: true,
    at: (place) => formatMeasure({ amount: kept(place), unit }),
    place(text) {
      const measure = readMeasure(text);
      if (measure === undefined || measure.unit !== unit) {
        throw new ConfigError(name, `"${text}" is not of the unit of its range`);
      }
      const amount = Decimal.max(low, Decimal.min(high, measure.amount));
      if (log) return Math.min(1, Math.max(0, lnOf(amount.div(low)) / lnRatio));
      return amount.sub(low).div(span).toNumber();
    },
  };
}

function lnOf(ratio: Decimal): number {
  return naturalLog(ratio.toNumber());
}

function rounded(value: Decimal, quantum: Decimal): Decimal {
  return value.div(quantum).round().mul(quantum);
}

/** A power of ten, of grains if there are any, that is not above a size unless one grain is. */
function quantumOf(size: Decimal, grain: Decimal): Decimal {
  if (grain.isZero()) return new Decimal(10).pow(size.e);
  return grain.mul(new Decimal(10).pow(Math.max(0, size.div(grain).e)));
}
