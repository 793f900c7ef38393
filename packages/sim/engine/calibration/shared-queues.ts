import type { FollowedStay } from "./observations.ts";

/**
 * Orders that stood in one queue at one time saw the same trades and are not independent. Gives each
 * order the number of its group: orders are in one group when a chain of stays that overlap in time
 * at one price and side joins them.
 */
export function sharedQueues(stays: readonly FollowedStay[]): Map<number, number> {
  const parents = new Map<number, number>();
  const root = (order: number): number => {
    let at = order;
    for (let up = parents.get(at) ?? at; up !== at; up = parents.get(at) ?? at) at = up;
    return at;
  };
  const sorted = stays
    .map(({ stay }) => stay)
    .toSorted((a, b) => a.side - b.side || a.priceTicks - b.priceTicks || a.fromNs - b.fromNs);
  let before = sorted[0];
  let untilNs = Number.NEGATIVE_INFINITY;
  for (const stay of sorted) {
    const sameQueue = before?.side === stay.side && before.priceTicks === stay.priceTicks;
    if (sameQueue && stay.fromNs < untilNs) {
      parents.set(root(stay.order), root(before!.order));
      untilNs = Math.max(untilNs, stay.toNs);
    } else {
      untilNs = stay.toNs;
    }
    before = stay;
  }
  return new Map(sorted.map(({ order }) => [order, root(order)]));
}
