import { describe, expect, it } from "vitest";
import { openOrder, type Plan, send } from "../driver/run.ts";
import type { Row } from "../driver/tape.ts";
import { quote, SECOND, story } from "./sheet-of.ts";

const CALM: readonly Row[] = [...quote(0, 999, 1001), ...quote(10 * SECOND, 999, 1001)];
const at = (seconds: number): number => Math.round(seconds * SECOND);

describe("the quality of fills", () => {
  it("counts what was quoted, filled, filled in part and refused", () => {
    const rows: Row[] = [
      ...quote(0, 999, 1001),
      ["trade", "sell", 999, 12, at(2)],
      ...quote(at(10), 999, 1001),
    ];
    const { own } = story(
      rows,
      [
        [at(1), send("buy", 999, 6)],
        [at(1), send("sell", 1005, 4)],
        // Would take: expires at once.
        [at(1), send("sell", 999, 3, { timeInForce: "post-only" })],
        // Below the smallest size: rejected before it is sent.
        [at(1), send("sell", 1005, 0)],
        [at(3), (ctx) => void ctx.orders.cancel(openOrder(ctx))],
      ],
      { exchange: "partial" },
    );
    expect(own.quality).toMatchObject({
      orders: 4,
      fills: 1,
      quotedQty: "0.013",
      filledQty: "0.002",
      fillsPerHour: 360,
      partials: 1,
      makerShare: 1,
      postOnlyRejects: 1,
      rejects: 1,
    });
    expect(own.quality.fillRatio).toBeCloseTo(2 / 13, 12);
    // It came to rest 10 ns after it was sent at 1 s.
    expect(own.quality.timeToFill).toMatchObject({
      count: 1,
      minNs: at(1) - 10,
      p99Ns: at(1) - 10,
    });
    expect(own.churn.ends).toEqual({
      canceled: 1,
      working: 1,
      expired: 1,
      "rejected: size below the minimum": 1,
    });
  });

  it("has missed a trade through a quote that was taken away less than 100 ms before", () => {
    const story2 = (tradeNs: number, plan: Plan = []): number => {
      const rows: Row[] = [
        ...quote(0, 999, 1001),
        ["trade", "sell", 996, 50, tradeNs],
        ...quote(at(10), 990, 1001),
      ];
      const { own } = story(rows, [
        [at(1), send("buy", 997, 6)],
        [at(2), (ctx) => void ctx.orders.cancel(openOrder(ctx))],
        ...plan,
      ]);
      const { times, qty, requoteNs } = own.quality.missed;
      expect(requoteNs).toBe(100e6);
      expect(qty).toBe(times === 1 ? "0.006" : "0");
      return times;
    };
    expect(story2(at(2.05))).toBe(1);
    expect(story2(at(2.2))).toBe(0);
    // Another own order stood at a better price: that one was filled.
    expect(story2(at(2.05), [[at(2), send("buy", 998, 6)]])).toBe(0);
    // And one that stood further away was not.
    expect(story2(at(2.05), [[at(2), send("buy", 995, 6)]])).toBe(1);
  });

  it("is nothing of nothing in a run without orders", () => {
    const { own, sheet } = story(CALM, []);
    expect(own.quality).toMatchObject({ orders: 0, fills: 0, quotedQty: "0", filledQty: "0" });
    expect(own.quality.fillRatio).toBeUndefined();
    expect(own.quality.makerShare).toBeUndefined();
    expect(own.quality.timeToFill).toBeUndefined();
    expect(own.captureBps).toBeUndefined();
    expect(own.markouts).toEqual([]);
    expect(own.capacity).toEqual([]);
    expect(own.queue.shareAtEntry).toBeUndefined();
    expect(own.queue.amendShare).toBeUndefined();
    expect(own.churn.orderToTrade).toBeUndefined();
    expect(own.inventory.turnsPerDay).toBeUndefined();
    expect(own.latency.ack).toBeUndefined();
    expect(sheet.currencies[0]!.risk.capital.units).toBe(0n);
    expect(sheet.arbitrage).toBeUndefined();
    expect(sheet.notes).toEqual([]);
  });
});

