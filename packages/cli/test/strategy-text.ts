/** A strategy file whose start is `body`, which begins on line 7. */
export function strategyText(body: string): string {
  return `import { bps, defineStrategy, instrument, quantity } from "@mexoms/core";

export default defineStrategy({
  name: "mine",
  params: { instrument: instrument(), halfSpread: bps({ default: "1bps" }), size: quantity({ default: "0.01BTC" }) },
  start(ctx, p) {
    ${body}
  },
});
`;
}

export const QUOTES = `const book = ctx.book(p.instrument);
    const quotes = ctx.quotes(p.instrument);
    ctx.every("500ms", () => {
      if (!book.valid) return quotes.clear();
      const half = p.halfSpread.of(book.mid);
      quotes.target([
        { side: "buy", price: book.mid - half, size: p.size },
        { side: "sell", price: book.mid + half, size: p.size },
      ]);
    });`;
