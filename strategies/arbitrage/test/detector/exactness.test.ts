import { Detector } from "@mexoms/arbitrage";
import { Decimal, Rate } from "@mexoms/core";
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { EAGER, instrumentOf, TestMarket } from "./books.ts";

const FEES = ["0bps", "10bps", "-0.5bps", "3.141592bps", "0.000001bps"];
const TICKS = ["0.01", "0.1", "0.005", "0.25", "1"];

interface Drawn {
  readonly tick: string;
  readonly fee: string;
  readonly bid: Decimal;
  readonly ask: Decimal;
}

/** Prices around one amount, so that ties and differences of one tick are common. */
const drawn = fc
  .record({
    tick: fc.constantFrom(...TICKS),
    fee: fc.constantFrom(...FEES),
    below: fc.integer({ min: -3, max: 3 }),
    width: fc.integer({ min: 1, max: 3 }),
  })
  .map(({ tick, fee, below, width }) => ({ tick, fee, below, width }));

function place(
  mid: Decimal,
  { tick, fee, below, width }: { tick: string; fee: string; below: number; width: number },
): Drawn {
  const steps = mid.div(tick).floor().minus(below);
  return { tick, fee, bid: steps.mul(tick), ask: steps.plus(width).mul(tick) };
}

function net(price: Decimal, fee: string, sign: number): Decimal {
  return price.mul(new Decimal(1).plus(new Decimal(fee.replace("bps", "")).div(10_000).mul(sign)));
}

describe("prices after fees", () => {
  it("are compared exactly over ticks, fees and minimums, at ties and above 2^53 alike", () => {
    const mids = fc.constantFrom("100", "60000", "1234567", "5000000.25");
    const needs = fc.constantFrom("0bps", "10bps", "0.000001bps", "25bps");
    let crossings = 0;
    fc.assert(
      fc.property(
        fc.array(drawn, { minLength: 2, maxLength: 4 }),
        mids,
        needs,
        (all, mid, need) => {
          const books = all.map((each) => place(new Decimal(mid), each));
          // One venue is above the others by just the minimum, so that ties with it are common.
          const first = books[0]!;
          const lift = new Decimal(need.replace("bps", "")).div(10_000).mul(mid);
          if (lift.mod(first.tick).isZero()) {
            books[0] = { ...first, bid: first.bid.plus(lift), ask: first.ask.plus(lift) };
          }
          const markets = books.map(
            ({ tick, fee }, i) =>
              new TestMarket(instrumentOf({ venue: `v${i}`, tickSize: tick, takerFee: fee })),
          );
          const detector = new Detector({
            markets: markets.map((market) => market.market()),
            config: { ...EAGER, minNet: Rate.parse(need, "minNet") },
          });
          books.forEach(({ bid, ask }, i) => {
            markets[i]!.set([[bid.toFixed(), "1"]], [[ask.toFixed(), "1"]]);
            detector.onBook(i, i);
          });
          const least = new Decimal(need.replace("bps", "")).div(10_000).plus(1);
          for (const [i, a] of books.entries()) {
            for (const [j, b] of books.entries()) {
              if (i === j) continue;
              const crosses = net(b.bid, b.fee, -1).gte(net(a.ask, a.fee, 1).mul(least));
              const pair = detector.pairs.find(({ name }) => name === `BTC v${i}:spot>v${j}:spot`)!;
              expect(pair.netLooks > 0).toBe(crosses);
              expect(pair.grossLooks > 0).toBe(b.bid.gt(a.ask));
              if (crosses) crossings += 1;
            }
          }
          const best = detector.bestOf("BTC/USDT");
          const bids = books.map(({ bid, fee }) => net(bid, fee, -1));
          const asks = books.map(({ ask, fee }) => net(ask, fee, 1));
          expect(best.bid!.net.toFixed()).toBe(Decimal.max(...bids).toFixed());
          expect(best.ask!.net.toFixed()).toBe(Decimal.min(...asks).toFixed());
        },
      ),
      { numRuns: 300 },
    );
    expect(crossings).toBeGreaterThan(100);
  });

  it("are told apart where doubles are not: the products differ in the nineteenth digit", () => {
    // 68159389 / 68001843 is just below (1 + 3.141592 bps) * (1 + 10 bps) / (1 - 10 bps).
    const a = new TestMarket(instrumentOf({ venue: "a", takerFee: "3.141592bps" }));
    const b = new TestMarket(instrumentOf({ venue: "b" }));
    const minNet = Rate.parse("10bps", "minNet");
    const detector = new Detector({
      markets: [a.market(), b.market()],
      config: { ...EAGER, minNet },
    });
    a.set([["1", "1"]], [["680018.43", "1"]]);
    b.set([["681593.89", "1"]], [["999999", "1"]]);
    detector.onBook(0, 0);
    detector.onBook(1, 1);
    expect(detector.counts).toMatchObject({ crossedGross: 1, crossedNet: 0 });
    b.set([["681593.90", "1"]], [["999999", "1"]]);
    detector.onBook(1, 2);
    expect(detector.counts).toMatchObject({ crossedGross: 2, crossedNet: 1 });
  });

  it("have the right best where doubles see a tie", () => {
    const first = new TestMarket(instrumentOf({ venue: "a", takerFee: "7.654321bps" }));
    const second = new TestMarket(instrumentOf({ venue: "b", takerFee: "2.718281bps" }));
    const detector = new Detector({ markets: [first.market(), second.market()], config: EAGER });
    first.set([["653949.79", "1"]], [["999999", "1"]]);
    second.set([["653626.91", "1"]], [["999999", "1"]]);
    detector.onBook(0, 0);
    detector.onBook(1, 1);
    expect(detector.bestOf("BTC/USDT").bid!.market.venue).toBe("b");
  });

  it("that are even earn nothing, and are not taken", () => {
    const markets = ["a", "b"].map(
      (venue) => new TestMarket(instrumentOf({ venue, takerFee: "0bps" })),
    );
    const detector = new Detector({ markets: markets.map((each) => each.market()), config: EAGER });
    markets[0]!.set([["99", "1"]], [["100", "1"]]);
    markets[1]!.set([["100", "1"]], [["101", "1"]]);
    detector.onBook(0, 0);
    expect(detector.onBook(1, 1)).toBeUndefined();
    expect(detector.counts).toMatchObject({ crossedGross: 0, crossedNet: 1, gated: { profit: 1 } });
  });

  it("follow the books: the best after many changes is the best of what is there", () => {
    const tops = fc.array(fc.tuple(fc.nat(2), fc.integer({ min: 90, max: 110 })), {
      maxLength: 40,
    });
    fc.assert(
      fc.property(tops, (changes) => {
        const markets = [0, 1, 2].map((i) => new TestMarket(instrumentOf({ venue: `v${i}` })));
        const detector = new Detector({
          markets: markets.map((market) => market.market()),
          config: EAGER,
        });
        changes.forEach(([i, mid], turn) => {
          if (mid === 110) markets[i]!.book.clear();
          else markets[i]!.set([[`${mid - 1}`, "1"]], [[`${mid + 1}`, "1"]]);
          detector.onBook(i, turn);
        });
        const bids = markets.map(({ view }) => view.bid).filter((bid) => bid > 0);
        const best = detector.bestOf("BTC/USDT").bid;
        expect(best?.market.bidTicks).toBe(bids.length === 0 ? undefined : Math.max(...bids));
      }),
      { numRuns: 200 },
    );
  });
});

