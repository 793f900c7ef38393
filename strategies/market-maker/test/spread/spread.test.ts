import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { avellanedaStoikov, glft } from "../../src/index.ts";
import { HandMarket } from "../hand-market.ts";

const SECOND = 1e9;
const MS = 1e6;
const KNOWN = { startVolatility: "1bps", fillDepth: "1bps", fillRate: "0.9/s" };

/** A look at a book of one level each side around 100,000 ticks. */
function spreadOf(
  params: Record<string, string>,
  options: ConstructorParameters<typeof HandMarket>[1] = {},
): HandMarket["look"]["spread"] {
  const market = new HandMarket(params, options);
  market.touch(99_999, 100_001);
  return market.lookAt(1).spread;
}

describe("the base half-spread", () => {
  it("is half of a fixed spread, whatever is known of volatility", () => {
    const spread = spreadOf({ spread: "10bps" });
    expect([spread.baseTicks, spread.halfTicks, spread.limitedBy]).toEqual([50, 50, "none"]);
    expect([spread.sigmaTicks, spread.shiftPerLotTicks, spread.gamma]).toEqual([NaN, NaN, NaN]);
  });

  it("is so many standard deviations over the horizon", () => {
    const params = {
      spreadModel: "volatility",
      sigmas: "1.5",
      horizon: "4s",
      startVolatility: "1bps",
    };
    expect(spreadOf(params).halfTicks).toBeCloseTo(1.5 * 10 * 2, 10);
  });

  it("is that of Avellaneda and Stoikov in money, for a size of one unit", () => {
    for (const tickSize of ["1", "0.1"]) {
      const options = { own: { tickSize } };
      const params = { spreadModel: "avellaneda-stoikov", size: "1BTC", horizon: "9s", ...KNOWN };
      const spread = spreadOf({ ...params, riskAversion: "0.01" }, options);
      const tick = Number(tickSize);
      // 1 bps of 100,000 ticks is 10 ticks: sigma per root of a second, and 1/k.
      const paper = { gamma: 0.01, sigma: 10 * tick, k: 1 / (10 * tick), tau: 9, mid: 0 };
      const quotes = avellanedaStoikov({ ...paper, inventory: 1 });
      expect(spread.baseTicks).toBeCloseTo(quotes.spread / 2 / tick, 9);
      expect(spread.shiftPerLotTicks * 1000).toBeCloseTo(-quotes.reservation / tick, 9);
    }
  });

  it("is that of GLFT in money, for quotes of any size", () => {
    const size = { "0.1BTC": 0.1, "2BTC": 2 };
    for (const [text, delta] of Object.entries(size)) {
      const spread = spreadOf({ spreadModel: "glft", size: text, riskAversion: "0.05", ...KNOWN });
      const paper = glft({ gamma: 0.05, xi: 0.05, A: 0.9, k: 0.1, delta, sigma: 10 });
      expect(spread.baseTicks).toBeCloseTo(paper.half, 9);
      expect(spread.shiftPerLotTicks * 1000).toBeCloseTo(paper.skew, 9);
    }
  });

  it("counts money in the base coin for an inverse contract", () => {
    const own = { payoff: "inverse", contractSize: "100", lotSize: "1" } as const;
    const params = { spreadModel: "glft", size: "50contracts", maxInventory: "500contracts" };
    const spread = spreadOf({ ...params, riskAversion: "1000", ...KNOWN }, { own });
    // A tick of 1 at 100,000 makes 100 / 100,000^2 of the coin on a contract.
    expect(spread.gamma).toBeCloseTo(1000 * 50 * (100 / 1e10), 15);
  });

  it("shifts by the intent at half of the most inventory, whatever the volatility", () => {
    for (const startVolatility of ["0bps", "0.1bps", "1bps", "50bps"]) {
      const params = { spreadModel: "intent", intentShift: "3bps", maxInventory: "2BTC" };
      const spread = spreadOf({ ...params, ...KNOWN, startVolatility });
      expect(spread.problem).toBe("");
      expect(spread.shiftPerLotTicks * 1000).toBeCloseTo(30, 9);
      expect(spread.baseTicks).toBeGreaterThan(0);
      if (startVolatility === "0bps") continue;
      const sigma = 10 * Number.parseFloat(startVolatility);
      const of = { gamma: spread.gamma, sigma, k: 0.1, tau: 10, mid: 0, inventory: 10 };
      const quotes = avellanedaStoikov(of);
      expect(quotes.reservation).toBeCloseTo(-30, 9);
      expect(spread.baseTicks).toBeCloseTo(quotes.spread / 2, 9);
    }
  });

  it("is the same on the mirror image of a market", () => {
    const moves = fc.array(fc.integer({ min: -20, max: 20 }), { minLength: 40, maxLength: 60 });
    const run = (all: readonly number[], sign: 1 | -1): number[] => {
      const market = new HandMarket({
        spreadModel: "volatility",
        toxicity: "markout",
        toxicityFrom: "0",
        thinBookWiden: "5bps",
        fairDepth: "1bps",
        adverseSelection: "live",
        margin: "1bps",
      });
      let mid = 100_000;
      const halves: number[] = [];
      all.forEach((move, i) => {
        market.at(i * SECOND);
        market.clear("buy");
        market.clear("sell");
        market.levels(sign > 0 ? "buy" : "sell", [[mid - sign, 10 + (i % 5)]]);
        market.levels(sign > 0 ? "sell" : "buy", [[mid + sign, 10 + (i % 3)]]);
        const { spread } = market.lookAt(i * SECOND);
        if (spread.problem === "") halves.push(spread.halfTicks);
        if (move !== 0)
          market.trade(move * sign > 0 ? "buy" : "sell", mid + Math.sign(move) * sign);
        mid += sign * move;
      });
      return halves;
    };
    fc.assert(
      fc.property(moves, (all) => {
        const [one, other] = [run(all, 1), run(all, -1)];
        expect(one.length).toBeGreaterThan(5);
        // Prices of the mirror image differ by a thousandth, and so do distances in bps of them.
        one.forEach((half, i) => expect(Math.abs(other[i]! / half - 1)).toBeLessThan(0.05));
      }),
      { numRuns: 20 },
    );
  });
});

