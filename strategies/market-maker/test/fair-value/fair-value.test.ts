import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { bookProblem } from "../../src/fair-value/touch.ts";
import { HandMarket } from "../hand-market.ts";

const SECOND = 1e9;
const MS = 1e6;

/** The fair value of a book that was just made. */
function fairOf(
  params: Record<string, string>,
  bids: readonly (readonly [number, number])[],
  asks: readonly (readonly [number, number])[],
): number {
  const market = new HandMarket(params);
  market.levels("buy", bids);
  market.levels("sell", asks);
  const { fair } = market.lookAt(1);
  expect(fair.problem).toBe("none");
  return fair.ticks;
}

describe("the fair value of one book", () => {
  it("is the mid", () => {
    expect(fairOf({}, [[10_000, 3]], [[10_003, 1]])).toBe(10_001.5);
  });

  it("leans to the thinner side as microprice", () => {
    // 100x3 against 100.1x1: 100.075, and not 100.025 as with weights the wrong way round.
    expect(fairOf({ fairValue: "microprice" }, [[1000, 3]], [[1001, 1]])).toBe(1000.75);
  });

  it("weighs mean prices within a depth by the lots of the other side", () => {
    const params = { fairValue: "depth", fairDepth: "2bps" };
    const bids = [
      [9999, 1],
      [9998, 3],
      [9990, 1000],
    ] as const;
    const asks = [
      [10_001, 2],
      [10_003, 99],
    ] as const;
    // 2 bps of 10,000: bids at 9998.25 on average (4 lots), asks at 10,001 (2 lots).
    expect(fairOf(params, bids, asks)).toBeCloseTo((9998.25 * 2 + 10_001 * 4) / 6, 9);
  });

  it("is the microprice where the depth holds one level a side", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 99 }), fc.integer({ min: 1, max: 99 }), (bid, ask) => {
        const levels = [[[10_000, bid]], [[10_001, ask]]] as const;
        const depth = fairOf({ fairValue: "depth", fairDepth: "1bps" }, levels[0], levels[1]);
        const micro = fairOf({ fairValue: "microprice" }, levels[0], levels[1]);
        expect(depth).toBeCloseTo(micro, 9);
      }),
      { numRuns: 20 },
    );
  });

  it("moves by imbalanceShift for each standard deviation of the imbalance", () => {
    for (const imbalanceLevels of ["0", "1"]) {
      const market = new HandMarket({
        fairValue: "imbalance",
        fairDepth: "3bps",
        imbalanceLevels,
        imbalanceShift: "2ticks",
        imbalanceWindow: "10s",
      });
      market.levels("sell", [[10_001, 10]]);
      const seen: number[] = [];
      for (let i = 0; i < 40; i++) {
        market.at(i * SECOND);
        const lots = 5 + ((i * 7) % 11);
        market.levels("buy", [[9999, lots]]);
        const { fair } = market.lookAt(i * SECOND);
        const imbalance = (lots - 10) / (lots + 10);
        expect(fair.imbalance).toBe(imbalance);
        expect(fair.problem).toBe(i < 20 ? "imbalance-unknown" : "none");
        if (i >= 20) {
          const mean = seen.reduce((sum, each) => sum + each) / i;
          const variance = seen.reduce((sum, each) => sum + (each - mean) ** 2, 0) / i;
          const sigmas = (imbalance - mean) / Math.sqrt(variance);
          expect(fair.imbalanceSigmas).toBeCloseTo(sigmas, 9);
          expect(fair.ticks).toBeCloseTo(10_000 + 2 * sigmas, 9);
        }
        seen.push(imbalance);
      }
    }
  });

  it("is of the book minus our own orders, where the feed counts them", () => {
    for (const bookIncludesOwn of [true, false]) {
      const market = new HandMarket({ fairValue: "microprice" }, { bookIncludesOwn });
      market.levels("buy", [
        [9999, 4],
        [9990, 2],
      ]);
      market.levels("sell", [[10_010, 2]]);
      market.ctx.orders.submit({
        instrument: market.own,
        side: "buy",
        priceTicks: 9999,
        qtyLots: 4,
        timeInForce: "gtc",
      });
      market.kernel.accepted(1, 0);
      const { fair } = market.lookAt(1);
      expect([fair.bidTicks, fair.midTicks, fair.ticks]).toEqual(
        bookIncludesOwn ? [9990, 10_000, 10_000] : [9999, 10_004.5, (9999 * 2 + 10_010 * 4) / 6],
      );
    }
  });

  it("is mirrored when the book is mirrored, whatever the method", () => {
    const level = fc.tuple(fc.integer({ min: 1, max: 30 }), fc.integer({ min: 1, max: 50 }));
    const side = fc.array(level, { minLength: 1, maxLength: 8 });
    const methods = fc.constantFrom("mid", "microprice", "depth");
    fc.assert(
      fc.property(methods, side, side, (fairValue, bids, asks) => {
        const params = { fairValue, fairDepth: "1000bps" };
        const at = (levels: readonly (readonly [number, number])[], sign: number) =>
          levels.map(([away, lots]) => [10_000 + sign * away, lots] as const);
        const one = fairOf(params, at(bids, -1), at(asks, 1));
        const other = fairOf(params, at(asks, -1), at(bids, 1));
        // Around the middle the two are each other's mirror, but for the last bit of a double.
        expect(one + other).toBeCloseTo(20_000, 8);
      }),
      { numRuns: 60 },
    );
  });
});