describe("the queue", () => {
  const rows: Row[] = [
    ...quote(0, 999, 1001),
    ["trade", "sell", 999, 4, at(2)],
    ["depth", "buy", 999, 6, at(2)],
    ["trade", "sell", 999, 8, at(4)],
    ...quote(at(10), 999, 1001),
  ];

  it("is known on arrival and when filled", () => {
    const { own } = story(rows, [[at(1), send("buy", 999, 5)]]);
    // 10 lots ahead of 15; at the fill nobody.
    expect(own.queue.shareAtEntry).toBeCloseTo(10 / 15, 12);
    expect(own.queue).toMatchObject({ shareAtFill: 0, reachedFront: 1, lostToCancel: 0 });
  });

  it("was still there for an order that the book went through", () => {
    const through: Row[] = [
      ...quote(0, 999, 1001),
      ["depth", "buy", 999, 4, at(2)],
      ["depth", "sell", 999, 7, at(3)],
      ...quote(at(10), 999, 1001),
    ];
    const { own } = story(through, [[at(1), send("buy", 999, 5)]]);
    // Of the 10 ahead 4 are left.
    expect(own.queue.shareAtFill).toBeCloseTo(0.4, 12);
    expect(own.queue.reachedFront).toBe(0);
  });

  it("that an order has gone through is lost when it is canceled or moved", () => {
    const cancel = story(rows, [
      [at(1), send("buy", 999, 5)],
      [at(3), (ctx) => void ctx.orders.cancel(openOrder(ctx))],
    ]);
    expect(cancel.own.queue).toMatchObject({ lostToCancel: 1, reachedFront: 0, amendShare: 0 });
    const amend = story(rows, [
      [at(1), send("buy", 999, 5)],
      [at(3), (ctx) => void ctx.orders.amend(openOrder(ctx), { priceTicks: 998, qtyLots: 5 })],
    ]);
    expect(amend.own.queue).toMatchObject({ lostToCancel: 1, amendShare: 1 });
    const early = story(rows, [
      [at(1), send("buy", 999, 5)],
      [at(1.5), (ctx) => void ctx.orders.cancel(openOrder(ctx))],
    ]);
    expect(early.own.queue.lostToCancel).toBe(0);
  });

  it("is counted in lots whatever the unit of the model", () => {
    const { result } = story(rows, [[at(1), send("buy", 999, 5)]]);
    const { aheadLots, levelLots } = result.timelines[0]!;
    const known = [...aheadLots].filter((lots) => !Number.isNaN(lots));
    expect(known[0]).toBeCloseTo(10, 9);
    expect([...levelLots].filter((lots) => !Number.isNaN(lots))).toEqual([10]);
  });
});

describe("churn", () => {
  const plan: Plan = [
    [at(1), send("buy", 999, 5)],
    [at(1.2), send("buy", 998, 5)],
    [at(1.4), (ctx) => void ctx.orders.amend(openOrder(ctx), { priceTicks: 997, qtyLots: 5 })],
    [at(2.1), (ctx) => void ctx.orders.cancel(openOrder(ctx, 1))],
    [at(5), (ctx) => void ctx.orders.cancel(openOrder(ctx))],
  ];

  it("counts messages, a second and at most, and for each fill", () => {
    const { own } = story([...CALM], plan);
    expect(own.churn).toMatchObject({ submits: 2, cancels: 2, amends: 1, perSecond: 0.5 });
    // 1.2, 1.4 and 2.1 lie within a second, 1 and 2.1 do not.
    expect(own.churn.peakPerSecond).toBe(3);
    expect(own.churn.rates).toEqual([]);
    expect(own.queue.amendShare).toBeCloseTo(1 / 3, 12);
  });

  it("says how much of each rate limit was used at most", () => {
    const weights = { place: 1, amend: 2, cancel: 0 };
    const rate = { weights, limit: 10, scope: "account" } as const;
    const rules = {
      venue: "test",
      market: "swap",
      asOf: "now",
      amend: "keeps-place",
      postOnly: "expired",
      selfTrade: { modes: ["expire-taker"], default: "expire-taker" },
      rates: [
        { ...rate, name: "sliding", window: "250ms", kind: "sliding" },
        { ...rate, name: "fixed", window: "250ms", kind: "fixed" },
      ],
      openOrders: {},
    } as const;
    const { own } = story([...CALM], plan, { rules: [rules] });
    // Sliding: 1.2 s and 1.4 s weigh 1 + 2. Fixed: 1 s and 1.2 s share a window, and 1.4 s has its own.
    expect(own.churn.rates).toEqual([
      { name: "sliding", peakShare: 0.3 },
      { name: "fixed", peakShare: 0.2 },
    ]);
  });
});

describe("latency", () => {
  it("is told from submission to venue, to answer, and from cancel to answer", () => {
    const { own } = story(
      [...CALM],
      [
        [at(1), send("buy", 999, 5)],
        [at(2), send("buy", 998, 5)],
        [at(3), (ctx) => void ctx.orders.cancel(openOrder(ctx))],
      ],
      { latency: [300, 500] },
    );
    const one = (ns: number, count: number): object => ({ count, minNs: ns, p50Ns: ns, maxNs: ns });
    expect(own.latency.tickToIntent).toBeUndefined();
    expect(own.latency.intentToVenue).toMatchObject(one(300, 2));
    expect(own.latency.ack).toMatchObject(one(800, 2));
    expect(own.latency.cancelAck).toMatchObject(one(800, 1));
  });

  it("groups the profit of fills by the round trip of their orders", () => {
    const rows: Row[] = [
      ...quote(0, 999, 1001),
      ["trade", "sell", 999, 20, at(1)],
      ...quote(at(1.5), 996, 998),
      ...quote(at(5), 996, 998),
    ];
    const { own } = story(rows, [[10, send("buy", 999, 5)]], { latency: [3e6, 4e6] });
    expect(own.latency.profitByAck).toHaveLength(1);
    expect(own.latency.profitByAck[0]).toMatchObject({ fromNs: 5e6, toNs: 10e6, fills: 1 });
    expect(own.latency.profitByAck[0]!.bps).toBeCloseTo(((997 - 999) / 999) * 1e4, 10);
  });
});
