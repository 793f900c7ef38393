import { Detector, type DetectorConfig, type Opportunity } from "@mexoms/arbitrage";
import { Decimal, Rate } from "@mexoms/core";
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { EAGER, instrumentOf, TestMarket } from "./books.ts";

const BTC = instrumentOf({ symbol: "BTCUSDT", minNotional: "5" });
const ETH = instrumentOf({ symbol: "ETHUSDT", base: "ETH", lotSize: "0.01", minNotional: "5" });
const CROSS = instrumentOf({
  symbol: "ETHBTC",
  base: "ETH",
  quote: "BTC",
  tickSize: "0.00001",
  lotSize: "0.1",
});

function triangle(config: Partial<DetectorConfig> = {}): {
  detector: Detector;
  markets: readonly [TestMarket, TestMarket, TestMarket];
} {
  const markets = [new TestMarket(BTC), new TestMarket(ETH), new TestMarket(CROSS)] as const;
  const detector = new Detector({
    markets: markets.map((market) => market.market()),
    config: { ...EAGER, minNet: Rate.parse("10bps", "minNet"), ...config },
  });
  return { detector, markets };
}

/** Three levels a side of each book, around prices that nearly fit together. */
const shown = fc.integer({ min: 1, max: 3000 });
const book = (mid: number, step: number, lot: string, places: number) =>
  fc
    .tuple(fc.integer({ min: -40, max: 40 }), fc.array(shown, { minLength: 6, maxLength: 6 }))
    .map(([shift, sizes]) => {
      const level = (i: number, qty: number): readonly [string, string] => [
        new Decimal(mid).plus(new Decimal(step).mul(shift + i)).toFixed(places),
        new Decimal(lot).mul(qty).toFixed(),
      ];
      return {
        bids: [level(-1, sizes[0]!), level(-2, sizes[1]!), level(-3, sizes[2]!)],
        asks: [level(1, sizes[3]!), level(2, sizes[4]!), level(3, sizes[5]!)],
      };
    });
const books = fc.tuple(
  book(60_000, 30, "0.001", 2),
  book(3000, 1, "0.01", 2),
  book(0.05, 0.00002, "0.1", 5),
);

