import { describe, expect, it } from "vitest";
import type { Instrument, Order, RiskConfig, Side } from "@mexoms/core";
import {
  BTC,
  depth,
  ETH,
  feed,
  type HandDriven,
  handDriven,
  INVERSE,
  SPOT,
} from "../kernel/hand-driven.ts";

type AssetLimits = NonNullable<RiskConfig["assets"]>[string];

/** BTC at 100.0 to 100.4 and 10 USD contracts of it at the same price. */
function withAssets(
  assets: Readonly<Record<string, AssetLimits>>,
  instruments: readonly Instrument[] = [BTC, SPOT],
): HandDriven {
  const on = handDriven(() => {}, {
    instruments,
    risk: { currency: "USDT", count: { USD: "1", BTC: BTC.id }, assets },
  });
  instruments.forEach((_, m) => book(on, m, 1000, 1004));
  return on;
}

function book(on: HandDriven, market: number, bid: number, ask: number): void {
  feed(on.kernel, market === 0 ? BTC : ETH, depth("buy", bid, 900), depth("sell", ask, 900));
}

function send(on: HandDriven, instrument: Instrument, side: Side, qtyLots: number): Order {
  const terms = { priceTicks: side === "buy" ? 1000 : 1004, timeInForce: "gtc" } as const;
  return on.ctx.orders.submit({ instrument, side, qtyLots, ...terms });
}

function fill(on: HandDriven, instrument: Instrument, side: Side, lots: number): void {
  const order = send(on, instrument, side, lots);
  expect(order.reason).toBeUndefined();
  on.kernel.filled(order.id, 1, order.priceTicks, lots, true, order.id);
}

