import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { Instrument } from "@mexoms/core";
import {
  Book,
  MarketSet,
  MarketState,
  parseRisk,
  SELL,
  BUY,
  Valuation,
} from "@mexoms/core/internal";

function marketOf(spec: Partial<Instrument["spec"]>): MarketState {
  const instrument = new Instrument({
    venue: "test",
    market: "spot",
    symbol: "X",
    base: "BTC",
    quote: "USDT",
    payoff: "linear",
    contractSize: "1",
    tickSize: "0.01",
    lotSize: "0.00001",
    makerFee: "1bps",
    takerFee: "1bps",
    ...spec,
  });
  return new MarketState({
    instrument,
    index: 0,
    bookIncludesOwn: false,
    touched: new MarketSet(2),
    book: new Book(),
  });
}

describe("the value of an exposure", () => {
  it("is the exact one in millionths, rounded up, or Infinity when it is beyond 2^53", () => {
    const market = marketOf({});
    const rates = fc.integer({ min: 1, max: 2_000_000 });
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 1e9 }),
        fc.integer({ min: 1, max: 20_000_000 }),
        rates,
        (lots, ticks, rate) => {
          const count = { USDT: (rate / 1e6).toFixed(6) };
          const valuation = new Valuation(parseRisk({ currency: "USD", count }), [market]);
          const one = Float64Array.of(lots);
          valuation.exposureAt(one, 0, 0, ticks);
          // Lots and ticks are 10^-7 USDT together: first to millionths of it, then by the rate.
          const micro = (BigInt(lots) * BigInt(ticks) + 9n) / 10n;
          const exact = (micro * BigInt(rate) + 999_999n) / 1_000_000n;
          const fits = BigInt(lots) * BigInt(ticks) <= BigInt(Number.MAX_SAFE_INTEGER);
          if (fits) expect(one[0]).toBe(Number(exact));
          else expect(one[0]).toBe(Infinity);
        },
      ),
      { numRuns: 500, endOnFailure: true },
    );
  });

  it("of an inverse contract is its size whatever the price; its profit is counted in the coin", () => {
    const inverse = {
      payoff: "inverse",
      quote: "USD",
      contractSize: "100",
      lotSize: "1",
      tickSize: "0.1",
    } as const;
    const market = marketOf(inverse);
    const risk = parseRisk({ currency: "USD", count: { BTC: "test:spot:X" } });
    const valuation = new Valuation(risk, [market]);
    const one = Float64Array.of(7);
    valuation.exposureAt(one, 0, 0, 1);
    expect(one[0]).toBe(700e6);
    market.book.set(BUY, 500_000, 5);
    market.book.set(SELL, 500_010, 5);
    // 3 contracts of 100 USD, bought: 300 / 50000 = 0.006 BTC are owed, rounded up.
    market.position.fill(BUY, 500_000, 3, true);
    valuation.worth(one, 0, 0);
    expect(one[0]).toBe(-600_000);
    market.position.fill(SELL, 500_000, 6, true);
    valuation.worth(one, 0, 0);
    expect(one[0]).toBe(Math.floor((300 / 50_001) * 1e8));
  });
});
