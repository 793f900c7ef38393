import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { Instrument } from "@mexoms/core";
import {
  Book,
  BUY,
  ExposureBook,
  MarketSet,
  MarketState,
  parseRisk,
  Profit,
  SELL,
  Valuation,
  WorthColumn,
} from "@mexoms/core/internal";

const MARKETS = 3;
const MID = 510;

/** A coin priced in a coin, which the second market prices; and a contract of the first coin. */
function markets(): MarketState[] {
  const common = { venue: "test", contractSize: "1", makerFee: "1bps", takerFee: "1bps" } as const;
  const spot = { ...common, market: "spot", payoff: "linear", lotSize: "0.01" } as const;
  const specs = [
    { ...spot, symbol: "ETHBTC", base: "ETH", quote: "BTC", tickSize: "0.0001" },
    { ...spot, symbol: "BTCUSDT", base: "BTC", quote: "USDT", tickSize: "0.1" },
    {
      ...common,
      market: "swap",
      payoff: "inverse",
      symbol: "BTCUSD",
      base: "BTC",
      quote: "USDT",
      contractSize: "100",
      lotSize: "1",
      tickSize: "0.1",
    },
  ] as const;
  const touched = new MarketSet(MARKETS);
  return specs.map(
    (spec, index) =>
      new MarketState({
        instrument: new Instrument(spec),
        index,
        bookIncludesOwn: false,
        touched,
        book: new Book(),
      }),
  );
}

const market = fc.integer({ min: 0, max: MARKETS - 1 });
const side = fc.constantFrom(BUY, SELL);
const level = fc.record({
  kind: fc.constant("level" as const),
  market,
  side,
  away: fc.integer({ min: 1, max: 4 }),
  lots: fc.constantFrom(0, 5, 5),
});
const step = fc.oneof(
  { weight: 8, arbitrary: level },
  fc.record({ kind: fc.constant("gap" as const), market, gapped: fc.boolean() }),
  fc.record({
    kind: fc.constant("lots" as const),
    market,
    lots: fc.integer({ min: -3, max: 3 }),
  }),
  fc.record({
    kind: fc.constant("fill" as const),
    market,
    side,
    lots: fc.integer({ min: 1, max: 3 }),
  }),
);

describe("what positions and exposures are worth, kept until something changes", () => {
  it("is what it comes to when all of it is counted anew", () => {
    const count = { USDT: "1", BTC: ["test:spot:BTCUSDT"] };
    const risk = parseRisk({ currency: "USDT", count });
    const book = new ExposureBook({ markets: MARKETS, accounts: 1, accountOf: () => 0 });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60, size: "max" }), (steps) => {
        const all = markets();
        const kept = new Valuation(risk, all);
        const anew = new Valuation(risk, all);
        const worth = new WorthColumn(book, kept);
        const profit = new Profit(all, kept);
        for (const given of steps) {
          const at = all[given.market]!;
          if (given.kind === "level") {
            const ticks = given.side === BUY ? MID - given.away : MID + given.away;
            at.book.set(given.side, ticks, given.lots);
          } else if (given.kind === "gap") at.book.gapped = given.gapped;
          else if (given.kind === "lots") worth.lots[given.market] = given.lots;
          else {
            at.position.fill(given.side, MID, given.lots, true);
            profit.changed(given.market);
          }
          kept.refresh();
          const fresh = new WorthColumn(book, anew);
          const freshProfit = new Profit(all, anew);
          for (let m = 0; m < MARKETS; m++) {
            worth.count(m);
            fresh.lots[m] = worth.lots[m]!;
            fresh.count(m);
            freshProfit.changed(m);
          }
          expect([...worth.values]).toEqual([...fresh.values]);
          profit.count();
          freshProfit.count();
          expect(profit.known).toBe(freshProfit.known);
          if (profit.known) expect(profit.amount).toBe(freshProfit.amount);
        }
      }),
      { numRuns: 300 },
    );
  });
});
