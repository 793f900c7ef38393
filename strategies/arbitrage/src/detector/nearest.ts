import type { NearestEdge } from "@mexoms/core";
import type { Pair } from "./pair.ts";

/** The best that a pair has given so far, beside what is asked of it now. For people: doubles. */
export function nearestOf({ edge, buy, sell, need, grossCrossed, grossMaxBps }: Pair): NearestEdge {
  const kept = (1 - sell.market.takerFee / 1e10) / (1 + buy.market.takerFee / 1e10);
  const gross = grossMaxBps / 1e4;
  const net = (1 + gross) * kept - 1;
  const rounded = (bps: number): number => Math.round(bps * 1e4) / 1e4;
  return {
    name: edge.name,
    crossedLooks: grossCrossed,
    grossBps: rounded(grossMaxBps),
    feesBps: rounded((gross - net) * 1e4),
    needBps: need / 1e6,
    missingBps: rounded(need / 1e6 - net * 1e4),
  };
}
