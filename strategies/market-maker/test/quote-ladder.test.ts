import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type LadderInputs, quoteLadder } from "../src/index.ts";

const BASE: LadderInputs = {
  fairTicks: 600_000.5,
  spreadTicks: 60,
  stepTicks: 10,
  levels: 3,
  sizeLots: 100,
  positionLots: 0,
  maxInventoryLots: 1000,
  skewTicks: 30,
  bidTicks: 600_000,
  askTicks: 600_001,
  postOnly: true,
};

/** Any ladder around any book; the fair value may lie outside the book, as a microprice never does. */
const anyInputs: fc.Arbitrary<LadderInputs> = fc
  .record({
    bidTicks: fc.integer({ min: 10_000, max: 1_000_000 }),
    bookSpread: fc.integer({ min: 1, max: 50 }),
    fairOff: fc.double({ min: -100, max: 100, noNaN: true }),
    spreadTicks: fc.double({ min: 0, max: 500, noNaN: true }),
    stepTicks: fc.double({ min: 0, max: 100, noNaN: true }),
    levels: fc.integer({ min: 1, max: 20 }),
    sizeLots: fc.integer({ min: 1, max: 1000 }),
    positionLots: fc.integer({ min: -3000, max: 3000 }),
    maxInventoryLots: fc.integer({ min: 0, max: 2000 }),
    skewTicks: fc.double({ min: 0, max: 300, noNaN: true }),
    postOnly: fc.boolean(),
  })
  .map(({ bookSpread, fairOff, ...rest }) => ({
    ...rest,
    askTicks: rest.bidTicks + bookSpread,
    fairTicks: rest.bidTicks + bookSpread / 2 + fairOff,
  }));

const pricesOf = (side: "buy" | "sell", inputs: LadderInputs): number[] =>
  quoteLadder(inputs)
    .filter((quote) => quote.side === side)
    .map((quote) => quote.price);