describe("sizes", () => {
  it("are whole lots of both markets, contracts included, and keep their promise at the limits", () => {
    const level = fc.tuple(fc.integer({ min: 1, max: 60 }), fc.integer({ min: 1, max: 4000 }));
    const side = fc.array(level, { minLength: 1, maxLength: 5 });
    const lots = fc.constantFrom("0.001", "0.003", "0.01", "0.05");
    const contracts = fc.constantFrom("1", "0.1", "0.01", "5");
    let found = 0;
    fc.assert(
      fc.property(side, side, lots, lots, contracts, (asks, bids, lotA, lotB, contract) => {
        const a = new TestMarket(instrumentOf({ venue: "a", lotSize: lotA }));
        const b = new TestMarket(
          instrumentOf({ venue: "b", lotSize: lotB, tickSize: "0.05", contractSize: contract }),
        );
        const levels = (
          steps: readonly (readonly [number, number])[],
          market: TestMarket,
          sign: 1 | -1,
        ): [string, string][] => {
          let ticks = new Decimal(sign === 1 ? 100 : 101).div(market.instrument.tick.text);
          return steps.map(([step, count]) => {
            ticks = ticks.plus(sign * step);
            const { tick, lot } = market.instrument;
            return [ticks.mul(tick.text).toFixed(), lot.decimal(count).toFixed()];
          });
        };
        a.set([["1", lotA]], levels(asks, a, 1));
        b.set(levels(bids, b, -1), [["1000", b.instrument.lot.text]]);
        const minNet = Rate.parse("5bps", "minNet");
        const detector = new Detector({
          markets: [a.market(), b.market()],
          config: { ...EAGER, minNet, maxValue: { USDT: "5000" } },
        });
        detector.onBook(0, 0);
        const opportunity = detector.onBook(1, 1);
        if (opportunity === undefined) return;
        found += 1;
        const [buy, sell] = opportunity.legs;
        const base = ({ instrument, qtyLots }: typeof buy & object): Decimal =>
          instrument.lot.decimal(qtyLots).mul(instrument.contractSize.text);
        expect(base(buy!).toFixed()).toBe(base(sell!).toFixed());
        expect(Number.isSafeInteger(buy!.qtyLots) && Number.isSafeInteger(sell!.qtyLots)).toBe(
          true,
        );
        const paid = net(a.instrument.tick.decimal(buy!.limitTicks), "10bps", 1);
        const got = net(b.instrument.tick.decimal(sell!.limitTicks), "10bps", -1);
        expect(got.gte(paid.mul("1.0005"))).toBe(true);
        expect(paid.mul(base(buy!)).lte(5000)).toBe(true);
        expect(buy!.depthLots).toBeGreaterThanOrEqual(buy!.qtyLots);
        expect(sell!.depthLots).toBeGreaterThanOrEqual(sell!.qtyLots);
        expect(opportunity.net.toDecimal().gte(got.minus(paid).mul(base(buy!)))).toBe(true);
      }),
      { numRuns: 500 },
    );
    expect(found).toBeGreaterThan(50);
  });
});
