import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { Decimal, Instrument, type InstrumentSpec, Position } from "@mexoms/core";
import { BUY, SELL } from "@mexoms/core/internal";

const linear: InstrumentSpec = {
  venue: "test",
  market: "swap",
  symbol: "BTCUSDT",
  base: "BTC",
  quote: "USDT",
  payoff: "linear",
  contractSize: "1",
  tickSize: "0.1",
  lotSize: "0.001",
  makerFee: "-0.5bps",
  takerFee: "7bps",
};
const inverse: InstrumentSpec = {
  ...linear,
  symbol: "BTCUSD",
  quote: "USD",
  payoff: "inverse",
  contractSize: "100",
  lotSize: "1",
};

const fill = fc.record({
  side: fc.constantFrom(BUY, SELL),
  ticks: fc.integer({ min: 1, max: 1_000_000 }),
  lots: fc.integer({ min: 1, max: 5000 }),
  maker: fc.boolean(),
});

describe("Position", () => {
  it("keeps cash, fees and equity of a linear contract exact, whatever the fills", () => {
    fc.assert(
      fc.property(
        fc.array(fill, { maxLength: 60 }),
        fc.integer({ min: 1, max: 9e5 }),
        (fills, bid) => {
          const position = new Position(new Instrument(linear));
          let cash = new Decimal(0);
          let fees = new Decimal(0);
          let qty = new Decimal(0);
          for (const { side, ticks, lots, maker } of fills) {
            position.fill(side, ticks, lots, maker);
            const size = new Decimal(lots).mul("0.001");
            const value = new Decimal(ticks).mul("0.1").mul(size);
            cash = side === BUY ? cash.minus(value) : cash.plus(value);
            qty = side === BUY ? qty.plus(size) : qty.minus(size);
            fees = fees.plus(value.mul(maker ? "-0.00005" : "0.0007"));
          }
          const mid = new Decimal(bid).mul(2).plus(3).div(2).mul("0.1");
          expect(position.fees().toDecimal().eq(fees)).toBe(true);
          expect(
            position
              .equity(bid, bid + 3)
              .toDecimal()
              .eq(cash.plus(qty.mul(mid)).minus(fees)),
          ).toBe(true);
        },
      ),
    );
  });

  it.each([linear, inverse])("splits profit so that it sums to the last unit ($symbol)", (spec) => {
    fc.assert(
      fc.property(
        fc.array(fill, { maxLength: 60 }),
        fc.integer({ min: 1, max: 9e5 }),
        (fills, bid) => {
          const position = new Position(new Instrument(spec));
          for (const { side, ticks, lots, maker } of fills) position.fill(side, ticks, lots, maker);
          const sum = position
            .realized()
            .plus(position.unrealized(bid, bid + 1))
            .minus(position.fees());
          expect(sum.toString()).toBe(position.equity(bid, bid + 1).toString());
          if (position.lots === 0) expect(position.unrealized(bid, bid + 1).units).toBe(0n);
        },
      ),
    );
  });

  it("keeps an inverse contract within half of 10^-18 coins a fill", () => {
    fc.assert(
      fc.property(fc.array(fill, { minLength: 1, maxLength: 40 }), (fills) => {
        const position = new Position(new Instrument(inverse));
        let coins = new Decimal(0);
        for (const { side, ticks, lots, maker } of fills) {
          position.fill(side, ticks, lots, maker);
          const value = new Decimal(lots).mul(100).div(new Decimal(ticks).mul("0.1"));
          coins = side === BUY ? coins.plus(value) : coins.minus(value);
        }
        const open = new Decimal(position.lots).mul(100).div(new Decimal(50_001).mul("0.1"));
        const got = position.equity(50_001, 50_001).plus(position.fees()).toDecimal();
        const off = got.minus(coins.minus(open)).abs();
        expect(off.lte(new Decimal("5e-19").mul(fills.length + 1))).toBe(true);
      }),
    );
  });

  it("earns in coins on an inverse contract when the price rises under a long", () => {
    // 10 contracts of 100 USD from 50,000 to 62,500: 1000/50000 - 1000/62500 = 0.004 coins.
    const position = new Position(
      new Instrument({ ...inverse, takerFee: "0bps", makerFee: "0bps" }),
    );
    position.fill(BUY, 500_000, 10, false);
    position.fill(SELL, 625_000, 10, false);
    expect(position.realized().toString()).toBe("0.004");
    expect(position.lots).toBe(0);
  });

  it("uses average cost: 2 at 100 and 1 at 130, then 1 sold at 120, realizes 10", () => {
    const position = new Position(
      new Instrument({
        ...linear,
        tickSize: "1",
        lotSize: "1",
        makerFee: "0bps",
        takerFee: "0bps",
      }),
    );
    position.fill(BUY, 100, 2, true);
    position.fill(BUY, 130, 1, true);
    position.fill(SELL, 120, 1, true);
    expect(position.realized().toString()).toBe("10");
    expect(position.unrealized(110, 110).toString()).toBe("0");
    position.fill(SELL, 120, 5, true); // closes the rest and flips to short 3
    expect(position.realized().toString()).toBe("30");
    expect(position.unrealized(110, 110).toString()).toBe("30");
  });
});