describe("the ladder of quotes", () => {
  it("stands half a spread from the fair value, then one step for each level", () => {
    expect(pricesOf("buy", BASE)).toEqual([599_970, 599_960, 599_950]);
    expect(pricesOf("sell", BASE)).toEqual([600_031, 600_041, 600_051]);
  });

  it("never reaches the other side of the book when post-only, wherever the fair value is", () => {
    fc.assert(
      fc.property(anyInputs, (inputs) => {
        const postOnly = { ...inputs, postOnly: true };
        for (const price of pricesOf("buy", postOnly)) expect(price).toBeLessThan(inputs.askTicks);
        for (const price of pricesOf("sell", postOnly)) {
          expect(price).toBeGreaterThan(inputs.bidTicks);
        }
      }),
    );
  });

  it("crosses when it may and the skew is larger than half the spread", () => {
    const short = { ...BASE, positionLots: -1000, skewTicks: 100, postOnly: false };
    expect(pricesOf("buy", short)[0]).toBeGreaterThanOrEqual(BASE.askTicks);
  });

  it("gives whole ticks above zero and the size that was asked for", () => {
    fc.assert(
      fc.property(anyInputs, (inputs) => {
        for (const { price, size } of quoteLadder(inputs)) {
          expect(Number.isSafeInteger(price) && price > 0).toBe(true);
          expect(size).toBe(inputs.sizeLots);
        }
      }),
    );
  });

  it("puts each level behind the one before it, also those that post-only pushed back", () => {
    fc.assert(
      fc.property(anyInputs, (inputs) => {
        const spaced = { ...inputs, stepTicks: 1 + inputs.stepTicks };
        for (const [prices, sign] of [
          [pricesOf("buy", spaced), 1],
          [pricesOf("sell", spaced), -1],
        ] as const) {
          expect(prices).toHaveLength(inputs.levels);
          for (let i = 1; i < prices.length; i++) {
            expect((prices[i - 1]! - prices[i]!) * sign).toBeGreaterThan(0);
          }
        }
      }),
    );
  });

  it("keeps levels apart where only the first ones are pushed back", () => {
    const above = { ...BASE, fairTicks: 600_004, spreadTicks: 4, stepTicks: 1, levels: 4 };
    expect(pricesOf("buy", above)).toEqual([600_000, 599_999, 599_998, 599_997]);
  });

  it("is symmetric around the fair value without inventory", () => {
    fc.assert(
      fc.property(anyInputs, (inputs) => {
        const flat = { ...inputs, positionLots: 0, postOnly: false };
        const bids = pricesOf("buy", flat);
        const asks = pricesOf("sell", flat);
        bids.forEach((bid, level) => {
          const off = flat.fairTicks - bid - (asks[level]! - flat.fairTicks);
          // Bids round down and asks up, each by less than a tick.
          expect(Math.abs(off)).toBeLessThan(1.001);
        });
      }),
    );
  });

  it("moves all quotes against the inventory, by the whole skew and no more at the limit", () => {
    const shiftAt = (positionLots: number): number =>
      pricesOf("buy", { ...BASE, positionLots })[0]! - pricesOf("buy", BASE)[0]!;
    expect([-2000, -1000, -500, 0, 500, 1000, 2000].map(shiftAt)).toEqual([
      30, 30, 15, 0, -15, -30, -30,
    ]);
  });

  it("never raises a quote as the position grows", () => {
    fc.assert(
      fc.property(anyInputs, fc.integer({ min: 1, max: 3000 }), (inputs, more) => {
        const longer = { ...inputs, positionLots: inputs.positionLots + more };
        for (const side of ["buy", "sell"] as const) {
          const now = pricesOf(side, inputs);
          pricesOf(side, longer).forEach((price, level) => {
            expect(price).toBeLessThanOrEqual(now[level]!);
          });
        }
      }),
    );
  });

  it("is the mirror image when prices and position are mirrored, so that no side is favored", () => {
    fc.assert(
      fc.property(anyInputs, (inputs) => {
        // Prices are reflected around a whole tick that keeps all of them above zero.
        const axis = 4 * inputs.askTicks;
        const mirrored = quoteLadder({
          ...inputs,
          fairTicks: axis - inputs.fairTicks,
          bidTicks: axis - inputs.askTicks,
          askTicks: axis - inputs.bidTicks,
          positionLots: -inputs.positionLots,
        });
        const reflect = (side: "buy" | "sell"): number[] =>
          mirrored.filter((quote) => quote.side === side).map((quote) => axis - quote.price);
        // The sums are of doubles of different size: a quote may come to lie one tick off.
        pricesOf("sell", inputs).forEach((price, level) => {
          expect(Math.abs(price - reflect("buy")[level]!)).toBeLessThanOrEqual(1);
        });
        pricesOf("buy", inputs).forEach((price, level) => {
          expect(Math.abs(price - reflect("sell")[level]!)).toBeLessThanOrEqual(1);
        });
      }),
    );
  });

  it("mirrors exactly where all prices are whole ticks", () => {
    const long = { ...BASE, fairTicks: 600_000, bidTicks: 599_999, positionLots: 500 };
    const short = { ...long, positionLots: -500 };
    const reflected = pricesOf("buy", short).map((price) => 2 * 600_000 - price);
    expect(pricesOf("sell", long)).toEqual(reflected);
  });

  it("does not shift at all when no inventory is allowed", () => {
    expect(pricesOf("buy", { ...BASE, maxInventoryLots: 0, positionLots: 500 })).toEqual(
      pricesOf("buy", BASE),
    );
  });

  it("leaves out bids at zero and below", () => {
    const cheap = { ...BASE, fairTicks: 30.5, bidTicks: 30, askTicks: 31, spreadTicks: 42 };
    expect(pricesOf("buy", cheap)).toEqual([9]);
    expect(pricesOf("sell", cheap)).toHaveLength(3);
  });
});
