import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { sizeSkew } from "../../src/index.ts";

const AT = { price: 100, targetShare: 0.5, range: 2 } as const;

describe("the linear size skew", () => {
  it.each([
    [11, 900, 0.5, 1.5],
    [12, 800, 0, 2],
    [9, 1100, 1.5, 0.5],
    [10, 1000, 1, 1],
    [8, 1200, 2, 0],
    [15, 500, 0, 2],
  ])(
    "gives %d coins and %d of quote currency bids of %d and asks of %d",
    (base, quote, bid, ask) => {
      expect(sizeSkew({ ...AT, base, quote })).toEqual({ bid, ask });
    },
  );

  it("has a range of at most half the capital, and no room below zero coins", () => {
    expect(sizeSkew({ ...AT, base: 15, quote: 500, range: 100 })).toEqual({ bid: 0.5, ask: 1.5 });
    expect(sizeSkew({ ...AT, base: 1, quote: 1900, targetShare: 0.1 })).toEqual({
      bid: 1.5,
      ask: 0.5,
    });
  });

  it("has nothing to share out without capital or range", () => {
    expect(sizeSkew({ ...AT, base: 0, quote: 0 })).toEqual({ bid: 0, ask: 0 });
    expect(sizeSkew({ ...AT, base: 1, quote: 1, range: 0 })).toEqual({ bid: 0, ask: 0 });
  });

  it("always shares out 2, and never buys more with more coins", () => {
    const amount = fc.double({ min: 0, max: 1000, noNaN: true });
    fc.assert(
      fc.property(
        amount,
        amount,
        fc.double({ min: 0.1, max: 50, noNaN: true }),
        (base, more, range) => {
          const less = sizeSkew({ ...AT, base, quote: 100_000, range });
          const now = sizeSkew({ ...AT, base: base + more, quote: 100_000, range });
          expect(less.bid + less.ask).toBeCloseTo(2, 12);
          expect(now.bid).toBeLessThanOrEqual(less.bid + 1e-9);
        },
      ),
    );
  });
});
