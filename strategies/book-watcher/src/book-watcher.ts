import { bps, defineStrategy, instrument } from "@mexoms/core";

/** Keeps the checksum a small integer. */
const PRIME = 1_000_003;

/**
 * Costs next to nothing itself, so that what a run costs is what the engine costs: one order rests
 * far from the touch on each side, the book is looked at ten times a second, and at every trade.
 */
export const bookWatcher = defineStrategy({
  name: "book-watcher",
  params: {
    instrument: instrument({ doc: "what to watch" }),
    away: bps({ default: "100bps", min: "1bps", doc: "from the touch to each order" }),
  },
  start(ctx, p) {
    const book = ctx.book(p.instrument);
    let resting = false;
    let checksum = 0;
    const look = (): void => {
      checksum = (checksum + book.bid + book.askLots) % PRIME;
    };
    const rest = (): void => {
      resting = true;
      ctx.quotes(p.instrument).target([
        { side: "buy", price: p.away.below(book.bid), size: 1 },
        { side: "sell", price: p.away.above(book.ask), size: 1 },
      ]);
    };
    ctx.every("100ms", () => {
      if (!book.valid) return;
      look();
      if (!resting) rest();
    });
    return {
      trade: () => {
        if (book.valid) look();
      },
      stop: () => ctx.explain("checksum", String(checksum)),
    };
  },
});
