import { defineStrategy, duration, instrument } from "@mexoms/core";

const LOTS = 10;

/**
 * Asks much of an engine: every few milliseconds it moves its quotes, and now and then it takes.
 * What it does follows from books and orders alone.
 */
export const QUICK_QUOTER = defineStrategy({
  name: "quick-quoter",
  params: { instrument: instrument(), every: duration({ default: "20ms" }) },
  start(ctx, p) {
    const book = ctx.book(p.instrument);
    let round = 0;
    ctx.every(p.every, () => {
      if (!book.valid) return;
      round += 1;
      const { bid, ask } = book;
      const step = round % 7;
      const targets = [
        { side: "buy", price: bid - step, size: 2 * LOTS },
        { side: "sell", price: ask + step, size: 2 * LOTS },
        { side: "buy", price: bid - 10 - (round % 3), size: LOTS },
        { side: "sell", price: ask + 10 + (round % 3), size: LOTS },
      ] as const;
      ctx.quotes(p.instrument).target(targets.filter((_, i) => i !== round % 5));
      if (round % 11 !== 0) return;
      const side = ctx.position(p.instrument).lots > 0 ? "sell" : "buy";
      ctx.orders.submit({
        instrument: p.instrument,
        side,
        priceTicks: side === "buy" ? ask + 2 : bid - 2,
        qtyLots: LOTS,
        timeInForce: "ioc",
      });
    });
  },
});
