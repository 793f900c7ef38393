import { sideIndex } from "@mexoms/core/internal";
import type { OwnOrder } from "./own-order.ts";

/** Why an order, or a part of its life, tells nothing of queues. */
export const LEFT_OUT = [
  "never-rested",
  "taker",
  "amended-unknown",
  "outside-tape",
  "in-gap",
  "crossed-book",
] as const;
export type LeftOut = (typeof LEFT_OUT)[number];

/** A stretch of time that an order stood in one queue. Times are relative to an epoch. */
export interface Stay {
  /** Index of its order among those given. */
  readonly order: number;
  readonly side: number;
  readonly priceTicks: number;
  /** Rows at `fromNs` come before it, rows at `toNs` still meet it. */
  readonly fromNs: number;
  readonly toNs: number;
  /** Venue time of its first maker fill, Infinity when it had none. */
  readonly fillNs: number;
  /** Lots of that fill when it left some of the order open, 0 otherwise. Of amended orders always 0. */
  readonly partLots: number;
}

/**
 * The stays of an order: one, and one more for each amend that costs it its place, by the rule of the
 * simulated venue. Or why it has none.
 */
export function staysOf(order: OwnOrder, index: number, epochNs: bigint): Stay[] | LeftOut {
  if (order.acceptedNs === undefined) return "never-rested";
  if (order.fills.some((fill) => !fill.maker)) return "taker";
  if (order.amends === "unknown") return "amended-unknown";
  const relative = (ns: bigint): number => Number(ns - epochNs);
  const endNs = order.closedNs === undefined ? Infinity : relative(order.closedNs);
  const stays: Stay[] = [];
  let { priceTicks } = order;
  let leaves = order.qtyLots;
  let fromNs = relative(order.acceptedNs);
  let filledUpTo = 0;
  const close = (toNs: number): void => {
    const fill = order.fills.find(({ exchNs }) => {
      const ns = relative(exchNs);
      return ns > fromNs && ns <= toNs;
    });
    const fillNs = fill ? relative(fill.exchNs) : Infinity;
    const partLots = fill && order.amends.length === 0 ? partOf(order, fill.exchNs) : 0;
    const side = sideIndex(order.side);
    stays.push({ order: index, side, priceTicks, fromNs, toNs, fillNs, partLots });
  };
  for (const amend of order.amends) {
    const atNs = relative(amend.exchNs);
    for (; filledUpTo < order.fills.length; filledUpTo++) {
      const fill = order.fills[filledUpTo]!;
      if (relative(fill.exchNs) > atNs) break;
      leaves -= fill.qtyLots;
    }
    const keepsPlace = amend.priceTicks === priceTicks && amend.leavesLots <= leaves;
    leaves = amend.leavesLots;
    if (keepsPlace) continue;
    close(atNs);
    priceTicks = amend.priceTicks;
    fromNs = atNs;
  }
  close(endNs);
  return stays;
}

/** Lots filled at an instant, 0 when they are the whole order. */
function partOf(order: OwnOrder, exchNs: bigint): number {
  const lots = order.fills.reduce(
    (sum, fill) => (fill.exchNs === exchNs ? sum + fill.qtyLots : sum),
    0,
  );
  return lots < order.qtyLots ? lots : 0;
}
