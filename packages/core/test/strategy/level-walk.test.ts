import type { LevelWalk } from "@mexoms/core";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { BTC, depth, feed, handDriven } from "../kernel/hand-driven.ts";

function allOf(walk: LevelWalk): [number, number][] {
  const found: [number, number][] = [];
  walk.restart();
  while (walk.next()) found.push([walk.priceTicks, walk.qtyLots]);
  return found;
}

const order = { instrument: BTC, side: "buy", qtyLots: 3, timeInForce: "gtc" } as const;

describe("a walk through the levels of a book", () => {
  it("gives the levels of either side, the best first, and is used again", () => {
    const { kernel, ctx } = handDriven();
    const walks = {
      buy: ctx.book(BTC).walk("buy", "all"),
      sell: ctx.book(BTC).walk("sell", "all"),
    };
    expect(allOf(walks.buy)).toEqual([]);
    feed(kernel, BTC, depth("buy", 97, 6), depth("buy", 99, 4), depth("sell", 102, 12));
    feed(kernel, BTC, depth("sell", 200_000, 1));
    for (let time = 0; time < 2; time++) {
      expect(allOf(walks.buy)).toEqual([
        [99, 4],
        [97, 6],
      ]);
      expect(allOf(walks.sell)).toEqual([
        [102, 12],
        [200_000, 1],
      ]);
    }
  });

  it("ends for good at the end, until it is restarted", () => {
    const { kernel, ctx } = handDriven();
    feed(kernel, BTC, depth("buy", 99, 4));
    const walk = ctx.book(BTC).walk("buy", "all");
    expect([walk.next(), walk.next(), walk.next(), walk.priceTicks]).toEqual([
      true,
      false,
      false,
      99,
    ]);
    walk.restart();
    expect(walk.next()).toBe(true);
  });

  it("goes on from where it stands when the book changes meanwhile", () => {
    const { kernel, ctx } = handDriven();
    feed(kernel, BTC, depth("sell", 102, 1), depth("sell", 103, 1), depth("sell", 105, 1));
    const walk = ctx.book(BTC).walk("sell", "all");
    walk.next();
    feed(kernel, BTC, depth("sell", 102, 0), depth("sell", 103, 0), depth("sell", 101, 9));
    expect([walk.next(), walk.priceTicks]).toEqual([true, 105]);
  });

  it("leaves out our own lots, only where the feed counts them, and passes levels that are ours alone", () => {
    for (const bookIncludesOwn of [true, false]) {
      const { kernel, ctx } = handDriven(() => {}, { bookIncludesOwn });
      feed(kernel, BTC, depth("buy", 99, 3), depth("buy", 98, 5), depth("buy", 97, 1));
      for (const priceTicks of [99, 98, 97]) ctx.orders.submit({ ...order, priceTicks });
      for (const id of [1, 2, 3]) kernel.accepted(id, 1);
      const shown = [
        [99, 3],
        [98, 5],
        [97, 1],
      ];
      expect(allOf(ctx.book(BTC).walk("buy", "all"))).toEqual(shown);
      expect(allOf(ctx.book(BTC).walk("buy", "others"))).toEqual(
        bookIncludesOwn ? [[98, 2]] : shown,
      );
    }
  });

  it("gives the same as levels(), whatever the book", () => {
    const row = fc.tuple(
      fc.constantFrom("buy" as const, "sell" as const),
      fc.oneof(fc.integer({ min: 1, max: 60 }), fc.integer({ min: 1, max: 300_000 })),
      fc.integer({ min: 0, max: 5 }),
    );
    fc.assert(
      fc.property(fc.array(row, { maxLength: 60 }), (rows) => {
        const { kernel, ctx } = handDriven();
        feed(kernel, BTC, ...rows.map(([side, ticks, lots]) => depth(side, ticks, lots)));
        const book = ctx.book(BTC);
        for (const side of ["buy", "sell"] as const) {
          expect(allOf(book.walk(side, "all"))).toEqual(
            book.levels(side, 100).map((level) => [level.priceTicks, level.qtyLots]),
          );
        }
      }),
    );
  });
});