describe("a triangle", () => {
  it("is found from the book that changed last, and sized in whole lots of all three", () => {
    const { detector, markets } = triangle();
    const [btc, eth, cross] = markets;
    btc.set([["59999.99", "5"]], [["60000.00", "5"]]);
    eth.set([["3050.00", "20"]], [["3050.01", "20"]]);
    cross.set([["0.04999", "30"]], [["0.05000", "30"]]);
    expect(detector.onBook(0, 0)).toBeUndefined();
    expect(detector.onBook(1, 1)).toBeUndefined();
    // Buy BTC for 60000, ETH for 0.05 BTC each, sell them for 3050: 1.6 % before three fees.
    const found = detector.onBook(2, 2)!;
    expect(found.kind).toBe("triangular");
    expect(found.name).toBe("a USDT BTCUSDT BTC ETHBTC ETH ETHUSDT USDT");
    expect(found.legs.map(({ side, qtyLots }) => [side, qtyLots])).toEqual([
      ["buy", 1001], // 20 ETH cost 1.001 BTC with the fee
      ["buy", 200],
      ["sell", 2000],
    ]);
    // 20 * 3050 * 0.999 - 1.001 * 60000 * 1.001
    expect(found.net.toString()).toBe("818.94");
    expect(found.currency).toBe("USDT");
  });

  it("stops at the level of the shortest book, and at the most that may be put in", () => {
    const { detector, markets } = triangle({ maxValue: { USDT: "7000" } });
    const [btc, eth, cross] = markets;
    btc.set([["59999.99", "5"]], [["60000.00", "5"]]);
    eth.set([["3050.00", "20"]], [["3050.01", "20"]]);
    cross.set([["0.04999", "30"]], [["0.05000", "30"]]);
    [0, 1].forEach((market) => detector.onBook(market, market));
    const found = detector.onBook(2, 2)!;
    // 0.116 BTC are at most 6967 USDT; they buy 2.3 ETH for 0.115115 BTC, dust is worth its bid.
    expect(found.legs.map(({ qtyLots }) => qtyLots)).toEqual([116, 23, 230]);
    const dust = new Decimal("0.116").minus("0.115115").mul("59999.99").mul("0.999");
    const net = new Decimal("2.3").mul("3050").mul("0.999").minus("6966.96").plus(dust);
    expect(found.net.toDecimal().minus(net).abs().lt("1e-30")).toBe(true);
  });

  it("is not looked for at another venue's books", () => {
    const far = new TestMarket(instrumentOf({ ...CROSS.spec, venue: "b" }));
    const detector = new Detector({
      markets: [new TestMarket(BTC), new TestMarket(ETH), far].map((market) => market.market()),
      config: EAGER,
    });
    expect(detector.cycles).toEqual([]);
  });

  it("never promises more than its legs at the prices of the books give, whatever they hold", () => {
    let count = 0;
    fc.assert(
      fc.property(books, (levels) => {
        const { detector, markets } = triangle();
        let found: Opportunity | undefined;
        levels.forEach(({ bids, asks }, i) => {
          markets[i]!.set(bids, asks);
          found = detector.onBook(i, i);
        });
        if (found === undefined) return;
        count += 1;
        const left = new Map<string, Decimal>([
          ["USDT", new Decimal(0)],
          ["BTC", new Decimal(0)],
          ["ETH", new Decimal(0)],
        ]);
        for (const { instrument, side, qtyLots, limitTicks } of found.legs) {
          expect(instrument.refusal(limitTicks, qtyLots)).toBeUndefined();
          const market = markets.find((each) => each.instrument === instrument)!;
          const base = instrument.lot.decimal(qtyLots);
          const value = takeFrom(market, side, qtyLots, limitTicks);
          const { base: b, quote: q } = instrument.spec;
          left.set(b, left.get(b)!.plus(side === "buy" ? base : base.neg()));
          left.set(q, left.get(q)!.plus(side === "buy" ? value.mul(-1.001) : value.mul(0.999)));
        }
        expect(left.get("BTC")!.gte(0) && left.get("ETH")!.gte(0)).toBe(true);
        // No leg makes a lot more than the next one needs: 0.001 BTC or 0.1 ETH, sold 0.0051 BTC.
        const buysBtc = found.legs[0]!.instrument === BTC;
        expect(left.get("BTC")!.lt(buysBtc ? "0.001" : "0.0051")).toBe(true);
        expect(left.get("ETH")!.lt(buysBtc ? "0.1" : "0.01")).toBe(true);
        // Dust at the best bid is at least what the detector counts for it.
        const best = (i: number): Decimal =>
          markets[i]!.instrument.tick.decimal(markets[i]!.view.bid);
        const most = left
          .get("USDT")!
          .plus(left.get("BTC")!.mul(best(0)))
          .plus(left.get("ETH")!.mul(best(1)));
        expect(found.net.toDecimal().lte(most)).toBe(true);
        expect(found.net.toDecimal().gt(0)).toBe(true);
        expect(found.netBps).toBeGreaterThanOrEqual(10 - 1e-9);
      }),
      { numRuns: 1000 },
    );
    expect(count).toBeGreaterThan(50);
  });

  it("earns what the best amount earns that could be put in, but for what lots round off", () => {
    let count = 0;
    fc.assert(
      fc.property(books, (levels) => {
        const { detector, markets } = triangle({ minNet: Rate.parse("0bps", "minNet") });
        let found: Opportunity | undefined;
        levels.forEach(({ bids, asks }, i) => {
          markets[i]!.set(bids, asks);
          found = detector.onBook(i, i);
        });
        const [btc, eth, cross] = levels;
        const profit = (usdt: number): number => {
          // One way round or the other, whichever the detector took.
          const buysBtc = found!.legs[0]!.instrument === BTC;
          const first = buysBtc ? buyWith(btc.asks, usdt) : buyWith(eth.asks, usdt);
          const second = buysBtc ? buyWith(cross.asks, first) : sellAll(cross.bids, first);
          return (buysBtc ? sellAll(eth.bids, second) : sellAll(btc.bids, second)) - usdt;
        };
        if (found === undefined) return;
        count += 1;
        let best = 0;
        for (let usdt = 100; usdt < 600_000; usdt *= 1.02) best = Math.max(best, profit(usdt));
        const net = found.net.toNumber();
        // A lot of ETHBTC is 300 USDT, of which a few per cent are the edge.
        expect(net).toBeGreaterThan(best * 0.99 - 20);
      }),
      { numRuns: 300 },
    );
    expect(count).toBeGreaterThan(20);
  });
});

/** Value of the lots at the levels of a book; fails when the limit does not reach them. */
function takeFrom(
  { view, instrument }: TestMarket,
  side: "buy" | "sell",
  lots: number,
  limitTicks: number,
): Decimal {
  let [rest, value] = [lots, new Decimal(0)];
  for (const { priceTicks, qtyLots } of view.levels(side === "buy" ? "sell" : "buy", 10)) {
    if (side === "buy" ? priceTicks > limitTicks : priceTicks < limitTicks) break;
    const part = Math.min(rest, qtyLots);
    value = value.plus(instrument.tick.decimal(priceTicks).mul(instrument.lot.decimal(part)));
    rest -= part;
  }
  expect(rest).toBe(0);
  return value;
}

type Levels = readonly (readonly [string, string])[];

/** What an amount buys, the fee included; what the levels do not take is lost. Any size, not lots. */
function buyWith(asks: Levels, amount: number): number {
  let [rest, got] = [amount, 0];
  for (const [price, qty] of asks) {
    const part = Math.min(Number(qty), rest / (Number(price) * 1.001));
    got += part;
    rest -= part * Number(price) * 1.001;
  }
  return got;
}

function sellAll(bids: Levels, size: number): number {
  let [rest, got] = [size, 0];
  for (const [price, qty] of bids) {
    const part = Math.min(Number(qty), rest);
    got += part * Number(price) * 0.999;
    rest -= part;
  }
  return got;
}
