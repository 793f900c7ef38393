import { defineStrategy } from "@mexoms/core";
import { params } from "./params.ts";
import { quoteLadder } from "./quote-ladder.ts";

/**
 * A two-sided market maker: quotes in levels around a fair value, leaning against its inventory,
 * within a hard limit on what it may come to hold.
 */
export const marketMaker = defineStrategy({
  name: "market-maker",
  params,
  start(ctx, p) {
    const book = ctx.book(p.instrument);
    const position = ctx.position(p.instrument);
    const quotes = ctx.quotes(p.instrument);
    const timeInForce = p.postOnly ? "post-only" : "gtc";
    let quoting = false;

    const say = (next: boolean, why: string): void => {
      if (next !== quoting) ctx.explain(next ? "quoting" : "not quoting", why);
      quoting = next;
    };

    ctx.every(p.refresh, () => {
      const fair = p.fairValue === "mid" ? book.mid : book.microprice;
      if (!book.valid || !(fair > 0)) {
        quotes.clear();
        say(false, "the book has an empty side or a gap");
        return;
      }
      const targets = quoteLadder({
        fairTicks: fair,
        spreadTicks: p.spread.of(fair),
        stepTicks: p.levelStep.of(fair),
        levels: p.levels,
        sizeLots: p.size,
        positionLots: position.lots,
        maxInventoryLots: p.maxInventory,
        skewTicks: p.skew.of(fair),
        bidTicks: book.bid,
        askTicks: book.ask,
        postOnly: p.postOnly,
      });
      quotes.target(targets, {
        toleranceTicks: p.requoteTolerance.of(fair),
        timeInForce,
        maxOpenLots: {
          buy: p.maxInventory - position.lots,
          sell: p.maxInventory + position.lots,
        },
      });
      say(true, "the book is valid");
    });
  },
});
