import { ROW_TRADE } from "@mexoms/core/internal";
import { describe, expect, it } from "vitest";
import { BTC, depth, ETH, feed, handDriven } from "../kernel/hand-driven.ts";

const order = { instrument: BTC, side: "buy", qtyLots: 3, timeInForce: "gtc" } as const;

describe("BookView", () => {
  it("has prices and sizes of both sides, best first", () => {
    const { kernel, ctx } = handDriven();
    feed(kernel, BTC, depth("buy", 99, 4), depth("buy", 97, 6), depth("sell", 102, 12));
    const book = ctx.book(BTC);
    expect([book.bid, book.ask, book.mid, book.bidLots, book.askLots]).toEqual([
      99, 102, 100.5, 4, 12,
    ]);
    expect([book.best("buy"), book.best("sell")]).toEqual([99, 102]);
    expect(book.microprice).toBe(99.75); // three quarters of the size stand on the ask
    expect(book.levels("buy", 9)).toEqual([
      { priceTicks: 99, qtyLots: 4 },
      { priceTicks: 97, qtyLots: 6 },
    ]);
    expect([book.lotsAt("buy", 97), book.lotsAt("sell", 97)]).toEqual([6, 0]);
    expect([book.valid, ctx.book(ETH).valid]).toEqual([true, false]);
  });

  it("is not valid and has no prices while a side is empty", () => {
    const { kernel, ctx } = handDriven();
    feed(kernel, BTC, depth("buy", 99, 4));
    const book = ctx.book(BTC);
    expect([book.valid, book.bid, book.ask, book.mid, book.askLots]).toEqual([
      false,
      99,
      Number.NaN,
      Number.NaN,
      0,
    ]);
  });

  it("knows its own working lots at a price, and not those that pend or have gone", () => {
    const { kernel, ctx } = handDriven();
    for (const priceTicks of [99, 99, 99, 98]) ctx.orders.submit({ ...order, priceTicks });
    const book = ctx.book(BTC);
    expect(book.ownLotsAt("buy", 99)).toBe(0);
    for (const id of [1, 2, 4]) kernel.accepted(id, 1);
    kernel.filled(1, 2, 99, 2, true);
    expect([book.ownLotsAt("buy", 99), book.ownLotsAt("sell", 99)]).toEqual([4, 0]);
    kernel.ended(2, 3, "canceled");
    expect(book.ownLotsAt("buy", 99)).toBe(1);
  });

  it("takes its own orders out of a feed that counts them, and only of such a feed", () => {
    for (const bookIncludesOwn of [true, false]) {
      const { kernel, ctx } = handDriven(() => {}, { bookIncludesOwn });
      feed(kernel, BTC, depth("buy", 99, 3), depth("buy", 98, 5), depth("sell", 102, 1));
      for (const priceTicks of [99, 98]) ctx.orders.submit({ ...order, priceTicks });
      for (const id of [1, 2]) kernel.accepted(id, 1);
      const book = ctx.book(BTC);
      const others = [book.othersLotsAt("buy", 99), book.othersLotsAt("buy", 98)];
      expect(others).toEqual(bookIncludesOwn ? [0, 2] : [3, 5]);
      expect(book.bestOfOthers("buy")).toBe(bookIncludesOwn ? 98 : 99);
      expect(book.bestOfOthers("sell")).toBe(102);
    }
  });

  it("knows when it last heard of the book, and that a trade is not news of it", () => {
    const { kernel, ctx } = handDriven();
    const book = ctx.book(BTC);
    expect(book.changedNs).toBe(Number.NEGATIVE_INFINITY);
    feed(kernel, BTC, depth("buy", 99, 2, 7), depth("buy", 99, 2, 9), [
      ROW_TRADE,
      "buy",
      99,
      1,
      12,
    ]);
    expect([book.changedNs, ctx.book(ETH).changedNs]).toEqual([9, Number.NEGATIVE_INFINITY]);
    // The feed reaches us 3 ns after it left the venue.
    expect([book.changedExchNs, ctx.book(ETH).changedExchNs]).toEqual([6, Number.NaN]);
  });

  it("has no best of others where nobody else is", () => {
    const { kernel, ctx } = handDriven(() => {}, { bookIncludesOwn: true });
    feed(kernel, BTC, depth("buy", 99, 2));
    ctx.orders.submit({ ...order, priceTicks: 99 });
    kernel.accepted(1, 1);
    const book = ctx.book(BTC);
    expect(book.othersLotsAt("buy", 99)).toBe(0); // 3 of ours, 2 shown: the feed is behind
    expect([book.bestOfOthers("buy"), book.bestOfOthers("sell")]).toEqual([Number.NaN, Number.NaN]);
  });
});
