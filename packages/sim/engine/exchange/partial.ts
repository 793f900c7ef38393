import { type Book, NO_LEVEL, sideSign } from "@mexoms/core/internal";
import { TIF_FOK, TIF_GTC, TOOK_AT_LIMIT, TOOK_LEVEL, TYPE_MARKET } from "../venue/messages.ts";
import type { ExchangeModel, TakingOrder, TakeSink } from "./exchange-model.ts";

/** How far a market order walks from the touch before the rest of it expires. */
const MARKET_REACH_TICKS = 100;

/**
 * Orders fill by the lots that are there. A taker walks the book from the touch to its limit; the
 * rest of a gtc order fills at its limit, that of any other expires.
 */
export const partialFill: ExchangeModel = {
  name: "partial",
  queueFill: (reachedLots, leavesLots) => Math.min(reachedLots, leavesLots),
  take(order, book, sink) {
    const other = 1 - order.side;
    if (!book.has(other)) return;
    if (order.timeInForce === TIF_FOK && shownLots(order, book) < order.qtyLots) return;
    const left = walk(order, book, sink);
    if (left > 0 && order.timeInForce === TIF_GTC && order.type !== TYPE_MARKET) {
      sink(order.priceTicks, left, TOOK_AT_LIMIT);
    }
  },
};

function shownLots(order: TakingOrder, book: Book): number {
  const left = walk({ ...order, qtyLots: Number.MAX_SAFE_INTEGER }, book, () => {});
  return Number.MAX_SAFE_INTEGER - left;
}

/** Takes level after level; returns the lots that found none. */
function walk(order: TakingOrder, book: Book, sink: TakeSink): number {
  const ladder = book.ladder(1 - order.side);
  // Keys grow away from the touch: ticks for asks, minus ticks for bids.
  const toKey = sideSign(order.side);
  const limit =
    order.type === TYPE_MARKET ? ladder.best + MARKET_REACH_TICKS : order.priceTicks * toKey;
  const { afterKey = Number.NEGATIVE_INFINITY } = order;
  let left = order.qtyLots;
  let first = ladder.best;
  while (first !== NO_LEVEL && first <= afterKey) first = ladder.next(first);
  for (let key = first; key !== NO_LEVEL && key <= limit; key = ladder.next(key)) {
    const lots = Math.min(left, ladder.lotsAt(key));
    sink(key * toKey, lots, TOOK_LEVEL);
    left -= lots;
    if (left === 0) break;
  }
  return left;
}
