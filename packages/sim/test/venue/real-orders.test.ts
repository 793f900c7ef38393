import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { BUY } from "@mexoms/core/internal";
import { RealOrders } from "../../engine/venue/real-orders.ts";

describe("real orders", () => {
  it("are found by their ids as in a map, after any adds and removals, and forgotten in the end", () => {
    const step = fc.record({
      // Neighbors, ids beyond 2^32 and negative ones, so that searches collide.
      id: fc.oneof(
        fc.integer({ min: 1, max: 3000 }),
        fc.integer({ min: 1, max: 3000 }).map((n) => 2_046_839_978_799_111 + 2 ** 32 * n),
        fc.integer({ min: 1, max: 3000 }).map((n) => -n),
      ),
      lots: fc.integer({ min: 0, max: 3 }),
    });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 12_000, size: "max" }), (steps) => {
        const orders = new RealOrders();
        const known = new Map<number, number>();
        const ids = new Float64Array(1);
        for (const { id, lots } of steps) {
          ids[0] = id;
          let slot = orders.find(ids, 0);
          expect(slot < 0 ? 0 : orders.lots[slot]).toBe(known.get(id) ?? 0);
          if (lots === 0) {
            if (slot >= 0 && orders.lots[slot]! > 0) orders.bury(slot);
            known.delete(id);
            continue;
          }
          if (slot < 0) slot = orders.add(ids, 0);
          else orders.revive(slot);
          orders.lots[slot] = lots;
          orders.side[slot] = BUY;
          known.set(id, lots);
        }
        for (const [id, lots] of known) {
          ids[0] = id;
          expect(orders.lots[orders.find(ids, 0)]).toBe(lots);
        }
      }),
      { numRuns: 4 },
    );
  });

  it("do not pile up: those that have gone are forgotten after some thousand others", () => {
    const orders = new RealOrders();
    const ids = new Float64Array(1);
    for (let id = 1; id <= 100_000; id++) {
      ids[0] = id;
      const slot = orders.add(ids, 0);
      orders.lots[slot] = 1;
      orders.bury(slot);
    }
    expect(orders.known).toBe(4096);
  });
});