describe("there is no fair value, and so no quote", () => {
  it("with an empty side, and on a side that is all ours", () => {
    const market = new HandMarket({}, { bookIncludesOwn: true });
    expect(market.lookAt(1).fair.problem).toBe("book-empty");
    market.levels("buy", [[9999, 1]]);
    expect(market.lookAt(2).fair.problem).toBe("book-empty");
    market.levels("sell", [[10_001, 3]]);
    expect(market.lookAt(3).fair.problem).toBe("none");
    market.ctx.orders.submit({
      instrument: market.own,
      side: "sell",
      priceTicks: 10_001,
      qtyLots: 3,
      timeInForce: "gtc",
    });
    market.kernel.accepted(1, 0);
    const look = market.lookAt(4);
    expect(look.fair.problem).toBe("book-empty");
    expect(look.spread.problem).toBe("there is no fair value");
  });

  it("with data missing, until a snapshot", () => {
    const market = new HandMarket();
    market.touch(9999, 10_001);
    market.gap();
    expect(market.lookAt(1).fair.problem).toBe("book-gapped");
    market.snapshot(9999, 10_001);
    expect(market.lookAt(2).fair.problem).toBe("none");
  });

  it("with a crossed or locked touch", () => {
    // A book of ours is never crossed, it pushes levels away; a feed of another kind could be.
    const touch = { gapped: false, ageNs: 0, maxAgeNs: 1 };
    expect(bookProblem({ ...touch, bidTicks: 10, askTicks: 10 })).toBe("book-crossed");
    expect(bookProblem({ ...touch, bidTicks: 11, askTicks: 10 })).toBe("book-crossed");
    expect(bookProblem({ ...touch, bidTicks: 9, askTicks: 10 })).toBe("none");
  });

  it("with a book that has not changed for maxBookAge, and trades are no change of it", () => {
    const market = new HandMarket({ maxBookAge: "2s" });
    market.touch(9999, 10_001);
    expect(market.lookAt(2 * SECOND).fair.problem).toBe("none");
    market.at(2.1 * SECOND);
    market.trade("buy", 10_001);
    const { fair } = market.lookAt(2.1 * SECOND);
    expect([fair.problem, fair.ageNs]).toEqual(["book-stale", 2.1 * SECOND]);
    market.levels("buy", [[9998, 1]]);
    expect(market.lookAt(2.2 * SECOND).fair.problem).toBe("none");
  });

  it("with nothing within the depth that it is made of", () => {
    const market = new HandMarket({ fairValue: "depth", fairDepth: "1bps" });
    market.touch(9990, 10_010);
    expect(market.lookAt(1).fair.problem).toBe("book-thin");
    const byImbalance = new HandMarket({ fairValue: "imbalance", fairDepth: "1bps" });
    byImbalance.touch(9990, 10_010);
    expect(byImbalance.lookAt(1).fair.problem).toBe("book-thin");
  });

  it("with an anchor that has no book, or a stale one, or one that is far away", () => {
    const market = new HandMarket({
      anchor: "basis",
      maxAnchorAge: "1s",
      maxFromAnchor: "10bps",
      maxBookAge: "100s",
    });
    market.touch(9999, 10_001);
    expect(market.lookAt(1).fair.problem).toBe("anchor-missing");
    market.touch(9998, 10_000, market.anchor);
    expect(market.lookAt(2).fair.problem).toBe("none");
    const stale = market.lookAt(1.5 * SECOND).fair;
    expect([stale.problem, stale.anchors, stale.anchorTicks]).toEqual(["anchor-stale", 0, NaN]);
    market.touch(9978, 9980, market.anchor);
    expect(market.lookAt(1.6 * SECOND).fair.problem).toBe("far-from-anchor");
    market.gap(market.anchor);
    expect(market.lookAt(1.7 * SECOND).fair.problem).toBe("anchor-missing");
  });

  it("with a leader whose moves are not known yet", () => {
    const market = new HandMarket({ anchor: "lead-lag", leadWindow: "1s" });
    market.touch(9999, 10_001);
    market.touch(9999, 10_001, market.anchor);
    for (let ms = 0; ms < 1000; ms += 100) {
      expect(market.lookAt(ms * MS).fair.problem).toBe("anchor-unknown");
    }
    expect(market.lookAt(SECOND).fair.problem).toBe("none");
  });

  it("says so at the start when an anchor is wanted and the run has no other instrument", () => {
    expect(() => new HandMarket({ anchor: "basis" }, { noAnchors: true })).toThrow(
      /anchor: "basis" needs another instrument/,
    );
  });
});

