import { defineStrategy, instrument, type RiskConfig, type Strategy } from "@mexoms/core";

/** Quotes at the best bid, anew with each change of the book. */
export const FOLLOWER: Strategy = defineStrategy({
  name: "follower",
  params: { instrument: instrument() },
  start(ctx, { instrument: traded }) {
    const quotes = ctx.quotes(traded);
    const target = { side: "buy" as const, price: 0, size: 1 };
    const targets = [target];
    return {
      book(book) {
        if (!book.valid || Number.isNaN(book.bid)) return;
        target.price = book.bid;
        quotes.target(targets);
      },
    };
  },
});

/** As a deployment would have them, but for rates, which the bench is above. */
export const BENCH_RISK: RiskConfig = {
  currency: "USD",
  count: { USDT: "1", BTC: ["bench:swap:BTCUSDT"] },
  resetAt: "00:00",
  lookEvery: "1s",
  thresholds: { warn: ["50%", "75%"], reduceOnly: "90%", halt: "100%" },
  order: { orderNotional: "10000USD", priceCollar: "5%", crossing: "20bps", selfCross: "deny" },
  strategy: { position: "10000USD", dailyLoss: "1000USD" },
};
