import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { InvariantError } from "@mexoms/core";
import { OrderRecord } from "@mexoms/core/internal";
import { BTC } from "../kernel/hand-driven.ts";

function newOrder(qtyLots: number): OrderRecord {
  return new OrderRecord({
    id: 1,
    instrument: BTC,
    market: 0,
    sideIndex: 0,
    type: "limit",
    timeInForce: "gtc",
    priceTicks: 100,
    qtyLots,
    nowNs: 5,
  });
}

const ENDS = ["canceled", "expired", "rejected"] as const;
const change = fc.oneof(
  fc.record({ kind: fc.constant("accept" as const) }),
  fc.record({ kind: fc.constant("fill" as const), part: fc.integer({ min: 1, max: 100 }) }),
  fc.record({ kind: fc.constant("amend" as const), lots: fc.integer({ min: 1, max: 50 }) }),
  fc.record({ kind: fc.constant("refuse" as const) }),
  fc.record({ kind: fc.constant("ask" as const), what: fc.constantFrom("cancel", "amend") }),
  {
    weight: 1,
    arbitrary: fc.record({ kind: fc.constant("end" as const), how: fc.nat({ max: 9 }) }),
  },
);

describe("OrderRecord", () => {
  it("is filled + open in every legal life, and its state says which of them it has", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 50 }),
        fc.array(change, { maxLength: 25, size: "max" }),
        (qtyLots, changes) => {
          const order = newOrder(qtyLots);
          let filled = 0;
          let exchNs = 10;
          for (const each of changes) {
            if (order.closed) break;
            exchNs += 1;
            if (each.kind === "accept") order.accept(exchNs);
            else if (each.kind === "refuse") order.refuse("cancel");
            else if (each.kind === "ask" && order.cancelable) order.request = each.what;
            else if (each.kind === "amend") order.amend(exchNs, 101, each.lots);
            else if (each.kind === "end" && each.how < 3) order.end(ENDS[each.how]!, exchNs);
            else if (each.kind === "fill") {
              const lots = Math.max(1, Math.floor((order.leavesLots * each.part) / 100));
              order.fill(exchNs, 99, lots, true);
              filled += lots;
            }
            expect(order.filledLots).toBe(filled);
            expect(order.filledLots + order.leavesLots).toBe(order.qtyLots);
            expect(order.state === "filled").toBe(order.leavesLots === 0);
            if (order.state === "working" || order.state === "pending") expect(filled).toBe(0);
            if (order.state === "partly-filled") expect(filled).toBeGreaterThan(0);
            if (order.closed) expect([order.request, order.closedNs]).toEqual(["none", exchNs]);
            else expect(order.closedNs).toBe(-1);
            expect(order.cancelable && order.request !== "none").toBe(false);
          }
        },
      ),
      { numRuns: 1000 },
    );
  });

  it.each(ENDS)("that is %s stays so, and takes only executions that were told late", (state) => {
    const order = newOrder(5);
    order.end(state, 7);
    expect(order).toMatchObject({ closed: true, state, closedNs: 7 });
    expect(order.accept(8)).toBe(false);
    expect(order.trigger(8)).toBe(false);
    expect(order.end("canceled", 8)).toBe(false);
    expect(order.amend(8, 101, 5)).toBe(false);
    order.refuse("cancel");
    expect(order).toMatchObject({ state, closedNs: 7, exchNs: 7, leavesLots: 5 });
    expect(order.fill(6, 100, 2, true, 9)).toBe(true);
    expect(order.fill(6, 100, 2, true, 9)).toBe(false);
    expect(order).toMatchObject({ state, closedNs: 7, filledLots: 2, leavesLots: 3 });
  });

  it("that is filled takes no more, unless it was asked to be amended and may be larger", () => {
    const order = newOrder(5);
    order.fill(7, 100, 5, true, 1);
    expect([order.accept(8), order.fill(8, 100, 5, true, 1)]).toEqual([false, false]);
    expect(() => order.fill(8, 100, 1, true, 2)).toThrow(InvariantError);
    expect(() => order.end("canceled", 8)).toThrow("order 1 is filled and cannot be canceled");
    const amended = newOrder(5);
    amended.accept(6);
    amended.ask("amend", 6);
    amended.fill(8, 100, 5, true, 1);
    amended.fill(9, 100, 2, true, 2);
    expect(amended.state).toBe("filled");
    expect(amended.amend(7, 100, 9, { filledLots: 0 })).toBe(true);
    expect(amended).toMatchObject({ state: "partly-filled", qtyLots: 9, leavesLots: 2 });
    expect(amended).toMatchObject({ closedNs: -1, request: "none" });
  });

  it("has the fields it always had where a strategy explains it as a whole: digests stay", () => {
    expect(Object.keys(newOrder(5)).join(" ")).toBe(
      "id instrument market sideIndex type timeInForce selfTrade submittedNs priceTicks qtyLots leavesLots " +
        "filledLots state request reason requestNs exchNs acceptedNs closedNs lastFillTicks lastFillMaker",
    );
  });

  it.each([0, -1, 6, Number.NaN])("refuses a fill of %d of 5 open lots", (lots) => {
    const order = newOrder(5);
    expect(() => order.fill(8, 100, lots, true)).toThrow(/a fill of .* lots, but 5 are open/);
    expect([order.leavesLots, order.filledLots, order.state]).toEqual([5, 0, "pending"]);
  });

  it("is accepted by its first fill when that is the first answer, and keeps that time", () => {
    const order = newOrder(5);
    order.fill(8, 99, 2, false);
    expect(order).toMatchObject({ state: "partly-filled", request: "none", acceptedNs: 8 });
    expect(order).toMatchObject({ lastFillTicks: 99, lastFillMaker: false, exchNs: 8 });
    expect(order.cancelable).toBe(true);
    order.fill(9, 99, 1, false);
    expect([order.acceptedNs, order.exchNs]).toEqual([8, 9]);
  });

  it("keeps a request under way through a fill, and drops it with its own answer alone", () => {
    const order = newOrder(5);
    order.accept(7);
    order.request = "cancel";
    order.fill(8, 100, 2, true);
    expect(order.request).toBe("cancel");
    order.refuse("amend"); // an amend from before, refused only now
    expect(order.request).toBe("cancel");
    order.amend(9, 101, 4);
    expect(order.request).toBe("cancel");
    order.refuse("cancel");
    expect(order.request).toBe("none");
  });
});
