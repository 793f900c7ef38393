import { describe, expect, it } from "vitest";
import type { Order, OrderIntent, RiskConfig } from "@mexoms/core";
import { ROW_GAP, ROW_SNAPSHOT, ROW_TRADE } from "@mexoms/core/internal";
import { BTC, depth, ETH, feed, type HandDriven, handDriven } from "../kernel/hand-driven.ts";

type Limits = NonNullable<RiskConfig["strategy"]>;

/** BTC at 1000 / 1004 ticks of 0.1 USDT, lots of 0.001; ETH the same. */
function limited(limits: Limits, more: Partial<RiskConfig> = {}): HandDriven {
  const on = handDriven(() => {}, {
    risk: { currency: "USDT", count: {}, strategy: limits, ...more },
  });
  for (const of of [BTC, ETH]) {
    feed(on.kernel, of, depth("buy", 1000, 100), depth("sell", 1004, 100));
  }
  return on;
}

function send(on: HandDriven, intent: Partial<OrderIntent> = {}): Order {
  return on.ctx.orders.submit({
    instrument: BTC,
    side: "buy",
    priceTicks: 1000,
    qtyLots: 10,
    timeInForce: "gtc",
    ...intent,
  });
}

const reason = (on: HandDriven, intent: Partial<OrderIntent> = {}): string | undefined =>
  send(on, intent).reason;

describe("without risk", () => {
  it("nothing is checked, the state is normal and there is room without end", () => {
    const { ctx } = handDriven();
    expect(ctx.risk.state).toBe("normal");
    expect(ctx.risk.headroom(BTC)).toEqual({ buyLots: Infinity, sellLots: Infinity });
    expect(ctx.risk.figures()).toEqual([]);
  });
});

