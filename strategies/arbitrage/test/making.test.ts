import { EAST, WEST } from "./markets.ts";
import { type DealRecord, Decimal } from "@mexoms/core";
import { describe, expect, it } from "vitest";
import { Universe } from "../src/executor/universe.ts";
import { MAKING } from "../src/maker/hedge-plan.ts";
import { quoteRatio, quoteTicks } from "../src/maker/maker-price.ts";
import { quoteDecision, type QuoteCase } from "../src/maker/quote-decision.ts";
import { dealsOf, run, threeTapes } from "./two-venues.ts";

describe("the price of a quote", () => {
  it.each([
    ["buy", 0.001],
    ["sell", 0.001],
    ["buy", -0.0005],
    ["sell", 0],
  ] as const)("to %s earns %s after both fees, and a tick better would not", (side, profit) => {
    const hedgeTicks = WEST.priceTicks("50123.45");
    const ratio = quoteRatio({
      side,
      maker: EAST,
      taker: WEST,
      profit,
      feeRate: new Universe([EAST, WEST]).feeRate,
    });
    const ticks = quoteTicks(side, hedgeTicks, ratio);
    expect(earns(side, ticks, hedgeTicks)).toBeGreaterThanOrEqual(profit);
    const better = side === "buy" ? ticks + 1 : ticks - 1;
    expect(earns(side, better, hedgeTicks)).toBeLessThan(profit);
  });

  it("is no number without a price to hedge at", () => {
    expect(quoteTicks("buy", Number.NaN, 1)).toBeNaN();
  });
});

function earns(side: "buy" | "sell", ticks: number, hedgeTicks: number): number {
  const quote = EAST.tick.decimal(ticks);
  const hedge = WEST.tick.decimal(hedgeTicks);
  const [bought, sold] = side === "buy" ? [quote, hedge] : [hedge, quote];
  const paid = bought.mul("1.001");
  return sold.mul("0.999").minus(paid).div(paid).toNumber();
}

describe("what is done with a quote", () => {
  const rests: QuoteCase = {
    side: "buy",
    nowNs: 1_000,
    resting: { ticks: 100, lots: 5, sentNs: 900 },
    target: { ticks: 100, lots: 5 },
    dangerTicks: 102,
    maxLots: 5,
    improveTicks: 1,
    improveAfterNs: 500,
  };
  it.each([
    ["keep", "it is where it should be", {}],
    ["keep", "it is within the tolerance", { target: { ticks: 101, lots: 5 }, nowNs: 9_000 }],
    ["keep", "a better price must wait its time", { target: { ticks: 105, lots: 5 } }],
    ["cancel", "a better price has waited", { target: { ticks: 105, lots: 5 }, nowNs: 1_400 }],
    ["cancel", "it is in danger, at once", { dangerTicks: 99 }],
    ["cancel", "an ask is in danger below", { side: "sell", dangerTicks: 101 }],
    ["cancel", "it is larger than it may be", { maxLots: 4 }],
    ["cancel", "nothing should rest", { target: undefined }],
    ["place", "nothing rests", { resting: undefined }],
    ["none", "nothing rests and nothing should", { resting: undefined, target: undefined }],
  ] as [string, string, Partial<QuoteCase>][])("%s, when %s", (decision, _why, change) => {
    expect(quoteDecision({ ...rests, ...change })).toBe(decision);
  });
});

describe("quotes in a run", () => {
  const MAKE = { mode: "make", makeProfit: "1bps", keepProfit: "0bps" };

  it("are hedged fill by fill, once each", async () => {
    const result = await run(threeTapes(3), { params: MAKE });
    const quoted = result.fills.filter(({ liquidity }) => liquidity === "maker");
    const deals = dealsOf(result).filter(({ kind }) => kind === MAKING);
    expect(quoted.length).toBeGreaterThan(50);
    expect(deals.length).toBe(quoted.length);
    expect(new Set(deals.map(({ name }) => name)).size).toBe(quoted.length);
    const lots = (legs: readonly DealRecord[]): number =>
      legs.reduce((sum, each) => sum + each.legs[0]!.wantedLots, 0);
    expect(lots(deals)).toBe(quoted.reduce((sum, { qtyLots }) => sum + qtyLots, 0));
  });

  it("send the hedge one answer after the fill", async () => {
    const result = await run(threeTapes(3), { params: MAKE });
    const sentNs = new Set(result.orders.map(({ submittedNs }) => submittedNs));
    const first = dealsOf(result).filter(({ path }) => path[0] === "sent");
    expect(first.length).toBeGreaterThan(20);
    for (const { foundNs } of first) {
      expect(sentNs.has(result.startNs + BigInt(foundNs))).toBe(true);
    }
  });

  it("wait as dust while they are smaller than a hedge can be, and are cleared together", async () => {
    const result = await run(threeTapes(3), {
      params: { ...MAKE, makers: "east:spot:BTCUSDT", quoteValue: "40USDT" },
    });
    const deals = dealsOf(result);
    const waited = deals.filter(({ kind, end }) => kind === MAKING && end === "flat");
    expect(waited.length).toBeGreaterThan(5);
    const bases = result.summary.reduce(
      (sum, { positionQty }) => sum.plus(positionQty),
      new Decimal(0),
    );
    // A lot of the coarser venue that hedges is 0.001.
    expect(bases.abs().lt("0.001")).toBe(true);
  });

  it("are refused on an instrument that is not traded", async () => {
    const params = {
      ...MAKE,
      instruments: "west:spot:BTCUSDT,west:swap:BTCUSDT",
      makers: "east:spot:BTCUSDT",
    };
    await expect(run(threeTapes(3), { params })).rejects.toThrow(
      /makers: east:spot:BTCUSDT is not among the instruments/,
    );
  });
});
