import { durationQuantiles } from "./durations.ts";
import type { InstrumentRun } from "./instrument-run.ts";
import { moveBps } from "./marked-fill.ts";
import type { LatencySheet } from "./tear-sheet.ts";
import { WeightedMean } from "./weighted-mean.ts";

/** Bounds of the round trips of `profitByAck`. */
const ACK_NS = [0, 1e6, 2e6, 5e6, 10e6, 20e6, 50e6, 100e6, 200e6, 500e6, 1e9] as const;

export function latencySheet({ orderTimes, fills }: InstrumentRun): LatencySheet {
  const { toVenueNs, ackNs, cancelAckNs } = orderTimes;
  const buckets = ACK_NS.map(() => new WeightedMean());
  for (const each of fills) {
    if (Number.isNaN(each.ackNs)) continue;
    const at = ACK_NS.findLastIndex((fromNs) => each.ackNs >= fromNs);
    buckets[at]!.add(moveBps(each, each.adverseHalf), each.fill.qtyLots);
  }
  return {
    tickToIntent: undefined,
    intentToVenue: durationQuantiles(toVenueNs),
    ack: durationQuantiles([...ackNs.values()]),
    cancelAck: durationQuantiles(cancelAckNs),
    profitByAck: buckets.flatMap((bucket, i) => {
      if (bucket.count === 0) return [];
      const toNs = ACK_NS[i + 1] ?? Number.MAX_SAFE_INTEGER;
      return [{ fromNs: ACK_NS[i]!, toNs, fills: bucket.count, bps: bucket.mean }];
    }),
  };
}
