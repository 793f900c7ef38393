import { type OrderTimeline, REQUESTED, takesPlace, TIMELINE } from "../result/order-timeline.ts";
import type { MarkedFill } from "./marked-fill.ts";
import type { QueueSheet } from "./tear-sheet.ts";
import { WeightedMean } from "./weighted-mean.ts";

/** Less than half a lot is nobody: estimates of queues are doubles. */
const NOBODY_LOTS = 0.5;

/** Places in the queue, from what the venue noted of each order. */
export function queueSheet(timeline: OrderTimeline, fills: readonly MarkedFill[]): QueueSheet {
  const { requests, kind, orderId, aheadLots, levelLots, leavesLots } = timeline;
  const makers = new Set(
    fills.filter(({ fill }) => fill.liquidity === "maker").map(({ row }) => row),
  );
  const atEntry = new WeightedMean();
  const atFill = new WeightedMean();
  const entries = new Map<number, number>();
  const first = new Set<number>();
  let lostToCancel = 0;
  const count = (what: number): number => requests.kind.filter((each) => each === what).length;
  const amends = count(REQUESTED.amend);
  const changes = amends + count(REQUESTED.cancel);
  for (let row = 0; row < kind.length; row++) {
    const id = orderId[row]!;
    const what = kind[row]!;
    const ahead = Math.max(0, aheadLots[row]!);
    if (!Number.isFinite(ahead)) continue;
    if (takesPlace(timeline, row)) {
      entries.set(id, ahead);
      atEntry.add(Math.min(1, ahead / (levelLots[row]! + leavesLots[row]!)), 1);
      continue;
    }
    if (ahead < NOBODY_LOTS) first.add(id);
    const entry = entries.get(id);
    if (entry === undefined) continue;
    if (what === TIMELINE.filled && makers.has(row)) {
      atFill.add(entry === 0 ? 0 : Math.min(1, ahead / entry), 1);
    } else if (what === TIMELINE.canceled || what === TIMELINE.amended) {
      if (ahead < entry) lostToCancel += 1;
    }
  }
  return {
    shareAtEntry: atEntry.mean,
    shareAtFill: atFill.mean,
    reachedFront: first.size,
    lostToCancel,
    amendShare: changes === 0 ? undefined : amends / changes,
  };
}
