import { Decimal } from "@mexoms/core";
import { type LevelText, sizeArbitrage } from "@mexoms/arbitrage";
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";

const GOLDEN = {
  asks: [
    ["100", "0.5"],
    ["100.05", "1"],
    ["100.2", "2"],
  ],
  bids: [
    ["100.5", "0.4"],
    ["100.4", "0.8"],
    ["100.25", "3"],
  ],
  buyFee: "10bps",
  sellFee: "10bps",
} as const;

describe("sizeArbitrage", () => {
  it("buys 1.2 for at least 10 bps, to the last digit", () => {
    const size = sizeArbitrage({ ...GOLDEN, minNet: "10bps" });
    expect(size.qty.toFixed()).toBe("1.2");
    expect(size.net.toFixed()).toBe("0.244445");
    expect(size.netBps.toFixed(4)).toBe("20.3441");
    expect(size.paid.toFixed()).toBe("120.155035");
    expect(size.got.toFixed()).toBe("120.39948");
    expect(size.worstAsk?.toFixed()).toBe("100.05");
    expect(size.worstBid?.toFixed()).toBe("100.4");
  });

  it("buys 0.4 for at least 20 bps: the second bid gives less", () => {
    const size = sizeArbitrage({ ...GOLDEN, minNet: "20bps" });
    expect(size.qty.toFixed()).toBe("0.4");
    expect(size.net.toFixed()).toBe("0.1198");
  });

  it("takes a level that gives exactly the minimum and none that gives a hair less", () => {
    const books = { asks: [["100", "1"]], bids: [["100.1", "1"]] } as const;
    const free = { buyFee: "0bps", sellFee: "0bps" };
    expect(sizeArbitrage({ ...books, ...free, minNet: "10bps" }).qty.toFixed()).toBe("1");
    expect(sizeArbitrage({ ...books, ...free, minNet: "10.000001bps" }).qty.toFixed()).toBe("0");
  });

  it("rounds down to the lot and values only what is left", () => {
    const size = sizeArbitrage({ ...GOLDEN, minNet: "10bps", lot: "0.5" });
    expect(size.qty.toFixed()).toBe("1");
    expect(size.net.toFixed()).toBe("0.214535");
  });

  it("names what is not a level", () => {
    const wrong = { ...GOLDEN, minNet: "10bps" };
    expect(() => sizeArbitrage({ ...wrong, asks: [["0", "1"]] })).toThrow("asks[0] price");
    expect(() => sizeArbitrage({ ...wrong, bids: [...GOLDEN.asks] })).toThrow("bids[1] price");
    expect(() => sizeArbitrage({ ...wrong, minNet: "10" })).toThrow("minNet");
  });

  it("agrees with a naive walk in decimals, level by level", () => {
    const level = (sign: number) =>
      fc
        .array(fc.tuple(fc.integer({ min: 1, max: 9 }), fc.integer({ min: 1, max: 5000 })), {
          minLength: 1,
          maxLength: 8,
        })
        .map((steps) => {
          let price = 10_000;
          return steps.map(([step, qty], i): LevelText => {
            price += i === 0 ? -sign * 20 : sign * step;
            return [new Decimal(price).div(100).toFixed(), new Decimal(qty).div(1000).toFixed()];
          });
        });
    const rate = fc.integer({ min: 0, max: 200 }).map((tenths) => `${tenths / 10}bps`);
    fc.assert(
      fc.property(level(1), level(-1), rate, rate, rate, (asks, bids, buyFee, sellFee, minNet) => {
        const options = { asks, bids, buyFee, sellFee, minNet };
        const size = sizeArbitrage(options);
        const naive = naiveSize(options);
        expect(size.qty.toFixed()).toBe(naive.qty.toFixed());
        expect(size.net.toFixed()).toBe(naive.net.toFixed());
      }),
      { numRuns: 500 },
    );
  });
});

/** The definition, one piece at a time. */
function naiveSize(options: {
  asks: readonly LevelText[];
  bids: readonly LevelText[];
  buyFee: string;
  sellFee: string;
  minNet: string;
}): { qty: Decimal; net: Decimal } {
  const rate = (text: string): Decimal => new Decimal(text.replace("bps", "")).div(10_000);
  const asks = options.asks.map(([price, qty]) => ({ price, left: new Decimal(qty) }));
  const bids = options.bids.map(([price, qty]) => ({ price, left: new Decimal(qty) }));
  let qty = new Decimal(0);
  let net = new Decimal(0);
  for (;;) {
    const ask = asks.find(({ left }) => left.gt(0));
    const bid = bids.find(({ left }) => left.gt(0));
    if (!ask || !bid) break;
    const pays = new Decimal(ask.price).mul(rate(options.buyFee).plus(1));
    const gets = new Decimal(bid.price).mul(new Decimal(1).minus(rate(options.sellFee)));
    if (gets.minus(pays).lt(pays.mul(rate(options.minNet)))) break;
    const part = Decimal.min(ask.left, bid.left);
    ask.left = ask.left.minus(part);
    bid.left = bid.left.minus(part);
    qty = qty.plus(part);
    net = net.plus(gets.minus(pays).mul(part));
  }
  return { qty, net };
}
