import { describe, expect, it } from "vitest";
import { ConfigError, type OrderIntent } from "@mexoms/core";
import { BTC, ETH, handDriven } from "./hand-driven.ts";

const order = { instrument: BTC, side: "buy", qtyLots: 5, timeInForce: "gtc" } as const;
const limit = { ...order, priceTicks: 100 } as const;
const stop = { ...order, type: "stop", triggerTicks: 110 } as const;
const stopLimit = { ...stop, type: "stop-limit", priceTicks: 100 } as const;
const trailing = { ...order, type: "trailing-stop", trailTicks: 4 } as const;

function reasonOf(intent: OrderIntent): string | undefined {
  const { kernel, ctx, asked } = handDriven();
  kernel.advance(1000);
  const sent = ctx.orders.submit(intent);
  expect(sent.state).toBe(asked.length === 1 ? "pending" : "rejected");
  return sent.reason;
}

describe("an order", () => {
  it.each<[string, OrderIntent]>([
    ["a stop without a limit", stop],
    ["a stop-limit", { ...stopLimit, timeInForce: "post-only", displayLots: 2 }],
    ["a trailing stop", { ...trailing, activationTicks: 90, triggerBy: "mid" }],
    ["gtd", { ...limit, timeInForce: "gtd", expiresNs: 1001 }],
    ["post-only for a time", { ...limit, timeInForce: "post-only", expiresAfter: "1s" }],
    ["a stop for a time", { ...stop, timeInForce: "gtd", expiresAfter: 5 }],
    ["an iceberg", { ...limit, displayLots: 5, reduceOnly: true }],
    ["a market order without a price", { ...order, type: "market", timeInForce: "ioc" }],
  ])("is sent as %s", (_, intent) => {
    expect(reasonOf(intent)).toBeUndefined();
  });

  it.each<[string, OrderIntent]>([
    ["price is not a positive tick", order],
    ["price is not a positive tick", { ...stop, type: "stop-limit" }],
    ["triggerTicks: a stop needs a price in whole ticks", { ...order, type: "stop" }],
    ["triggerTicks: a stop needs a price in whole ticks", { ...stop, triggerTicks: 1.5 }],
    ["triggerTicks: a limit order has none", { ...limit, triggerTicks: 110 }],
    ["triggerTicks: a trailing-stop order has none", { ...trailing, triggerTicks: 110 }],
    ["trailTicks: a trailing-stop needs a distance", { ...trailing, trailTicks: -1 }],
    ["trailTicks: a stop order has none", { ...stop, trailTicks: 3 }],
    ["activationTicks: is not a price", { ...trailing, activationTicks: 0.5 }],
    ["activationTicks: a stop order has none", { ...stop, activationTicks: 3 }],
    ["triggerBy: a limit order has no trigger", { ...limit, triggerBy: "mid" }],
    ["timeInForce: a stop takes", { ...stop, timeInForce: "post-only" }],
    ["timeInForce: a market order does not wait", { ...limit, type: "market", timeInForce: "gtd" }],
    ["expiresNs: a gtd order needs it", { ...limit, timeInForce: "gtd" }],
    ["expiresNs: a gtc order has none", { ...limit, expiresNs: 2000 }],
    ["expiresNs: a gtc order has none", { ...limit, expiresNs: -5 }],
    ["expiresNs: is not in the future", { ...limit, timeInForce: "gtd", expiresNs: 1000 }],
    ["expiresNs: is not a whole number", { ...limit, timeInForce: "gtd", expiresNs: 2000.5 }],
    ["displayLots: is larger than the order", { ...limit, displayLots: 6 }],
    ["displayLots: is below the minimum size", { ...limit, displayLots: 1 }],
    ["displayLots: is not a whole number", { ...limit, displayLots: 2.5 }],
    ["displayLots: only orders that may rest", { ...limit, timeInForce: "ioc", displayLots: 2 }],
    ["displayLots: only orders that may rest", { ...stop, displayLots: 2 }],
  ])("is rejected, and the reason names the field: %s", (reason, intent) => {
    expect(reasonOf(intent)).toContain(reason);
  });

  it("cannot have its expiry given twice, or in a unit that is none", () => {
    const gtd = { ...limit, timeInForce: "gtd" } as const;
    const twice = { ...gtd, expiresNs: 2000, expiresAfter: "1s" };
    for (const intent of [twice, { ...gtd, expiresAfter: "1 fortnight" }]) {
      expect(() => reasonOf(intent)).toThrow(ConfigError);
      expect(() => reasonOf(intent)).toThrow("expiresAfter: ");
    }
  });
});