describe("an anchor", () => {
  it("is worth its mid with the usual difference, in our own ticks", () => {
    const market = new HandMarket(
      { anchor: "basis", anchorHalflife: "1s" },
      { anchor: { tickSize: "0.1" } },
    );
    // The anchor stands at 9950 of our ticks as a rule, and then rises by 0.1%.
    for (let i = 0; i <= 50; i++) {
      market.at(i * 100 * MS);
      market.touch(9999, 10_001);
      market.touch(99_499, 99_501, market.anchor);
      expect(market.lookAt(i * 100 * MS).fair.ticks).toBeCloseTo(10_000, 8);
    }
    market.at(5100 * MS);
    market.touch(99_598, 99_600, market.anchor);
    const { fair } = market.lookAt(5100 * MS);
    expect(fair.ownTicks).toBe(10_000);
    expect(fair.anchorTicks).toBeCloseTo((9959.9 / 9950) * 10_000, 6);
    expect(fair.ticks).toBe(fair.anchorTicks);
  });

  it("counts with its weight, and with none is only a check", () => {
    for (const [anchorWeight, expected] of [
      ["0", 10_000],
      ["0.25", 10_002.5],
    ] as const) {
      const market = new HandMarket({ anchor: "basis", anchorWeight });
      market.touch(9999, 10_001);
      market.touch(9999, 10_001, market.anchor);
      for (let i = 0; i < 5; i++) market.lookAt(i * SECOND);
      market.touch(10_009, 10_011, market.anchor);
      expect(market.lookAt(4.1 * SECOND).fair.ticks).toBeCloseTo(expected, 6);
    }
  });

  it("forgets an old difference at its half-life", () => {
    const market = new HandMarket({
      anchor: "basis",
      anchorHalflife: "1s",
      maxBookAge: "1h",
      maxAnchorAge: "1h",
      maxFromAnchor: "1000bps",
    });
    market.touch(9999, 10_001);
    market.touch(9999, 10_001, market.anchor);
    for (let i = 0; i <= 200; i++) market.lookAt(i * 100 * MS);
    market.touch(10_099, 10_101, market.anchor);
    const offAt = (ms: number): number => market.lookAt((20_000 + ms) * MS).fair.ticks - 10_000;
    expect(offAt(0)).toBeCloseTo(100, 3);
    for (let ms = 10; ms < 1000; ms += 10) offAt(ms);
    expect(offAt(1000)).toBeGreaterThan(48);
    expect(offAt(1001)).toBeLessThan(52);
  });

  it("leads by its move minus ours over the window", () => {
    const market = new HandMarket({ anchor: "lead-lag", leadWindow: "1s" });
    market.touch(9999, 10_001);
    market.touch(4999, 5001, market.anchor);
    for (let ms = 0; ms <= 1000; ms += 50) market.lookAt(ms * MS);
    market.touch(5004, 5006, market.anchor); // +0.1%
    expect(market.lookAt(1010 * MS).fair.ticks).toBeCloseTo(10_010, 8);
    market.touch(10_009, 10_011); // we have followed
    expect(market.lookAt(1020 * MS).fair.ticks).toBeCloseTo(10_010, 8);
  });
});
