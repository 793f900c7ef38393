import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { runBacktest } from "@mexoms/sim/engine";
import { marketRows } from "../driver/random-market.ts";
import { run, runOptions, runPlan, send, untimed } from "../driver/run.ts";
import { BTC, ETH, type Row, tape } from "../driver/tape.ts";
import { type Act, book, LAST, story } from "./story.ts";

// Orders sent at 0 arrive at 10. Answers take 20.
const QUIET = book([[100, 5]], [[103, 5]]);

function later(...rows: Row[]): Row[] {
  return [...QUIET, ...rows, LAST];
}

function gtd(expiresNs: number, more: object = {}): Act {
  return [0, "buy", 100, 7, { timeInForce: "gtd", expiresNs, ...more }];
}

describe("an order with an expiry", () => {
  it("ends at the venue at its time, and is told a response later", () => {
    const rows = later(["trade", "sell", 99, 1, 101]);
    expect(story(rows, [gtd(100)])).toEqual({
      fills: [],
      told: ["30: 1 accepted", "120: 1 expired"],
    });
  });

  it("is still filled by a row of the instant at which it expires", () => {
    const { fills, told } = story(later(["trade", "sell", 99, 1, 100]), [gtd(100)]);
    expect(fills).toEqual(["1 buy 7@100 [0] maker traded-through 100>120"]);
    expect(told.slice(1)).toEqual(["120: 1 fill of 7", "120: 1 filled"]);
  });

  it("expires before a request of that instant is handled", () => {
    const { told } = story(later(), [gtd(100), [90, "cancel"]]);
    expect(told.slice(1)).toEqual(["120: 1 expired", "120: 1 cancel-refused"]);
  });

  it("is rejected when it arrives at its expiry or later", () => {
    expect(story(later(), [gtd(10)]).told).toEqual(["30: 1 rejected"]);
    expect(story(later(), [gtd(11)]).told).toEqual(["30: 1 accepted", "31: 1 expired"]);
  });

  it("may be post-only, or a stop that waits; once it rests it still expires", () => {
    const postOnly = gtd(100, { timeInForce: "post-only" });
    expect(story(later(), [postOnly]).told.at(-1)).toBe("120: 1 expired");
    const stop = gtd(100, { type: "stop-limit", triggerTicks: 105 });
    expect(story(later(), [stop]).told.at(-1)).toBe("120: 1 expired");
    const woken = later(["trade", "buy", 105, 1, 50]);
    expect(story(woken, [stop]).told.slice(1)).toEqual(["70: 1 triggered", "120: 1 expired"]);
  });

  it("keeps its expiry through an amend", () => {
    const { told } = story(later(), [gtd(100), [50, "amend", 101, 3]]);
    expect(told.slice(1)).toEqual(["80: 1 amended", "120: 1 expired"]);
  });

  it("may be given as a time from now", () => {
    const { told, result } = runPlan(tape(later()), [
      [5, send("buy", 100, 7, { timeInForce: "gtd", expiresAfter: "95ns" })],
    ]);
    expect(told.at(-1)).toBe("120: 1 expired");
    expect(result.orders[0]!.expiresNs).toBe(result.startNs + 100n);
  });

  it("stays open when its time is after the end of the data", () => {
    for (const end of ["last-row", "last-answer"] as const) {
      const options = runOptions([tape(later()), tape(later(), ETH)], (ctx) => {
        for (const instrument of [BTC, ETH]) {
          const order = { instrument, side: "buy", priceTicks: 100, qtyLots: 1 } as const;
          ctx.orders.submit({ ...order, timeInForce: "gtd", expiresNs: 10_001 });
          ctx.orders.submit({ ...order, timeInForce: "gtd", expiresNs: 10_000 });
        }
      });
      const { orders } = runBacktest({ ...options, end });
      expect(orders.map(({ state }) => state)).toEqual([
        "working",
        "expired",
        "working",
        "expired",
      ]);
    }
  });

  it("is ended by a request that comes after its time when the data has ended, and is not found by it", () => {
    const { told, result } = runPlan(tape(later()), [
      [0, send("buy", 100, 7, { timeInForce: "gtd", expiresNs: 10_003 })],
      [9_995, (ctx) => ctx.orders.cancelAll()],
    ]);
    expect(told.slice(1)).toEqual(["10025: 1 expired", "10025: 1 cancel-refused"]);
    expect(result.orders[0]!.closedNs).toBe(result.startNs + 10_005n);
  });

  it("is never filled after it, whatever happens", () => {
    let expired = 0;
    fc.assert(
      fc.property(
        marketRows(60),
        fc.array(fc.tuple(fc.nat({ max: 8 }), fc.integer({ min: 1, max: 200 })), { minLength: 3 }),
        fc.constantFrom<"no-partial" | "partial">("no-partial", "partial"),
        (rows, sent, exchange) => {
          const result = run(
            tape(rows),
            (ctx) => {
              sent.forEach(([level, lasts], i) => {
                const side = i % 2 === 0 ? "buy" : "sell";
                const more = { timeInForce: "gtd", expiresAfter: lasts } as const;
                ctx.after(i * 7, () => send(side, 100 + level, 1 + level, more)(ctx));
              });
              ctx.every(13, () => {
                const order = ctx.orders.open(BTC).at(-1);
                if (order) ctx.orders.amend(order, { priceTicks: 104, qtyLots: 2 });
              });
            },
            { exchange },
          );
          for (const fill of result.fills) {
            const { expiresNs } = result.orders[fill.orderId - 1]!;
            expect(fill.exchNs).toBeLessThanOrEqual(expiresNs);
          }
          for (const order of result.orders) {
            if (order.state === "expired") expired += 1;
            if (order.expiresNs > result.endNs) continue;
            expect(["working", "partly-filled"]).not.toContain(order.state);
          }
        },
      ),
      { numRuns: 200 },
    );
    expect(expired).toBeGreaterThan(100);
  });
});

describe("orders without one", () => {
  it("are not touched when another's time has come", () => {
    const rows = later(["trade", "sell", 99, 1, 200]);
    expect(untimed(story(rows, [gtd(100), [0, "buy", 100, 2]]).fills)).toEqual([
      "2 buy 2@100 [0] maker traded-through",
    ]);
  });
});
