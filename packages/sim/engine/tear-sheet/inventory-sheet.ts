import { naturalLog } from "@mexoms/core";
import { type InstrumentRun, meanSizeText, NOTHING, sizeText } from "./instrument-run.ts";
import type { InventorySheet } from "./tear-sheet.ts";

const DAY_NS = 86_400e9;
/** Share of the largest position from which on it counts as being at its most. */
const NEAR_MAX = 0.9;
const MIN_INTERVALS = 30;

/** The position over time, as the venue's fills made it. */
export class Holdings {
  /** Integral of the position over time, in lots times nanoseconds. */
  readonly signedLotsNs: bigint;
  readonly absLotsNs: bigint;
  readonly maxAbsLots: number;
  /** The position at every return interval. */
  readonly atIntervals: Float64Array;
  readonly atMaxNs: number;

  constructor({ fills, endNs, returns }: InstrumentRun) {
    const steps: { readonly lots: number; readonly ns: number }[] = [];
    const atIntervals = new Float64Array(returns.midHalf.length);
    let lots = 0;
    let lastNs = 0;
    let k = 0;
    const until = (toNs: number): void => {
      for (; k < atIntervals.length && k * returns.everyNs < toNs; k++) atIntervals[k] = lots;
      const at = Math.min(toNs, endNs);
      if (at > lastNs) steps.push({ lots, ns: at - lastNs });
      lastNs = Math.max(lastNs, at);
    };
    let max = 0;
    for (const { fill, sign, atNs } of fills) {
      until(atNs);
      lots += sign * fill.qtyLots;
      max = Math.max(max, Math.abs(lots));
    }
    until(endNs);
    for (; k < atIntervals.length; k++) atIntervals[k] = lots;
    const sum = (value: (lots: number) => number): bigint =>
      steps.reduce((total, each) => total + BigInt(value(each.lots)) * BigInt(each.ns), 0n);
    this.signedLotsNs = sum((each) => each);
    this.absLotsNs = sum(Math.abs);
    this.maxAbsLots = max;
    this.atIntervals = atIntervals;
    this.atMaxNs = steps.reduce(
      (total, each) => total + (max > 0 && Math.abs(each.lots) >= NEAR_MAX * max ? each.ns : 0),
      0,
    );
  }
}

export function inventorySheet(run: InstrumentRun, holdings: Holdings): InventorySheet {
  const { instrument, fills, endNs, returns } = run;
  const { absLotsNs, maxAbsLots, atMaxNs, atIntervals } = holdings;
  const volume = fills.reduce((sum, { fill }) => sum + BigInt(fill.qtyLots), 0n);
  return {
    meanAbsQty: meanSizeText(instrument, absLotsNs, endNs),
    maxAbsQty: sizeText(instrument, BigInt(maxAbsLots)),
    halfLifeNs: halfLifeNs(atIntervals, returns.everyNs),
    intervalNs: returns.everyNs,
    atMax: atMaxNs / endNs,
    turnsPerDay: absLotsNs === 0n ? undefined : (Number(volume) * DAY_NS) / Number(absLotsNs),
    rebalancingCost: rebalancingCost(run),
  };
}

/** interval * -ln 2 / ln r, where r is the autocorrelation of the position from interval to interval. */
function halfLifeNs(lots: Float64Array, everyNs: number): number | undefined {
  const n = lots.length;
  if (n <= MIN_INTERVALS) return undefined;
  const mean = lots.reduce((sum, each) => sum + each, 0) / n;
  let products = 0;
  let squares = 0;
  for (let i = 0; i < n; i++) {
    const off = lots[i]! - mean;
    squares += off * off;
    if (i > 0) products += off * (lots[i - 1]! - mean);
  }
  const r = products / squares;
  return r > 0 && r < 1 ? (-naturalLog(2) / naturalLog(r)) * everyNs : undefined;
}

/** Of taker fills that made the position smaller: price less mid, and fees. */
function rebalancingCost({ fills, worth }: InstrumentRun): InventorySheet["rebalancingCost"] {
  let lots = 0;
  let gained = 0n;
  let fees = NOTHING;
  for (const { fill, sign, priceHalf, midHalf } of fills) {
    const signed = sign * fill.qtyLots;
    if (fill.liquidity === "taker" && lots * sign < 0) {
      gained += worth.gain(signed, priceHalf, midHalf);
      fees = fees.plus(fill.fee);
    }
    lots += signed;
  }
  return worth.money(-gained).plus(fees);
}
