import { defineStrategy, type Handlers } from "@mexoms/core";
import { params } from "./params.ts";
import { Session } from "./session.ts";

/**
 * Arbitrage across venues, of spot against perpetuals and in triangles: takes what the detector
 * finds with immediate-or-cancel limit orders, makes quotes that are hedged elsewhere, and clears
 * what is left unbalanced, under a cap at any instant.
 */
export const arbitrage = defineStrategy({
  name: "arbitrage",
  params,
  start(ctx, p): Handlers {
    const session = new Session(ctx, p);
    return {
      fill: (fill) => session.filled(fill),
      order: (order) => session.changed(order),
      book: (book) => session.moved(book),
      wake: () => session.wake(),
      explain: () => session.explain(),
      save: () => session.save(),
      stop: () => session.stop(),
    };
  },
});