describe("a denied order", () => {
  it("comes back rejected with code, numbers and scope, is told, counted, and not sent", () => {
    const on = limited({ position: "5USDT" });
    const order = send(on, { qtyLots: 50 });
    expect(order.state).toBe("rejected");
    expect(order.reason).toBe("R203 worst-case exposure 5.02 USDT above 5 USDT (strategy)");
    expect(on.asked).toEqual([]);
    expect(on.noted).toEqual(["0: submit 1", "0: rejected 1"]);
    expect([...on.kernel.risk!.denials]).toEqual([["R203", 1]]);
  });

  it("names the tightest of several scopes that it breaks", () => {
    const on = limited(
      { position: "5USDT" },
      { global: { position: "4USDT" }, venues: { test: { position: "6USDT" } } },
    );
    expect(reason(on, { qtyLots: 70 })).toMatch(/^R203 .* above 4 USDT \(global\)$/);
    expect(reason(on, { qtyLots: 45 })).toMatch(/\(global\)$/);
  });

  it.each([
    ["R101", {}, { priceTicks: 0 }],
    ["R102", {}, { qtyLots: 1 }],
    ["R103", {}, { qtyLots: 1001 }],
    ["R105", {}, { triggerTicks: 5 }],
    ["R201", { orderNotional: "1USDT" }, { qtyLots: 11, priceTicks: 1000 }],
    ["R202", { orderQty: "0.01BTC" }, { qtyLots: 11 }],
    ["R204", { netPosition: "5USDT" }, { qtyLots: 50 }],
    ["R205", { positionQty: "0.01BTC" }, { qtyLots: 11 }],
    ["R301", { priceCollar: "100bps" }, { priceTicks: 991 }],
    ["R302", { tradeCollar: "100bps" }, { priceTicks: 989 }],
    ["R303", { depthShare: "10% of 3 levels" }, { qtyLots: 11 }],
    ["R305", { crossing: "20bps" }, { priceTicks: 1007 }],
  ] as const)("for %s lies just beyond its limit, and passes at it", (code, limits, intent) => {
    const on = limited(limits);
    feed(on.kernel, BTC, [ROW_TRADE, "buy", 1000, 1, 0]);
    expect(reason(on, intent)?.slice(0, 4)).toBe(code);
    const inside = {
      qtyLots: 10,
      priceTicks:
        "priceTicks" in intent && intent.priceTicks > 900
          ? intent.priceTicks > 1000
            ? 1006
            : 992
          : 1000,
    };
    expect(reason(on, inside)).toBeUndefined();
  });

  it("for R304 needs the daily volume, which the config must give", () => {
    const volumeShare = "0.1%";
    expect(() => limited({ volumeShare })).toThrow(
      /risk\.instruments\.test:swap:BTCUSDT\.dailyVolume/,
    );
    const instruments = {
      "test:swap:BTCUSDT": { dailyVolume: "10BTC" },
      "test:swap:ETHUSDT": { dailyVolume: "10ETH" },
    };
    const on = limited({ volumeShare }, { instruments });
    expect(reason(on, { qtyLots: 11 })).toBe(
      "R304 share of the daily volume 0.011 BTC above 0.010 BTC (strategy)",
    );
    expect(reason(on, { qtyLots: 10 })).toBeUndefined();
  });

  it("for R305 passes as ioc, and where crossing is meant", () => {
    const on = limited({ crossing: "20bps" });
    expect(reason(on, { priceTicks: 1010, timeInForce: "ioc" })).toBeUndefined();
    expect(reason(on, { priceTicks: 1010, crossing: true })).toBeUndefined();
    expect(reason(on, { priceTicks: 1010 })).toMatch(/^R305/);
    expect(reason(on, { side: "sell", priceTicks: 995 })).toMatch(/^R305/);
  });

  it("for R306 repeats another within the time, on its own side, price and size", () => {
    const on = limited({ duplicateWithin: "10ms" });
    expect(reason(on)).toBeUndefined();
    expect(reason(on)).toMatch(/^R306/);
    expect(reason(on, { qtyLots: 11 })).toBeUndefined();
    on.kernel.wake(10e6 + 1);
    expect(reason(on)).toBeUndefined();
  });

  it("for R307 meets an own order, also one that is being canceled or amended there", () => {
    const on = limited({ selfCross: "deny" });
    send(on, { side: "sell", priceTicks: 1003 });
    expect(reason(on, { priceTicks: 1003 })).toMatch(/^R307/);
    expect(reason(on, { priceTicks: 1002 })).toBeUndefined();
    on.kernel.accepted(1, 1);
    on.ctx.orders.cancel(on.kernel.desk.byId(1));
    expect(reason(on, { priceTicks: 1003 })).toMatch(/^R307/);
    on.kernel.ended(1, 2, "canceled", undefined, 0);
    expect(reason(on, { priceTicks: 1003 })).toBeUndefined();
    on.kernel.accepted(3, 3);
    expect(on.ctx.orders.amend(on.kernel.desk.byId(3), { priceTicks: 1005, qtyLots: 10 })).toBe(
      true,
    );
    expect(reason(on, { side: "sell", priceTicks: 1005 })).toMatch(/^R307/);
  });

  it("for R501 and R502 has an old book, or one with a gap, until a snapshot", () => {
    const on = limited({ bookAge: "1s" });
    on.kernel.wake(1e9);
    expect(reason(on)).toBeUndefined();
    on.kernel.wake(1e9 + 1);
    expect(reason(on)).toBe("R501 old book 1000000001ns above 1s (strategy)");
    feed(on.kernel, BTC, [ROW_GAP, "none", 0, 0, 1e9 + 1]);
    expect(reason(on)).toMatch(/^R502/);
    feed(on.kernel, BTC, [ROW_SNAPSHOT, "buy", 1000, 9, 1e9 + 1]);
    expect(reason(on)).toBeUndefined();
  });

  it("for R503, R504 and R506 lacks a price that its limit needs", () => {
    const on = handDriven(() => {}, {
      risk: {
        currency: "USDT",
        count: {},
        strategy: { position: "5USDT" },
        instruments: { "test:swap:ETHUSDT": { priceCollar: "1%" } },
      },
    });
    expect(reason(on)).toBe("R504 exposure without a price (strategy)");
    expect(reason(on, { instrument: ETH })).toMatch(/^R503/);
    expect(reason(limited({ tradeCollar: "1%" }))).toMatch(/^R506/);
  });
});

