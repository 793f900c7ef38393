import { describe, expect, it } from "vitest";
import { type Plan, send } from "../driver/run.ts";
import type { Row } from "../driver/tape.ts";
import { groups, quote, SECOND, story } from "./sheet-of.ts";

/**
 * A bid of 5 lots at 999 behind 10 others is filled at 1 s, when 12 lots are sold; a second later the
 * mid is 2 ticks lower, and at the end 4 ticks higher than at the fill.
 */
const BOUGHT: readonly Row[] = [
  ...quote(0, 999, 1001),
  ["trade", "sell", 999, 12, 1 * SECOND],
  ...quote(1 * SECOND, 998, 1000),
  ...quote(1.5 * SECOND, 997, 999),
  ...quote(4 * SECOND, 1003, 1005),
  ...quote(10 * SECOND, 1003, 1005),
];
const BUY: Plan = [[10, send("buy", 999, 5, { timeInForce: "post-only" })]];

describe("a maker fill", () => {
  it("has captured the spread of the instant before, and lost what the price moved after it", () => {
    const { own } = story(BOUGHT, BUY);
    const { attribution } = own;
    // 0.005 BTC: 99.9 to the mid of 100.0, to 99.8 after a second, to 100.4 at the end.
    expect(attribution.spreadCapture.toString()).toBe("0.0005");
    expect(attribution.adverseSelection.toString()).toBe("-0.001");
    expect(attribution.inventory.toString()).toBe("0.003");
    expect(attribution.hedgeSlippage.toString()).toBe("0");
    expect(attribution.fees.toString()).toBe("-0.00004995");
    expect(attribution.equityChange.toString()).toBe("0.00245005");
    expect(attribution.residual.units).toBe(0n);
    expect(own.captureBps).toBeCloseTo(0.1 / 99.9 / 1e-4, 10);
  });

  it("is marked at the mid of each horizon, and beyond the data not at all", () => {
    const { own } = story(BOUGHT, BUY, {}, { horizons: ["1s", "5s", "10s"] });
    const [all] = own.markouts;
    expect(all!.group).toBe("all");
    expect(all!.markouts.map(({ horizonNs, fills }) => [horizonNs, fills])).toEqual([
      [1 * SECOND, 1],
      [5 * SECOND, 1],
      [10 * SECOND, 0],
    ]);
    const [first, second, third] = all!.markouts.map(({ bps }) => bps);
    expect(first).toBeCloseTo(((1996 - 1998) / 1998) * 1e4, 10);
    expect(second).toBeCloseTo(((2008 - 1998) / 1998) * 1e4, 10);
    expect(third).toBeUndefined();
    expect(all!.toxic).toBe(1);
    expect(all!.qty).toBe("0.005");
  });

  it("is taken to have no later mid where the data ends: what moved counts to the end", () => {
    const { own } = story(BOUGHT, BUY, {}, { adverse: "20s" });
    expect(own.attribution.adverseSelection.toString()).toBe("0.002");
    expect(own.attribution.inventory.toString()).toBe("0");
    expect(own.markouts[0]!.toxic).toBeUndefined();
  });

  it("is grouped by what it met", () => {
    const { own } = story(BOUGHT, BUY);
    const kinds = ["side", "liquidity", "level", "queue-at-entry", "order-age"] as const;
    expect(kinds.map((by) => groups(own, by))).toEqual([
      ["buy: 1"],
      ["maker: 1"],
      ["level 1: 1"],
      // 10 of 15 lots stood ahead.
      ["third quarter: 1"],
      ["100ms to 1s: 1"],
    ]);
    expect(groups(own, "imbalance")).toEqual(["up to 50% against us: 1"]);
    // 12 lots for an order of 5.
    expect(groups(own, "taker-size")).toEqual(["up to 10 times: 1"]);
    expect(groups(own, "hour")).toEqual(["00:00: 1"]);
    expect(groups(own, "volatility")).toEqual([]);
  });

  it("knows the imbalance of the touch before it, as seen from its side", () => {
    const rows: Row[] = [
      ...quote(0, 999, 1001),
      ["depth", "buy", 999, 70, 0.5 * SECOND],
      ["trade", "sell", 999, 80, 1 * SECOND],
      // What the fill's own instant brings is not what it met.
      ["depth", "buy", 999, 1, 1 * SECOND],
      ...quote(3 * SECOND, 999, 1001),
    ];
    const { own } = story(rows, BUY);
    expect(groups(own, "imbalance")).toEqual(["over 50% with us: 1"]);
  });
});