describe("a stop of a strategy", () => {
  it("is working while it waits, triggered once it woke up, and then rests", () => {
    const told: string[] = [];
    const { kernel, ctx } = handDriven(() => ({
      order: (each, change) => void told.push(`${change} at ${each.triggeredNs}`),
    }));
    const sent = ctx.orders.submit(stopLimit);
    kernel.accepted(1, 1);
    expect(sent).toMatchObject({ state: "working", cancelable: true, triggeredNs: -1 });
    expect(ctx.book(BTC).ownLotsAt("buy", 100)).toBe(0);
    kernel.triggered(1, 2);
    kernel.wake(3);
    expect(told).toEqual(["accepted at 2", "triggered at 2"]);
    expect(ctx.book(BTC).ownLotsAt("buy", 100)).toBe(5);
  });

  it("can be amended in its trigger, which no other order has", () => {
    const { kernel, ctx } = handDriven();
    const [waits, rests] = [ctx.orders.submit(stop), ctx.orders.submit(limit)];
    for (const id of [1, 2]) kernel.accepted(id, 1);
    const to = { priceTicks: 100, qtyLots: 5, triggerTicks: 115 };
    expect(() => ctx.orders.amend(rests, to)).toThrow("triggerTicks: it has no trigger price");
    expect(() => ctx.orders.amend(waits, { ...to, triggerTicks: 0.5 })).toThrow("triggerTicks: ");
    expect(ctx.orders.amend(waits, to)).toBe(true);
    kernel.amended(1, 2, 100, 5, { filledLots: 0, triggerTicks: 115 });
    expect(waits).toMatchObject({ triggerTicks: 115, request: "none" });
  });
});

describe("many orders at once", () => {
  it("are asked for in one message, without those that cannot be", () => {
    const { kernel, ctx, asked } = handDriven();
    const { orders } = ctx;
    const sent = orders.submitAll([limit, { ...limit, qtyLots: 0 }, { ...limit, instrument: ETH }]);
    for (const id of [1, 3]) kernel.accepted(id, 1);
    expect(orders.submitAll([])).toEqual([]);
    const to = { priceTicks: 101, qtyLots: 4 };
    expect(orders.amendMany(sent.map((each) => ({ order: each, to })))).toBe(2);
    expect(orders.cancelMany(sent)).toBe(0); // the amends are under way
    for (const id of [1, 3]) kernel.amended(id, 2, 101, 4);
    expect(orders.cancelMany(sent)).toBe(2);
    orders.cancelAllAtVenue(ETH);
    expect(asked).toEqual([
      "0: submit 1 buy 5@100, submit 3 buy 5@100",
      "0: amend 1 4@101, amend 3 4@101",
      "0: cancel 1, cancel 3",
      "0: cancel all 1 of market 1",
    ]);
  });

  it("are not sent once the run is over", () => {
    const { kernel, ctx, asked } = handDriven();
    kernel.stop();
    expect(ctx.orders.submitAll([limit]).map(({ state }) => state)).toEqual(["rejected"]);
    expect(ctx.orders.cancelAllAtVenue(BTC).state).toBe("failed");
    expect(asked).toEqual([]);
  });

  it("count each answer to a cancel of all once", () => {
    const { kernel, ctx } = handDriven();
    const request = ctx.orders.cancelAllAtVenue(BTC);
    kernel.canceledAll(1, 3);
    kernel.canceledAll(1, undefined);
    expect(request).toMatchObject({ instrument: BTC, state: "done", canceled: 3 });
    expect(kernel.ignored.byKind()).toEqual({ "canceled-all": 1 });
  });
});