describe("limits of the half-spread", () => {
  it.each([
    ["fee-floor", { spread: "1bps" }, 20 + 10],
    ["none", { spread: "100bps" }, 500],
    ["none", { spread: "1bps", feeFloor: "false" }, 5],
    ["min-spread", { spread: "1bps", feeFloor: "false", minSpread: "2bps" }, 10],
    ["max-spread", { spread: "100bps", maxSpread: "40bps" }, 200],
    ["max-spread", { spread: "1bps", maxSpread: "3bps" }, 15],
  ] as const)("%s bounds %o", (limitedBy, params, half) => {
    // 2 bps of fee and 1 bps of margin at 100,000 ticks.
    const spread = spreadOf({ margin: "1bps", ...params }, { own: { makerFee: "2bps" } });
    expect(spread.limitedBy).toBe(limitedBy);
    expect(spread.halfTicks).toBeCloseTo(half, 9);
    expect(spread.feeFloorTicks).toBeCloseTo("feeFloor" in params ? 0 : 30, 9);
  });

  it("has the expected adverse selection in the fee floor, and a rebate lowers it", () => {
    const params = { spread: "0bps", adverseSelection: "4bps" };
    const spread = spreadOf(params, { own: { makerFee: "-1bps" } });
    expect([spread.adverseTicks, spread.feeFloorTicks].map(Math.round)).toEqual([40, 30]);
    expect(spread.halfTicks).toBeCloseTo(30, 9);
  });

  it("refuses a minimum above the maximum", () => {
    expect(() => spreadOf({ minSpread: "3bps", maxSpread: "2bps" })).toThrow(
      /minSpread: is above maxSpread/,
    );
  });
});

