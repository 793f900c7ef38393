import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type OrderFields, OrderRecord, OrderShelf, PLAIN_TERMS } from "@mexoms/core/internal";
import { BTC } from "../kernel/hand-driven.ts";

const terms = fc.record({
  triggerTicks: fc.nat({ max: 3 }),
  triggerBy: fc.constantFrom("last" as const, "mid" as const),
  trailTicks: fc.nat({ max: 2 }),
  activationTicks: fc.nat({ max: 2 }),
  displayLots: fc.nat({ max: 4 }),
  reduceOnly: fc.boolean(),
  expiresNs: fc.integer({ min: -1, max: 1 }),
});
const fields: fc.Arbitrary<OrderFields> = fc.record({
  id: fc.integer({ min: 1, max: 1000 }),
  instrument: fc.constant(BTC),
  account: fc.constantFrom(undefined, "main"),
  origin: fc.constantFrom("strategy" as const, "venue" as const),
  market: fc.nat({ max: 2 }),
  sideIndex: fc.nat({ max: 1 }),
  type: fc.constantFrom("limit" as const, "market" as const, "stop" as const),
  timeInForce: fc.constantFrom("gtc" as const, "ioc" as const),
  selfTrade: fc.constantFrom(undefined, "decrement" as const),
  priceTicks: fc.integer({ min: 1, max: 9 }),
  qtyLots: fc.integer({ min: 2, max: 9 }),
  nowNs: fc.integer({ min: 0, max: 2 ** 40 }),
  terms: fc.oneof(fc.constant(PLAIN_TERMS), terms),
});

/** Touches everything that a life can change. */
function live(order: OrderRecord): void {
  order.accept(2 ** 40);
  order.trigger(2 ** 41);
  order.ask("amend", 2 ** 41);
  order.fill(2 ** 41, 7, 1, true, 11);
  order.fill(2 ** 41, 7, 1, true, 12);
  order.amend(2 ** 42, 8, 3, { triggerTicks: 5 });
  order.ask("cancel", 2 ** 42);
  order.end("canceled", 2 ** 43);
  order.reason = "why";
}

describe("an order record that is used again", () => {
  it("is what a new one would be, whatever the order was that it stood for", () => {
    fc.assert(
      fc.property(fields, fields, (before, after) => {
        const shelf = new OrderShelf();
        const used = shelf.take(before);
        live(used);
        shelf.takeBack();
        const again = shelf.take(after);
        const fresh = new OrderRecord(after);
        expect(again).toBe(used);
        expect(again.save()).toEqual(fresh.save());
        live(again);
        live(fresh);
        expect(again.save()).toEqual(fresh.save());
        expect([again.instrument, again.lastTradeId]).toEqual([BTC, 12]);
      }),
    );
  });

  it("is not given to two at once, nor are those of a run with more orders than are kept", () => {
    const shelf = new OrderShelf();
    const [some] = fc.sample(fields, { numRuns: 1, seed: 1 });
    const taken = Array.from({ length: 5000 }, (_, id) => shelf.take({ ...some!, id }));
    expect(new Set(taken).size).toBe(5000);
    expect(taken.every((order, id) => order.id === id)).toBe(true);
  });
});
