import { describe, expect, it } from "vitest";
import { BTC, ETH, handDriven } from "./hand-driven.ts";

const intent = {
  instrument: BTC,
  side: "buy",
  priceTicks: 80,
  qtyLots: 5,
  timeInForce: "gtc",
} as const;

describe("a suspended market", () => {
  it("takes no orders and amends and says why, but takes cancels; other markets go on", () => {
    const told: string[] = [];
    const { kernel, ctx, asked } = handDriven(() => ({
      order: ({ id, reason }, change) => void told.push(`${id} ${change} ${reason ?? ""}`),
    }));
    const order = ctx.orders.submit(intent);
    kernel.accepted(1, 1);
    kernel.suspend(0, "the connection was lost");
    expect(ctx.orders.submit(intent).reason).toBe("the connection was lost");
    expect(ctx.orders.amend(order, { priceTicks: 81, qtyLots: 5 })).toBe(false);
    expect(order.reason).toBe("the connection was lost");
    expect(ctx.orders.submit({ ...intent, instrument: ETH }).state).toBe("pending");
    expect(ctx.orders.cancel(order)).toBe(true);
    kernel.wake(1);
    expect(asked).toEqual(["0: submit 1 buy 5@80", "0: submit 3 buy 5@80", "0: cancel 1"]);
    expect(told.filter((line) => line.startsWith("2 "))).toEqual([
      "2 rejected the connection was lost",
    ]);
    expect(ctx.risk.headroom(BTC)).toEqual({ buyLots: 0, sellLots: 0 });
    expect(ctx.risk.headroom(ETH).buyLots).toBe(Infinity);
    kernel.resume(0);
    expect(ctx.risk.headroom(BTC).buyLots).toBe(Infinity);
    expect(ctx.orders.submit(intent).state).toBe("pending");
  });

  it("is told once, wakes the strategy without any row, and is told again when it is over", () => {
    const told: string[] = [];
    const { kernel } = handDriven(() => ({
      connection: ({ instrument, state }) => void told.push(`${instrument.spec.base} ${state}`),
    }));
    expect(kernel.hasNews).toBe(false);
    kernel.suspend(1, "reconnecting");
    kernel.suspend(1, "asking for open orders");
    expect(kernel.hasNews).toBe(true);
    kernel.wake(1);
    kernel.wake(2);
    kernel.resume(1);
    kernel.resume(1);
    kernel.wake(3);
    expect(told).toEqual(["ETH suspended", "ETH resumed"]);
    kernel.suspend(0, "for a moment");
    kernel.resume(0);
    kernel.wake(4);
    expect(told).toHaveLength(2);
    expect(kernel.hasNews).toBe(false);
  });
});