describe("toxic flow widens", () => {
  const FLOW = { toxicity: "flow", toxicityFrom: "0.5", toxicityWiden: "4bps", maxBookAge: "1h" };

  it("when it is one-sided, in proportion above toxicityFrom, and fully from 20 trades on", () => {
    const market = new HandMarket({ ...FLOW, toxicityHalflife: "1000h" });
    market.touch(99_999, 100_001);
    const after = (trades: number, side: "buy" | "sell"): number => {
      for (let i = 0; i < trades; i++) market.trade(side, 100_001);
      return market.lookAt(1).spread.toxicityTicks;
    };
    expect(after(0, "buy")).toBe(0);
    expect(after(10, "buy")).toBe(0); // 10 of 20: a toxicity of 0.5
    expect(after(5, "buy")).toBeCloseTo(40 * 0.5, 6); // 15 of 20
    expect(after(15, "buy")).toBeCloseTo(40, 6); // 30 buys
    expect(after(3, "sell")).toBeCloseTo(40 * ((27 / 33 - 0.5) / 0.5), 6);
    expect(after(27, "sell")).toBe(0); // balanced
    expect(market.look.spread.toxicity).toBeCloseTo(0, 9);
    expect(market.look.spread.halfTicks).toBe(50);
  });

  it("less and less when nothing trades any more", () => {
    const market = new HandMarket({ ...FLOW, toxicityHalflife: "1s" });
    market.touch(99_999, 100_001);
    for (let i = 0; i < 40; i++) market.trade("sell", 99_999);
    expect(market.lookAt(1).spread.toxicity).toBeCloseTo(1, 6);
    expect(market.lookAt(2 * SECOND).spread.toxicity).toBeCloseTo(0.5, 6); // 10 of 20 are left
  });

  it("does not count trades without a side, and is not woken by trades that nothing needs", () => {
    const market = new HandMarket({ ...FLOW, toxicityHalflife: "1000h" });
    market.touch(99_999, 100_001);
    for (let i = 0; i < 40; i++) market.trade("none", 100_001);
    expect(market.lookAt(1).spread.toxicity).toBe(0);
    const masks = [FLOW, {}, { adverseSelection: "live" }].map(
      (params) => new HandMarket(params as Record<string, string>).kernel.markets[0]!.wakeMask,
    );
    expect(masks).toEqual([2, 0, 2]);
  });

  it("when prices have moved against those who were filled", () => {
    const run = (moveAfter: number): HandMarket["look"]["spread"] => {
      const market = new HandMarket({
        toxicity: "markout",
        toxicityFrom: "0",
        toxicityWiden: "4bps",
        markout: "1s",
        adverseSelection: "live",
        toxicityHalflife: "1000h",
      });
      let mid = 100_000;
      for (let i = 0; i < 60; i++) {
        market.at(i * 600 * MS);
        market.touch(mid - 1, mid + 1);
        market.lookAt(i * 600 * MS);
        if (i % 2 === 0) {
          const buys = i % 4 === 0;
          market.trade(buys ? "buy" : "sell", mid + (buys ? 1 : -1));
          mid += buys ? moveAfter : -moveAfter;
        }
      }
      return market.look.spread;
    };
    // Each trade moves the mid by 3, and the one after it, 1.2 s later, back: the mid that judges it
    // is 3 away, 2 worse than the price that its maker had.
    const adverse = run(3);
    expect(adverse.toxicity).toBeCloseTo(1, 6);
    expect(adverse.adverseTicks).toBeCloseTo(3, 6);
    expect(adverse.toxicityTicks).toBeCloseTo(40, 2);
    const harmless = run(0);
    expect([harmless.toxicity, harmless.adverseTicks]).toEqual([0, 0]);
    const kind = run(-3);
    expect([kind.toxicity, kind.adverseTicks]).toEqual([0, 0]);
  });

  it("gives up trades that no look could judge in time", () => {
    const market = new HandMarket({ toxicity: "markout", toxicityFrom: "0", markout: "1s" });
    market.touch(99_999, 100_001);
    market.lookAt(1);
    market.gap();
    for (let i = 0; i < 2000; i++) {
      market.at(2 + i * 10 * MS);
      market.trade(i % 2 === 0 ? "buy" : "sell", 100_001);
    }
    market.at(30 * SECOND);
    market.snapshot(99_999, 100_001);
    expect(market.lookAt(30 * SECOND).spread.toxicity).toBe(0);
  });
});

it("a book thinner than usual widens, in proportion, and one that is thicker does not", () => {
  const market = new HandMarket({
    thinBookWiden: "10bps",
    fairDepth: "1bps",
    thinBookHalflife: "60s",
  });
  for (let i = 0; i < 100; i++) {
    market.at(i * SECOND);
    market.touch(99_999, 100_001, market.own, 100);
    market.lookAt(i * SECOND);
  }
  const at = (nowNs: number, lots: number): number => {
    market.touch(99_999, 100_001, market.own, lots);
    return market.lookAt(99 * SECOND + nowNs).spread.depthTicks;
  };
  expect(at(1, 100)).toBeCloseTo(0, 6);
  expect(at(2, 25)).toBeCloseTo(75, 3);
  expect(market.look.spread.depthShare).toBeCloseTo(0.25, 5);
  expect(market.look.spread.halfTicks).toBeCloseTo(125, 3);
  expect(at(3, 500)).toBe(0);
});
