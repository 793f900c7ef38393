import { describe, expect, it } from "vitest";
import { HandMarket } from "../hand-market.ts";

const SECOND = 1e9;
const MODEL = { spreadModel: "volatility", sigmas: "2", horizon: "4s", volatilitySamples: "3" };

/** Looks once a second while the mid goes up and down by a tick. */
function lookFor(market: HandMarket, seconds: number, from = 0): void {
  for (let i = from; i < seconds; i++) {
    market.at(i * SECOND);
    market.touch(9999 + (i % 2), 10_001 + (i % 2));
    market.lookAt(i * SECOND);
  }
}

describe("a volatility that is not known yet", () => {
  it("says how many samples are there and needed, and then is used", () => {
    const market = new HandMarket(MODEL);
    lookFor(market, 2);
    const { spread, fair } = market.look;
    expect(spread.problem).toBe("volatility is not known yet: 1 of 3 samples");
    expect([fair.problem, spread.sigmaTicks, spread.halfTicks]).toEqual(["none", NaN, NaN]);
    lookFor(market, 4, 2);
    expect([spread.problem, spread.sigmaTicks, spread.sigmaSamples]).toEqual(["", 1, 3]);
    // 2 sigmas over 4 seconds of 1 tick per root of a second.
    expect([spread.baseTicks, spread.halfTicks, spread.limitedBy]).toEqual([4, 4, "none"]);
  });

  it("is the given one meanwhile, so that there is no wait", () => {
    const market = new HandMarket({ ...MODEL, startVolatility: "2bps" });
    lookFor(market, 1);
    const { spread } = market.look;
    expect([spread.problem, spread.sigmaTicks, spread.sigmaIsStart]).toEqual(["", 2, true]);
    lookFor(market, 4, 1);
    expect([spread.sigmaTicks, spread.sigmaIsStart]).toEqual([1, false]);
  });

  it("is learned while the strategy warms up, before it may trade", () => {
    const market = new HandMarket(MODEL, { warming: true });
    lookFor(market, 5);
    expect(market.ctx.warming).toBe(true);
    market.kernel.openTrading();
    expect([market.look.spread.problem, market.look.spread.sigmaTicks]).toEqual(["", 1]);
  });

  it("learns nothing from a book that cannot be used, and goes on after it", () => {
    const market = new HandMarket(MODEL);
    lookFor(market, 3);
    market.gap();
    for (let i = 3; i < 10; i++) market.lookAt(i * SECOND);
    expect(market.look.spread.sigmaSamples).toBe(2);
    market.at(10 * SECOND);
    market.snapshot(9999, 10_001);
    market.lookAt(10 * SECOND);
    expect(market.look.spread.sigmaSamples).toBe(3);
  });

  it("goes on without an anchor: only the quotes wait for one", () => {
    const market = new HandMarket({ ...MODEL, anchor: "basis" });
    lookFor(market, 5);
    expect(market.look.fair.problem).toBe("anchor-missing");
    expect([market.look.spread.problem, market.look.spread.sigmaTicks]).toEqual([
      "there is no fair value",
      1,
    ]);
  });
});

it("sees every change of the book where the parameter asks for that", () => {
  const samples = (volatilityFrom: string): number => {
    const market = new HandMarket({ ...MODEL, volatilityFrom, volatility: "time-ewma" });
    for (let i = 0; i < 10; i++) {
      market.at(i * SECOND);
      market.touch(9999 + (i % 2), 10_001 + (i % 2));
      market.at(i * SECOND); // the end of the instant
    }
    return market.lookAt(10 * SECOND).spread.sigmaSamples;
  };
  expect([samples("look"), samples("book")]).toEqual([0, 9]);
});

describe("parameters of volatility that do not go together", () => {
  it.each([
    [
      { volatility: "realised", volatilityWindow: "10s" },
      /volatilityWindow: holds 10 intervals.*need 30/,
    ],
    [
      { volatility: "two-scale", volatilityScale: "1000" },
      /volatilityWindow: holds 300 .*need 1001/,
    ],
    [
      { volatility: "realised", volatilityInterval: "1ms" },
      /volatilityWindow: has 300000 intervals/,
    ],
    [{ startVolatility: "1" }, /startVolatility: "1" is not none, nor in bps or %, such as 1.5bps/],
    [{ startVolatility: "-1bps" }, /startVolatility: -1bps must not be negative/],
    [{ startVolatility: "1ticks" }, /startVolatility: "1ticks" is not none/],
  ] as [Record<string, string>, RegExp][])("%o is refused by name", (params, message) => {
    expect(() => new HandMarket(params)).toThrow(message);
  });
});
