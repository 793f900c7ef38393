import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { BUY, NO_LEVEL, SELL } from "@mexoms/core/internal";
import { RestingOrders } from "../../engine/venue/resting-orders.ts";

interface Resting {
  readonly orderId: number;
  readonly ticks: number;
  readonly lots: number;
}

/** The same with an array: oldest first. */
class NaiveOrders {
  readonly orders: Resting[] = [];
  readonly #sign: number;

  constructor(side: number) {
    this.#sign = side === BUY ? -1 : 1;
  }

  key(order: Resting): number {
    return order.ticks * this.#sign;
  }

  best(): number {
    return this.orders.reduce((best, order) => Math.min(best, this.key(order)), NO_LEVEL);
  }

  worst(): number {
    return this.orders.reduce((worst, order) => Math.max(worst, this.key(order)), -NO_LEVEL);
  }

  at(key: number): number[] {
    return this.orders.filter((order) => this.key(order) === key).map((order) => order.orderId);
  }
}

function idsAt(orders: RestingOrders, key: number): number[] {
  const ids: number[] = [];
  for (let slot = orders.firstAt(key); slot >= 0; slot = orders.nextAt(slot)) {
    ids.push(orders.orderId[slot]!);
  }
  return ids.sort((a, b) => a - b);
}

// Ticks 2048 apart share a bucket; few distinct ones put several orders on one level.
const ticks = fc
  .tuple(fc.integer({ min: 1, max: 6 }), fc.integer({ min: 0, max: 4 }))
  .map(([near, far]) => near + far * 2048);
const step = fc.oneof(
  fc.record({ kind: fc.constant("add" as const), ticks, lots: fc.integer({ min: 1, max: 9 }) }),
  fc.record({ kind: fc.constant("remove" as const), pick: fc.nat({ max: 1000 }) }),
);

function expectSame(orders: RestingOrders, naive: NaiveOrders): void {
  expect(orders.best).toBe(naive.best());
  expect(orders.worst).toBe(naive.worst());
  expect(orders.slots.map((slot) => orders.orderId[slot])).toEqual(
    naive.orders.map((order) => order.orderId),
  );
  for (const order of naive.orders) {
    const slot = orders.find(order.orderId);
    expect(orders.priceTicks(slot)).toBe(order.ticks);
    expect(orders.leavesLots[slot]).toBe(order.lots);
    expect(orders.front[slot]).toBe(order.orderId / 2);
    expect(orders.postOnly[slot]).toBe(order.orderId % 2);
    expect(idsAt(orders, naive.key(order))).toEqual(naive.at(naive.key(order)));
  }
  for (const near of [0, 1, 3, 7, 2049, 2050, 9000]) {
    for (const key of [near, -near]) expect(idsAt(orders, key)).toEqual(naive.at(key));
  }
}

describe("RestingOrders", () => {
  it.each([
    ["bids", BUY],
    ["asks", SELL],
  ])("agree with an array of orders after any adds and removes: %s", (_, side) => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 120 }), (steps) => {
        const orders = new RestingOrders(side);
        const naive = new NaiveOrders(side);
        let lastId = 0;
        for (const each of steps) {
          if (each.kind === "add") {
            const order = { orderId: ++lastId, ticks: each.ticks, lots: each.lots };
            naive.orders.push(order);
            orders.add({
              orderId: order.orderId,
              account: 0,
              priceTicks: order.ticks,
              leavesLots: order.lots,
              postOnly: order.orderId % 2 === 1,
              front: order.orderId / 2,
            });
          } else if (naive.orders.length > 0) {
            const [gone] = naive.orders.splice(each.pick % naive.orders.length, 1);
            orders.remove(orders.find(gone!.orderId));
            expect(orders.find(gone!.orderId)).toBe(-1);
          }
        }
        expectSame(orders, naive);
      }),
      { numRuns: 1000 },
    );
  });

  it("starts a slot that is used again with nothing traded at its price", () => {
    const orders = new RestingOrders(BUY);
    const fields = { account: 0, priceTicks: 5, leavesLots: 1, postOnly: false, front: 1 };
    orders.add({ orderId: 1, ...fields });
    const slot = orders.find(1);
    orders.traded[slot] = 7;
    orders.remove(slot);
    orders.add({ orderId: 2, ...fields });
    expect(orders.find(2)).toBe(slot);
    expect(orders.traded[slot]).toBe(0);
  });
});
