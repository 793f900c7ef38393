import { Detector, detectorConfig, detectorParams } from "@mexoms/arbitrage";
import { instrument } from "@mexoms/core";
import { bindParams } from "@mexoms/core/internal";
import { describe, expect, it } from "vitest";
import { EAGER, instrumentOf, TestMarket } from "./books.ts";

const params = { instrument: instrument(), ...detectorParams };
const INSTRUMENTS = [instrumentOf({}), instrumentOf({ venue: "b" })];

function bound(given: Record<string, string>): ReturnType<typeof detectorConfig> {
  return detectorConfig(bindParams({ params, given, instruments: INSTRUMENTS }).values);
}

describe("parameters of the detector", () => {
  it("ask for 10 bps net, at most 10,000 USDT and no equal currencies, unless told otherwise", () => {
    const config = bound({});
    expect(config.minNet.toString()).toBe("10bps");
    expect(config.maxValue).toEqual({ USDT: "10000" });
    expect(config.equivalents).toEqual([]);
    expect(config.sigmaBps).toBeUndefined();
    const markets = INSTRUMENTS.map((each) => new TestMarket(each).market());
    expect(() => new Detector({ markets, config })).not.toThrow();
  });

  it("read lists, amounts and a fixed volatility", () => {
    const config = bound({
      kinds: "triangular",
      equivalents: "USDT=USDC=FDUSD,ETH=WETH",
      maxValue: "2500.5USDT,0.2BTC",
      sigma: "1.5bps",
      basisCloseBps: "-4bps",
    });
    expect(config).toMatchObject({
      kinds: ["triangular"],
      equivalents: ["USDT=USDC=FDUSD", "ETH=WETH"],
      maxValue: { USDT: "2500.5", BTC: "0.2" },
      sigmaBps: 1.5,
    });
    expect(config.basisClose.units).toBe(-4_000_000);
  });

  it.each([
    ["kinds", "spot", "cross-venue"],
    ["maxValue", "10000", "10000USDT"],
    ["maxValue", "0USDT", "10000USDT"],
    ["minNetBps", "10", "5bps"],
    ["minEdgeLooks", "0", "below the minimum of 1"],
    ["bookLevels", "1001", "above the maximum of 1000"],
    ["sigma", "1.5", "5bps"],
  ])("refuse %s=%s and show what is right", (name, text, shown) => {
    expect(() => bound({ [name]: text })).toThrow(shown);
  });

  it("have a line of explanation each", () => {
    for (const param of Object.values(detectorParams)) expect(param.doc).toMatch(/^[A-Z].{20,}\.$/);
  });
});

describe("a configuration", () => {
  const markets = INSTRUMENTS.map((each) => new TestMarket(each).market());

  it.each([
    [{ levels: 0 }, "levels"],
    [{ equivalents: ["USDT"] }, "USDT=USDC"],
    [{ maxValue: { USDT: "-1" } }, "maxValue USDT"],
    [{ minEdgeLooks: 1.5 }, "minEdgeLooks"],
    [{ maxAgeNs: 0 }, "maxAgeNs"],
    [{ kinds: [] }, "kinds"],
  ])("is refused with %j", (change, named) => {
    expect(() => new Detector({ markets, config: { ...EAGER, ...change } })).toThrow(named);
  });

  it("is refused with an inverse contract, by its id", () => {
    const inverse = instrumentOf({ market: "coinm", payoff: "inverse", contractSize: "100" });
    const all = [...markets, new TestMarket(inverse).market()];
    expect(() => new Detector({ markets: all, config: EAGER })).toThrow(
      "a:coinm:BTCUSDT is inverse",
    );
  });
});
