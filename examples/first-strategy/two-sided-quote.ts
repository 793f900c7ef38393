import { bps, defineStrategy, instrument, quantity } from "@mexoms/core";

/** One bid and one ask, each half a spread away from the middle price, moved ten times a second. */
export default defineStrategy({
  name: "two-sided-quote",
  params: {
    instrument: instrument({ doc: "what to quote" }),
    halfSpread: bps({ default: "2bps", min: "0.1bps", doc: "from the middle price to each quote" }),
    size: quantity({ default: "0.01BTC", doc: "of each quote" }),
  },
  start(ctx, p) {
    const book = ctx.book(p.instrument);
    const quotes = ctx.quotes(p.instrument);
    ctx.every("100ms", () => {
      if (!book.valid) return quotes.clear();
      quotes.target([
        { side: "buy", price: p.halfSpread.below(book.mid), size: p.size },
        { side: "sell", price: p.halfSpread.above(book.mid), size: p.size },
      ]);
    });
    return {
      fill: (fill) => ctx.explain("fill", `${fill.side} ${fill.qtyLots} lots, ${fill.liquidity}`),
    };
  },
});
