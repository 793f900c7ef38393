import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { OrderIntent } from "@mexoms/core";
import { marketRows } from "../driver/random-market.ts";
import { run, runPlan, send, untimed } from "../driver/run.ts";
import { BTC, type Row, tape } from "../driver/tape.ts";
import { type Act, book, LAST, story } from "./story.ts";

// Orders sent at 0 arrive at 10. Answers take 20.
const QUIET = book([[100, 50]], [[103, 50]]);
const reduceOnly = { reduceOnly: true } as const;
const partial = { exchange: "partial" } as const;
/** Buys 5 at once: from 10 on the position is 5 lots. */
const BOUGHT: Act = [0, "buy", 103, 5];

function later(...rows: Row[]): Row[] {
  return [...QUIET, ...rows, LAST];
}

function sell(ticks: number, lots: number, more: Partial<OrderIntent> = {}): Act {
  return [20, "sell", ticks, lots, { ...reduceOnly, ...more }];
}

describe("a reduce-only order", () => {
  it("is rejected when there is nothing that it could reduce", () => {
    expect(story(later(), [sell(105, 5)]).told).toEqual(["50: 1 rejected"]);
    expect(story(later(), [BOUGHT, [20, "buy", 99, 5, reduceOnly]]).told.at(-1)).toBe(
      "50: 2 rejected",
    );
    const { result } = runPlan(tape(later()), [[0, send("buy", 99, 5, reduceOnly)]]);
    expect(result.orders[0]!.reason).toBe("reduce-only: there is no position to reduce");
  });

  it("is rejected when it is larger than the position, and so is an amend to such a size", () => {
    expect(story(later(), [BOUGHT, sell(107, 6)]).told.at(-1)).toBe("50: 2 rejected");
    expect(story(later(), [BOUGHT, sell(107, 5), [60, "amend", 107, 6]]).told.at(-1)).toBe(
      "90: 2 amend-refused",
    );
    expect(untimed(story(later(), [BOUGHT, sell(100, 5)]).fills).at(-1)).toBe(
      "2 sell 5@100 [0] taker took-level",
    );
  });

  it("fills no more than what is left of the position, and the rest expires", () => {
    const rows = later(["trade", "buy", 108, 1, 190]);
    const { fills, told } = story(rows, [BOUGHT, sell(107, 5), [60, "sell", 100, 2]]);
    expect(fills.at(-1)).toBe("2 sell 3@107 [2] maker traded-through 190>210");
    expect(told.slice(-3)).toEqual(["210: 2 fill of 3", "210: 2 filled", "210: 2 expired"]);
  });

  it("shares the position with others by price: one trade through two of them does not flip it", () => {
    const rows = later(["trade", "buy", 109, 1, 90]);
    const { fills, told } = story(rows, [BOUGHT, sell(108, 4), sell(107, 3)]);
    // Oldest first is the order in which one trade is handed out, as for any orders.
    expect(untimed(fills).slice(1)).toEqual([
      "2 sell 4@108 [0] maker traded-through",
      "3 sell 1@107 [2] maker traded-through",
    ]);
    expect(told.at(-1)).toBe("110: 3 expired");
  });

  it("expires when the position shrinks below what orders nearer to the market reduce", () => {
    const { told } = story(later(), [
      BOUGHT,
      sell(110, 5),
      sell(107, 4),
      sell(108, 2),
      [60, "sell", 100, 1], // 4 lots are left, which the order at 107 reduces
    ]);
    expect(told.filter((line) => line.includes("expired"))).toEqual([
      "90: 4 expired",
      "90: 2 expired",
    ]);
  });

  it("stays when a part of it can still reduce, and when the position grows", () => {
    const { told } = story(later(), [
      BOUGHT,
      sell(107, 3),
      sell(108, 5),
      [60, "sell", 100, 1],
      [90, "buy", 103, 4],
    ]);
    expect(told.filter((line) => line.includes("expired"))).toEqual([]);
  });

  it("that is a stop is looked at when it fires, not before", () => {
    const stop: Act = [0, "sell", 0, 5, { ...reduceOnly, type: "stop", triggerTicks: 99 }];
    const rows = later(["trade", "sell", 99, 1, 90]);
    expect(story(rows, [stop]).told).toEqual([
      "30: 1 accepted",
      "110: 1 triggered",
      "110: 1 expired",
    ]);
    expect(untimed(story(rows, [stop, [20, "buy", 103, 3]]).fills)).toEqual([
      "2 buy 3@103 [0] taker took-level",
      "1 sell 3@100 [2] taker took-level",
    ]);
  });

  it("brackets a position: the stop closes it, and what was to take profit expires", () => {
    const rows = later(["trade", "sell", 99, 1, 90]);
    const { told } = story(rows, [
      BOUGHT,
      sell(110, 5),
      [20, "sell", 0, 5, { ...reduceOnly, type: "stop", triggerTicks: 99 }],
    ]);
    expect(told.slice(-4)).toEqual([
      "110: 3 triggered",
      "110: 3 fill of 5",
      "110: 3 filled",
      "110: 2 expired",
    ]);
  });

  it("counts an iceberg whole", () => {
    const rows = later(["trade", "buy", 107, 1, 90], ["trade", "buy", 107, 1, 91]);
    const { fills } = story(rows, [BOUGHT, sell(107, 5, { displayLots: 3 })], partial);
    expect(untimed(fills).slice(1)).toEqual([
      "2 sell 1@107 [4] maker queue-reached",
      "2 sell 1@107 [3] maker queue-reached",
    ]);
  });

  it("never lets a position grow or cross zero, and is gone once there is none", () => {
    let reducing = 0;
    const sides = ["buy", "sell"] as const;
    const sent = fc.record({
      side: fc.constantFrom(...sides),
      ticks: fc.integer({ min: 100, max: 108 }),
      lots: fc.integer({ min: 1, max: 6 }),
      reduceOnly: fc.boolean(),
      show: fc.nat({ max: 3 }),
      stop: fc.nat({ max: 4 }),
      ioc: fc.nat({ max: 4 }),
    });
    fc.assert(
      fc.property(
        marketRows(80),
        fc.array(sent, { minLength: 10, maxLength: 60, size: "max" }),
        fc.constantFrom<"no-partial" | "partial">("no-partial", "partial"),
        (rows, orders, exchange) => {
          const result = run(
            [tape([...rows, ["depth", "buy", 1, 1, 2_000]])],
            (ctx) => {
              orders.forEach((one, i) => {
                const more: Partial<OrderIntent> = {
                  reduceOnly: one.reduceOnly,
                  ...(one.show > 0 && one.ioc > 0
                    ? { displayLots: Math.min(one.show, one.lots) }
                    : {}),
                  ...(one.stop === 0 ? { type: "stop-limit", triggerTicks: 104 } : {}),
                  timeInForce: one.ioc === 0 ? "ioc" : "gtc",
                };
                ctx.after(i * 5, () => send(one.side, one.ticks, one.lots, more)(ctx));
              });
              ctx.every(17, () => {
                const order = ctx.orders.open(BTC)[0];
                if (order) ctx.orders.amend(order, { priceTicks: 103, qtyLots: 4 });
              });
            },
            { exchange },
          );
          let position = 0;
          for (const fill of result.fills) {
            const before = position;
            position += fill.side === "buy" ? fill.qtyLots : -fill.qtyLots;
            if (!result.orders[fill.orderId - 1]!.reduceOnly) continue;
            reducing += 1;
            expect(Math.abs(position)).toBeLessThan(Math.abs(before));
            expect(position * before).toBeGreaterThanOrEqual(0);
          }
          for (const order of result.orders) {
            if (!order.reduceOnly || (order.trigger !== "" && order.triggeredNs === 0n)) continue;
            const open = order.state === "working" || order.state === "partly-filled";
            if (open) expect(position * (order.side === "buy" ? 1 : -1)).toBeLessThan(0);
          }
        },
      ),
      { numRuns: 300 },
    );
    expect(reducing).toBeGreaterThan(300);
  });
});
