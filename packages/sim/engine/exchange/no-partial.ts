import { TOOK_LEVEL } from "../venue/messages.ts";
import type { ExchangeModel } from "./exchange-model.ts";

/** Orders fill whole or not at all; takers get the best price for any size. */
export const noPartialFill: ExchangeModel = {
  name: "no-partial",
  queueFill: (_reachedLots, leavesLots) => leavesLots,
  take(order, book, sink) {
    const other = 1 - order.side;
    if (book.has(other)) sink(book.bestTicks(other), order.qtyLots, TOOK_LEVEL);
  },
};