describe("rates", () => {
  it("hold in any span: the last order of one second and the first of the next are together", () => {
    const on = limited({ orderRate: "2/1s" });
    on.kernel.wake(0.9e9);
    expect([reason(on), reason(on), reason(on)].map((text) => text?.slice(0, 4))).toEqual([
      undefined,
      undefined,
      "R401",
    ]);
    on.kernel.wake(1.9e9 - 1);
    expect(reason(on)).toMatch(/^R401 order rate \(strategy\)/);
    on.kernel.wake(1.9e9);
    expect(reason(on)).toBeUndefined();
  });

  it("keep a part of the messages for cancels, which are denied only once that is used up", () => {
    const on = limited({ messageRate: "5/1s, 40% for cancels" });
    for (let n = 0; n < 3; n++) expect(reason(on)).toBeUndefined();
    expect(reason(on)).toMatch(/^R403/);
    for (const id of [1, 2, 3]) on.kernel.accepted(id, 1);
    const canceled = [1, 2, 3].map((id) => on.ctx.orders.cancel(on.kernel.desk.byId(id)));
    expect(canceled).toEqual([true, true, false]);
    expect(on.kernel.desk.byId(3).reason).toBe("R403 message rate (strategy)");
    on.kernel.wake(1e9);
    expect(on.ctx.orders.cancel(on.kernel.desk.byId(3))).toBe(true);
  });

  it("of requests a fill, and rejects in a row, let orders wait", () => {
    const on = limited({ orderToTrade: "2 after 4", rejectsInARow: "2 for 1s" });
    for (let n = 0; n < 4; n++) expect(reason(on)).toBeUndefined();
    expect(reason(on)).toBe("R404 order-to-trade ratio 5 above 2 (strategy)");
    for (const trade of [1, 2, 3]) on.kernel.filled(1, 1, 1000, 1, true, trade);
    expect(reason(on)).toBeUndefined();
    for (const id of [2, 3]) on.kernel.ended(id, 1, "rejected");
    expect(reason(on)).toBe("R405 rejects in a row 2 at 2 (strategy)");
    on.kernel.wake(1e9);
    expect(reason(on)).toBeUndefined();
  });
});

describe("an amend", () => {
  it("that is denied is not asked for, and its order says why; both sizes count meanwhile", () => {
    const on = limited({ positionQty: "0.03BTC" });
    const order = send(on);
    on.kernel.accepted(1, 1);
    on.asked.length = 0;
    expect(on.ctx.orders.amend(order, { priceTicks: 1000, qtyLots: 21 })).toBe(false);
    expect(order.reason).toBe("R205 worst-case quantity 0.031 BTC above 0.030 BTC (strategy)");
    expect(on.asked).toEqual([]);
    expect(on.ctx.orders.amend(order, { priceTicks: 1000, qtyLots: 20 })).toBe(true);
    expect(on.ctx.risk.headroom(BTC)).toEqual({ buyLots: 0, sellLots: 30 });
    on.kernel.amended(1, 2, 1000, 20, { filledLots: 0 });
    expect(on.ctx.risk.headroom(BTC).buyLots).toBe(10);
  });
});

describe("headroom", () => {
  it.each([
    { position: "3USDT" },
    { netPosition: "3USDT" },
    { positionQty: "0.0299BTC" },
  ] as Limits[])("of %j is the most that still passes, on both sides", (limits) => {
    const on = limited(limits);
    send(on, { qtyLots: 7 });
    on.kernel.filled(1, 1, 1000, 3, true, 1);
    send(on, { qtyLots: 5, side: "sell", priceTicks: 1010 });
    for (const side of ["buy", "sell"] as const) {
      const { buyLots, sellLots } = on.ctx.risk.headroom(BTC);
      const room = side === "buy" ? buyLots : sellLots;
      expect(room).toBeGreaterThan(10);
      expect(reason(on, { side, priceTicks: 1002, qtyLots: room + 1 })).toMatch(/^R20[345]/);
      const last = send(on, { side, priceTicks: 1002, qtyLots: room });
      expect(last.reason).toBeUndefined();
      on.kernel.ended(last.id, 9, "rejected");
    }
  });
});
