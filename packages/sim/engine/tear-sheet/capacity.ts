import { quantile } from "./durations.ts";
import { type InstrumentRun, NOTHING, sizeText } from "./instrument-run.ts";
import type { MarkedFill } from "./marked-fill.ts";
import type { CapacityBucket } from "./tear-sheet.ts";

/**
 * Up to four groups of fills by size, of about as many fills each: the profit of a fill marked
 * `adverseNs` later, less its fee, in basis points of the turnover.
 */
export function capacityBuckets({ instrument, worth, fills }: InstrumentRun): CapacityBucket[] {
  const sizes = Float64Array.from(fills, ({ fill }) => fill.qtyLots).sort();
  const bounds = [...new Set([0.25, 0.5, 0.75, 1].map((share) => quantile(sizes, share)))];
  if (fills.length === 0) return [];
  const groups = bounds.map((): MarkedFill[] => []);
  for (const each of fills) {
    groups[bounds.findIndex((upTo) => each.fill.qtyLots <= upTo)]!.push(each);
  }
  return groups.map((group): CapacityBucket => {
    const lots = group.map(({ fill }) => fill.qtyLots);
    let gained = 0n;
    let turnover = 0n;
    let fees = NOTHING;
    for (const { fill, sign, priceHalf, adverseHalf } of group) {
      gained += worth.gain(sign * fill.qtyLots, priceHalf, adverseHalf);
      turnover += worth.size(fill.qtyLots, priceHalf);
      fees = fees.plus(fill.fee);
    }
    const profit = worth.money(gained).minus(fees).toDecimal();
    return {
      fromQty: sizeText(instrument, BigInt(lots.reduce((a, b) => Math.min(a, b)))),
      toQty: sizeText(instrument, BigInt(lots.reduce((a, b) => Math.max(a, b)))),
      fills: group.length,
      bpsAfterFees: profit.mul(1e4).div(worth.money(turnover).toDecimal()).toNumber(),
    };
  });
}