describe("fills of several levels", () => {
  it("are told apart by their place among our own prices, though all go at once", () => {
    const rows: Row[] = [
      ...quote(0, 999, 1001),
      ["trade", "sell", 990, 500, 1 * SECOND],
      ...quote(3 * SECOND, 989, 1001),
    ];
    const plan: Plan = [998, 997, 995].map((ticks, i) => [10 + i, send("buy", ticks, 1)] as const);
    const { own } = story(rows, plan);
    expect(groups(own, "level")).toEqual(["level 1: 1", "level 2: 1", "level 3: 1"]);
    expect(groups(own, "taker-size")).toEqual(["over 10 times: 3"]);
  });
});

describe("a markout", () => {
  // Two buys at 999 and 997 of 1 and 3 lots; the mids a second after are 1999 and 1991 half ticks.
  const rows: Row[] = [
    ...quote(0, 999, 1002, 1),
    ["trade", "sell", 998, 50, 1 * SECOND],
    ...quote(2 * SECOND, 998, 1001),
    ["trade", "sell", 996, 50, 3 * SECOND],
    ...quote(3.5 * SECOND, 995, 996),
    ...quote(6 * SECOND, 995, 996),
  ];
  const plan: Plan = [
    [10, send("buy", 999, 1)],
    [20, send("buy", 997, 3)],
  ];

  it("is a mean by volume with a band of 1.96 standard errors", () => {
    const { own } = story(rows, plan);
    const [first, second] = [((1999 - 1998) / 1998) * 1e4, ((1991 - 1994) / 1994) * 1e4];
    const mean = (first + 3 * second) / 4;
    const squares = (first - mean) ** 2 + 9 * (second - mean) ** 2;
    const half = (1.96 * Math.sqrt(2 * squares)) / 4;
    const [markout] = own.markouts[0]!.markouts;
    expect(markout!.fills).toBe(2);
    expect(markout!.bps).toBeCloseTo(mean, 10);
    expect(markout!.lowBps).toBeCloseTo(mean - half, 10);
    expect(markout!.highBps).toBeCloseTo(mean + half, 10);
    expect(own.markouts[0]!.toxic).toBe(0.5);
  });
});

describe("a taker fill", () => {
  const rows: Row[] = [
    ...BOUGHT.slice(0, -3),
    // The book that it meets has the rows of its own instant.
    ...quote(6 * SECOND + 20, 1003, 1009),
    ...quote(10 * SECOND, 1003, 1005),
  ];
  const plan: Plan = [...BUY, [6 * SECOND + 10, send("sell", 1003, 5, { timeInForce: "ioc" })]];

  it("has slipped from the mid of the book that it met", () => {
    const { own } = story(rows, plan);
    // 0.005 BTC sold at 100.3 with the mid at 100.6.
    expect(own.attribution.hedgeSlippage.toString()).toBe("-0.0015");
    expect(groups(own, "liquidity")).toEqual(["maker: 1", "taker: 1"]);
    expect(groups(own, "level")).toEqual(["level 1: 1"]);
    expect(own.quality.makerShare).toBe(0.5);
  });

  it("costs its slippage and fee where it makes the position smaller", () => {
    const { own } = story(rows, plan);
    // 100.3 * 0.005 at 5 bps.
    expect(own.inventory.rebalancingCost.toString()).toBe("0.00175075");
    const opening = story(rows, plan.slice(1));
    expect(opening.own.inventory.rebalancingCost.units).toBe(0n);
  });
});

describe("fills by size", () => {
  it("tell what is left of the profit after fees", () => {
    const { own } = story(BOUGHT, BUY);
    // Bought 0.005 at 99.9, marked at 99.8, less 1 bp.
    const bps = ((99.8 - 99.9) / 99.9) * 1e4 - 1;
    expect(own.capacity).toHaveLength(1);
    expect(own.capacity[0]).toMatchObject({ fromQty: "0.005", toQty: "0.005", fills: 1 });
    expect(own.capacity[0]!.bpsAfterFees).toBeCloseTo(bps, 10);
  });

  it("go to up to four groups of about as many", () => {
    const rows2: Row[] = [
      ...quote(0, 999, 1001),
      ["trade", "sell", 990, 500, 1 * SECOND],
      ...quote(3 * SECOND, 989, 1001),
    ];
    const sizes = [1, 2, 2, 3, 4, 5, 9, 20];
    const plan: Plan = sizes.map((lots, i) => [10 + i, send("buy", 998, lots)] as const);
    const { own } = story(rows2, plan);
    expect(
      own.capacity.map(({ fromQty, toQty, fills }) => `${fromQty}-${toQty}: ${fills}`),
    ).toEqual(["0.001-0.002: 3", "0.003-0.003: 1", "0.004-0.005: 2", "0.009-0.02: 2"]);
  });
});