describe("an asset", () => {
  it("counts all instruments with its base currency, each in its own lots", () => {
    const on = withAssets({ BTC: { netQty: "0.05BTC" } });
    expect(send(on, SPOT, "buy", 3).reason).toBeUndefined();
    expect(send(on, BTC, "buy", 21).reason).toBe(
      "R206 worst-case net quantity of an asset 0.051 BTC above 0.05 BTC (asset BTC)",
    );
    expect(send(on, BTC, "buy", 20).reason).toBeUndefined();
    expect(send(on, BTC, "sell", 50).reason, "the other side is another worst case").toBe(
      undefined,
    );
    expect(send(on, SPOT, "sell", 1).reason).toMatch(/^R206 .* 0\.06 BTC/);
  });

  it("nets what it holds on spot against a contract, but not orders that may never fill", () => {
    const on = withAssets({ "*": { netQty: "0.05BTC" } });
    fill(on, SPOT, "buy", 5);
    const hedge = send(on, BTC, "sell", 50);
    expect(send(on, SPOT, "buy", 1).reason, "the hedge has not filled").toMatch(/^R206/);
    on.kernel.filled(hedge.id, 2, 1004, 50, true, 9);
    expect(send(on, SPOT, "buy", 5).reason).toBeUndefined();
    expect(send(on, SPOT, "buy", 1).reason).toMatch(/^R206/);
  });

  it("takes the tightest of its caps, and none of another asset", () => {
    const on = withAssets(
      { "*": { netQty: "0.05BTC" }, BTC: { netQty: "0.02BTC" }, ETH: { netQty: "1ETH" } },
      [BTC, ETH],
    );
    expect(send(on, BTC, "buy", 21).reason).toMatch(/above 0\.02 BTC \(asset BTC\)$/);
    expect(send(on, ETH, "buy", 900).reason).toBeUndefined();
  });

  it("caps its worth like any scope: gross without the signs, net with them", () => {
    const on = withAssets({ BTC: { position: "10USDT", netPosition: "6USDT" } });
    fill(on, SPOT, "buy", 5);
    expect(send(on, BTC, "buy", 10).reason).toMatch(/^R204 .* above 6 USDT \(asset BTC\)$/);
    expect(send(on, BTC, "sell", 50).reason).toMatch(/^R203 .* above 10 USDT \(asset BTC\)$/);
    fill(on, BTC, "sell", 49);
    expect(send(on, SPOT, "sell", 5).reason).toBeUndefined();
  });

  it("counts inverse contracts at the bid where they add, at the ask where they are set against", () => {
    const on = withAssets({ BTC: { netQty: "0.5BTC" } }, [BTC, INVERSE]);
    // 10 USD at 100.0 is 0.1 BTC, at 100.4 it is 0.09960159...
    expect(send(on, INVERSE, "buy", 6).reason).toMatch(/ 0\.6 BTC above 0\.5 BTC/);
    fill(on, INVERSE, "buy", 5);
    expect(send(on, BTC, "buy", 2).reason).toMatch(/ 0\.502 BTC above/);
    fill(on, BTC, "sell", 900);
    expect(send(on, BTC, "sell", 98).reason).toBeUndefined();
    expect(send(on, BTC, "sell", 2).reason).toMatch(/ 0\.50199204 BTC above/);
  });

  it("denies inverse contracts that never had a price, and nets none without one", () => {
    const on = handDriven(() => {}, {
      instruments: [BTC, INVERSE],
      risk: {
        currency: "USDT",
        count: { USD: "1", BTC: BTC.id },
        assets: { BTC: { netQty: "1BTC" } },
      },
    });
    book(on, 0, 1000, 1004);
    expect(send(on, INVERSE, "buy", 1).reason).toBe("R504 exposure without a price (asset BTC)");
    expect(on.ctx.risk.headroom(INVERSE)).toEqual({ buyLots: 0, sellLots: 0 });
  });

  it.each([
    ["BTC", "buy", "netQty", 0],
    ["BTC", "sell", "netQty", 200],
    ["SPOT", "sell", "netQty", 60],
    ["INVERSE", "buy", "netQty", 30],
    ["INVERSE", "sell", "netQty", 350],
    ["SPOT", "buy", "netPosition", 0],
    ["SPOT", "sell", "netPosition", 80],
    ["BTC", "sell", "netPosition", 300],
  ] as const)(
    "has room in %s to %s within its %s after %i lots of the contract: as much as an order may have, not one lot more",
    (name, side, limit, held) => {
      const of = { BTC, SPOT, INVERSE }[name];
      const most = limit === "netQty" ? "0.537BTC" : "53.7USDT";
      const start = (): HandDriven => {
        const on = withAssets({ BTC: { [limit]: most } }, [BTC, of === BTC ? SPOT : of]);
        if (held > 0) fill(on, BTC, "buy", held);
        return on;
      };
      const room = start().ctx.risk.headroom(of)[side === "buy" ? "buyLots" : "sellLots"];
      expect(room).toBeGreaterThan(0);
      expect(send(start(), of, side, room).reason).toBeUndefined();
      expect(send(start(), of, side, room + 1).reason).toMatch(/^R20[46]/);
    },
  );

  it("has room again for what brings a net that is far beyond its cap nearer to it", () => {
    for (const limit of ["netQty", "netPosition"] as const) {
      const on = withAssets({ BTC: { [limit]: limit === "netQty" ? "0.05BTC" : "5.02USDT" } });
      fill(on, BTC, "sell", 50);
      fill(on, SPOT, "buy", 9);
      // Bought 0.09 and sold 0.05: the contract is worth a little less when it is set against.
      const { buyLots } = on.ctx.risk.headroom(SPOT);
      expect(buyLots, limit).toBe(limit === "netQty" ? 1 : 0);
      const room = on.ctx.risk.headroom(BTC).buyLots;
      expect(room, limit).toBeGreaterThan(0);
      expect(send(on, BTC, "buy", room + 1).reason).toMatch(/^R20[46]/);
      expect(send(on, BTC, "buy", room).reason).toBeUndefined();
    }
  });

  it("shows what is used of it", () => {
    const on = withAssets({ BTC: { netQty: "0.05BTC", position: "10USDT" } });
    fill(on, SPOT, "buy", 2);
    const figures = on.ctx.risk.figures();
    expect(figures).toContainEqual({
      limit: "netQty",
      scope: "asset BTC",
      used: "0.02 BTC",
      most: "0.05 BTC",
    });
    expect(figures).toContainEqual({
      limit: "position",
      scope: "asset BTC",
      used: "2.008 USDT",
      most: "10 USDT",
    });
  });
});
