import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { Decimal, Money, naturalLog, Rate } from "@mexoms/core";
import { ExactSum } from "@mexoms/core/internal";

describe("Money", () => {
  it("adds and prints exactly what decimal arithmetic gives", () => {
    const money = fc.tuple(fc.bigInt({ min: -(10n ** 40n), max: 10n ** 40n }), fc.nat({ max: 20 }));
    fc.assert(
      fc.property(money, money, ([a, da], [b, db]) => {
        const sum = new Money(a, da).plus(new Money(b, db));
        const exact = new Decimal(a.toString())
          .div(new Decimal(10).pow(da))
          .plus(new Decimal(b.toString()).div(new Decimal(10).pow(db)));
        expect(sum.toString()).toBe(exact.toFixed());
        expect(sum.toDecimal().eq(exact)).toBe(true);
      }),
    );
  });

  it("prints zero and small negative amounts without exponents or negative zero", () => {
    expect(new Money(0n, 8).toString()).toBe("0");
    expect(new Money(-5n, 10).toString()).toBe("-0.0000000005");
    expect(JSON.stringify({ m: new Money(-1200n, 3) })).toBe('{"m":"-1.2"}');
  });
});

describe("ExactSum", () => {
  it("stays exact far beyond 2^53", () => {
    const term = fc.integer({ min: -(2 ** 51), max: 2 ** 51 });
    fc.assert(
      fc.property(fc.array(term, { maxLength: 200 }), (terms) => {
        const sum = new ExactSum();
        for (const each of terms) sum.add(each);
        expect(sum.total()).toBe(terms.reduce((a, b) => a + BigInt(b), 0n));
      }),
    );
  });
});

describe("Rate", () => {
  it("reads basis points and percent, also negative, and refuses a bare number", () => {
    expect(Rate.parse("0.1%", "fee").toString()).toBe("10bps");
    expect(Rate.parse("-0.5bps", "fee").fraction).toBe(-0.00005);
    expect(() => Rate.parse("0.001", "fee")).toThrow(/needs|unit, such as 2bps or 0.1%/);
  });
});

describe("naturalLog", () => {
  it("is within 2 units in the last place of Math.log, and exact at the ends", () => {
    fc.assert(
      fc.property(fc.double({ min: 1e-300, max: 1e300, noNaN: true }), (x) => {
        const got = naturalLog(x);
        const want = Math.log(x);
        expect(Math.abs(got - want)).toBeLessThanOrEqual(
          2 ** -51 * Math.max(Math.abs(want), 2 ** -52),
        );
      }),
      { numRuns: 3000 },
    );
    expect(naturalLog(1)).toBe(0);
    expect(naturalLog(0)).toBe(Number.NEGATIVE_INFINITY);
    expect(naturalLog(-1)).toBeNaN();
    expect(naturalLog(Number.POSITIVE_INFINITY)).toBe(Number.POSITIVE_INFINITY);
  });
});
