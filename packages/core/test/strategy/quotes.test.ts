import { describe, expect, it } from "vitest";
import type { QuoteOptions, QuoteTarget } from "@mexoms/core";
import { BTC, type HandDriven, handDriven } from "../kernel/hand-driven.ts";

const buy = (price: number, size = 10): QuoteTarget => ({ side: "buy", price, size });
const sell = (price: number, size = 10): QuoteTarget => ({ side: "sell", price, size });

/** What a call of `target` asks of the venue. */
function target(on: HandDriven, targets: readonly QuoteTarget[], options?: QuoteOptions): string[] {
  on.asked.length = 0;
  on.ctx.quotes(BTC).target(targets, options);
  return on.asked.map((line) => line.replace(/^\d+: /, ""));
}

/** Quotes 10@100 and 10@105 that rest, as orders 1 and 2. */
function resting(): HandDriven {
  const on = handDriven();
  target(on, [buy(100), sell(105)]);
  on.kernel.accepted(1, 1);
  on.kernel.accepted(2, 1);
  return on;
}

describe("Quotes.target", () => {
  it("sends what is missing as post-only unless told otherwise", () => {
    const on = handDriven();
    expect(target(on, [buy(100), sell(105)])).toEqual([
      "submit 1 buy 10@100",
      "submit 2 sell 10@105",
    ]);
    target(on, [buy(100), sell(105), buy(99)], { timeInForce: "gtc" });
    expect(on.ctx.orders.open(BTC).map((order) => order.timeInForce)).toEqual([
      "post-only",
      "post-only",
      "gtc",
    ]);
  });

  it("leaves quotes on target alone, also while they are pending: they keep their place", () => {
    const on = handDriven();
    target(on, [buy(100), sell(105)]);
    expect(target(on, [sell(105), buy(100)])).toEqual([]);
    on.kernel.accepted(1, 1);
    expect(target(on, [buy(100), sell(105)])).toEqual([]);
  });

  it("cancels what is off target before it sends what is missing", () => {
    const on = resting();
    expect(target(on, [buy(101), sell(104)])).toEqual([
      "cancel 1",
      "cancel 2",
      "submit 3 buy 10@101",
      "submit 4 sell 10@104",
    ]);
  });

  it("cancels nothing twice, and does not take an order for a quote that is being canceled", () => {
    const on = resting();
    target(on, []);
    expect(target(on, [])).toEqual([]);
    expect(target(on, [buy(100)])).toEqual(["submit 3 buy 10@100"]);
  });

  it("keeps quotes within the tolerance, and none beyond it", () => {
    const on = resting();
    const toleranceTicks = 2;
    expect(target(on, [buy(102), sell(103)], { toleranceTicks })).toEqual([]);
    expect(target(on, [buy(103), sell(105)], { toleranceTicks })).toEqual([
      "cancel 1",
      "submit 3 buy 10@103",
    ]);
  });

  it("keeps the nearest order for a target, and each order for one target only", () => {
    const on = handDriven();
    target(on, [buy(100), buy(102), buy(104)]);
    for (const id of [1, 2, 3]) on.kernel.accepted(id, 1);
    expect(target(on, [buy(103)], { toleranceTicks: 5 })).toEqual(["cancel 1", "cancel 3"]);
    const two = handDriven();
    target(two, [buy(100)]);
    expect(target(two, [buy(100), buy(100)])).toEqual(["submit 2 buy 10@100"]);
  });

  it("never takes an order of one side for a quote of the other", () => {
    const on = resting();
    expect(target(on, [sell(100), buy(105)])).toEqual([
      "cancel 1",
      "cancel 2",
      "submit 3 sell 10@100",
      "submit 4 buy 10@105",
    ]);
  });

  it("keeps a quote that was partly filled and does not top it up", () => {
    const on = resting();
    on.kernel.filled(1, 2, 100, 7, true);
    expect(target(on, [buy(100), sell(105)])).toEqual([]);
  });

  it("replaces a quote that is larger than its target", () => {
    expect(target(resting(), [buy(100, 9), sell(105)])).toEqual(["cancel 1", "submit 3 buy 9@100"]);
  });

  it("replaces a quote that was sent smaller than its target: it would stay small for ever", () => {
    const on = resting();
    expect(target(on, [buy(100, 12), sell(105)])).toEqual(["cancel 1", "submit 3 buy 12@100"]);
  });

  it("rounds a fraction of a tick away from the other side", () => {
    expect(target(handDriven(), [buy(100.9), sell(104.1)])).toEqual([
      "submit 1 buy 10@100",
      "submit 2 sell 10@105",
    ]);
    expect(target(resting(), [buy(100.9), sell(104.1)])).toEqual([]);
  });

  it.each([Number.NaN, Number.POSITIVE_INFINITY])(
    "refuses a price of %d before it asks",
    (price) => {
      const on = resting();
      expect(() => target(on, [buy(price)])).toThrow(/^price: a buy quote at .* is no price/);
      expect(on.asked).toEqual([]);
    },
  );

  it("sends no more than may be open, the first targets first", () => {
    const maxOpenLots = { buy: 25, sell: 10 };
    expect(
      target(handDriven(), [buy(100), buy(99), sell(105), buy(98), sell(106)], { maxOpenLots }),
    ).toEqual(["submit 1 buy 10@100", "submit 2 buy 10@99", "submit 3 sell 10@105"]);
  });

  it("counts orders whose cancel is under way: they may still be filled", () => {
    const on = resting();
    const options = { maxOpenLots: { buy: 10, sell: 10 } };
    expect(target(on, [buy(101), sell(105)], options)).toEqual(["cancel 1"]);
    expect(target(on, [buy(101), sell(105)], options)).toEqual([]);
    on.kernel.ended(1, 3, "canceled");
    expect(target(on, [buy(101), sell(105)], options)).toEqual(["submit 3 buy 10@101"]);
  });

  it("cancels quotes on target that no longer fit under what may be open", () => {
    const on = handDriven();
    target(on, [buy(100), buy(99)]);
    for (const id of [1, 2]) on.kernel.accepted(id, 1);
    const options = { maxOpenLots: { buy: 15, sell: 0 } };
    expect(target(on, [buy(100), buy(99)], options)).toEqual(["cancel 2"]);
  });

  it("is told a size that the filters refuse by an order that is rejected", () => {
    const on = handDriven();
    expect(target(on, [buy(100, 1)])).toEqual([]);
    expect(on.noted).toEqual(["0: submit 1", "0: rejected 1"]);
  });

  it("clears all quotes of its instrument", () => {
    const on = resting();
    on.asked.length = 0;
    on.ctx.quotes(BTC).clear();
    expect(on.asked).toEqual(["0: cancel 1", "0: cancel 2"]);
  });
});
