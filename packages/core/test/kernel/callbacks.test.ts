import { describe, expect, it } from "vitest";
import {
  type Fill,
  type Handlers,
  InvariantError,
  StrategyError,
  type StrategyContext,
  type Trade,
} from "@mexoms/core";
import { ROW_GAP, ROW_SNAPSHOT, ROW_TRADE, WAKE_BOOK, WAKE_TRADE } from "@mexoms/core/internal";
import { BTC, depth, ETH, feed, handDriven, rowsOf } from "./hand-driven.ts";

const order = {
  instrument: BTC,
  side: "buy",
  priceTicks: 100,
  qtyLots: 5,
  timeInForce: "gtc",
} as const;

/** Handlers that note each call. */
function noting(
  told: string[],
  ctx: StrategyContext,
): Required<Omit<Handlers, "explain" | "save">> {
  return {
    order: (each, change) => void told.push(`order ${each.id} ${change}`),
    fill: (fill) => void told.push(`fill ${fill.order.id} of ${fill.qtyLots}`),
    risk: ({ state }) => void told.push(`risk ${state}`),
    trade: (trade) => void told.push(`trade ${trade.instrument.spec.base} ${trade.qtyLots}`),
    connection: ({ instrument, state }) => void told.push(`${instrument.spec.base} ${state}`),
    book: (book) => void told.push(`book ${book.instrument.spec.base} ${book.bid}`),
    wake: () => void told.push(`wake ${ctx.nowNs}`),
    stop: () => void told.push("stop"),
  };
}

describe("a strategy is called", () => {
  it("in the order that Handlers promises, once for an instant, whatever the inputs' order was", () => {
    const told: string[] = [];
    const { kernel, ctx } = handDriven((given) => noting(told, given));
    ctx.after(10, () => told.push("timer"));
    ctx.orders.submit(order);
    ctx.orders.submit(order);
    kernel.advance(10);
    feed(kernel, ETH, [ROW_TRADE, "buy", 7, 3, 10], depth("buy", 90, 1), [
      ROW_GAP,
      "none",
      0,
      0,
      10,
    ]);
    feed(kernel, BTC, depth("buy", 99, 1), [ROW_TRADE, "sell", 99, 2, 10], depth("buy", 98, 1));
    kernel.accepted(2, 8);
    kernel.filled(1, 8, 100, 2, true);
    kernel.accepted(1, 8);
    kernel.wake(10);
    expect(told).toEqual([
      "order 2 accepted",
      "fill 1 of 2",
      "order 1 filled",
      "trade BTC 2",
      "trade ETH 3",
      "ETH gapped",
      "book BTC 99",
      "book ETH 90",
      "timer",
      "wake 10",
    ]);
    // An acceptance that comes after the fill tells nothing new; it is counted.
    expect(kernel.ignored.byKind()).toEqual({ accepted: 1 });
    told.length = 0;
    kernel.wake(11);
    expect(told).toEqual(["wake 11"]);
  });

  it("only for the handlers it has, and asks to be woken by rows only for those", () => {
    const mask = (handlers: Handlers): number =>
      handDriven(() => handlers).kernel.markets[0]!.wakeMask;
    const nothing = (): void => {};
    expect(mask({})).toBe(0);
    expect(mask({ order: nothing, fill: nothing, wake: nothing, stop: nothing })).toBe(0);
    expect(mask({ book: nothing })).toBe(WAKE_BOOK);
    expect(mask({ connection: nothing })).toBe(WAKE_BOOK);
    expect(mask({ trade: nothing })).toBe(WAKE_TRADE);
    expect(mask({ trade: nothing, book: nothing })).toBe(WAKE_BOOK | WAKE_TRADE);
  });

  it("for fills alone when it has no order handler, and has no news it cannot be told", () => {
    const fills: Fill[] = [];
    const { kernel, ctx } = handDriven(() => ({ fill: (fill) => void fills.push(fill) }));
    const sent = ctx.orders.submit(order);
    kernel.accepted(1, 1);
    expect(kernel.hasNews).toBe(false);
    kernel.filled(1, 2, 101, 2, false);
    kernel.filled(1, 3, 100, 3, true);
    expect(kernel.hasNews).toBe(true);
    kernel.wake(5);
    expect(kernel.hasNews).toBe(false);
    // Each fill keeps its own values, although the order went on.
    const same = { order: sent, instrument: BTC, side: "buy", tradeId: 0 };
    expect(fills).toEqual([
      { ...same, priceTicks: 101, qtyLots: 2, leavesLots: 3, liquidity: "taker", exchNs: 2 },
      { ...same, priceTicks: 100, qtyLots: 3, leavesLots: 0, liquidity: "maker", exchNs: 3 },
    ]);
  });

  it("with the facts of each trade, in one object that is used again", () => {
    const seen: Trade[] = [];
    const objects = new Set<Trade>();
    const { kernel } = handDriven(() => ({
      trade(trade) {
        objects.add(trade);
        seen.push({ ...trade });
      },
    }));
    const rows = rowsOf([
      [ROW_TRADE, "buy", 101, 4, 10],
      [ROW_TRADE, "sell", 99, 5, 10],
      [ROW_TRADE, "none", 98, 6, 11],
      [ROW_TRADE, "none", 98, 6, 12],
    ]);
    const place = { rows, index: 0, untilNs: 1011, offsetNs: 1000 };
    kernel.markets[0]!.applyRows(place);
    expect(place.index).toBe(3);
    kernel.wake(1011);
    const of = { instrument: BTC };
    expect(seen).toEqual([
      { ...of, side: "buy", priceTicks: 101, qtyLots: 4, exchNs: 1007, localNs: 1010 },
      { ...of, side: "sell", priceTicks: 99, qtyLots: 5, exchNs: 1007, localNs: 1010 },
      { ...of, side: undefined, priceTicks: 98, qtyLots: 6, exchNs: 1008, localNs: 1011 },
    ]);
    expect(objects.size).toBe(1);
  });

  it("with the right trades when one tape ends and the next begins at the same instant", () => {
    const seen: number[][] = [];
    const { kernel } = handDriven(() => ({
      trade: ({ priceTicks, localNs }) => void seen.push([priceTicks, localNs]),
    }));
    const market = kernel.markets[0]!;
    const [first, second] = [
      rowsOf([[ROW_TRADE, "buy", 101, 1, 50]]),
      rowsOf([[ROW_TRADE, "buy", 202, 1, 10]]),
    ];
    market.applyRows({ rows: first, index: 0, untilNs: 50, offsetNs: 0 });
    market.applyRows({ rows: second, index: 0, untilNs: 50, offsetNs: 40 });
    kernel.wake(50);
    expect(seen).toEqual([
      [101, 50],
      [202, 50],
    ]);
  });

  it("with a gap before any book of that instant, and again when a snapshot makes it whole", () => {
    const told: string[] = [];
    const { kernel, ctx } = handDriven((given) => {
      const { connection, book } = noting(told, given);
      return { connection, book };
    });
    feed(kernel, BTC, depth("buy", 99, 1), depth("sell", 101, 1));
    feed(kernel, ETH, depth("buy", 50, 1), depth("sell", 51, 1));
    kernel.wake(1);
    expect(told.splice(0)).toEqual(["book BTC 99", "book ETH 50"]);
    expect(ctx.book(ETH).valid).toBe(true);
    feed(kernel, BTC, depth("buy", 100, 1));
    feed(kernel, ETH, [ROW_GAP, "none", 0, 0, 2]);
    kernel.wake(2);
    expect(told.splice(0)).toEqual(["ETH gapped", "book BTC 100", "book ETH 50"]);
    expect(ctx.book(ETH).valid).toBe(false);
    expect(ctx.book(BTC).valid).toBe(true);
    feed(kernel, ETH, depth("buy", 48, 1));
    kernel.wake(3);
    expect(told.splice(0)).toEqual(["book ETH 50"]);
    expect(ctx.book(ETH).valid).toBe(false);
    feed(kernel, ETH, [ROW_SNAPSHOT, "buy", 49, 2, 4]);
    kernel.wake(4);
    expect(told.splice(0)).toEqual(["ETH restored", "book ETH 50"]);
    expect(ctx.book(ETH).valid).toBe(true);
    feed(kernel, ETH, [ROW_GAP, "none", 0, 0, 5], [ROW_SNAPSHOT, "buy", 49, 2, 5]);
    kernel.wake(5);
    expect(told.splice(0)).toEqual(["book ETH 50"]);
  });
});

describe("an order that the filters refuse", () => {
  const tooSmall = { ...order, qtyLots: 1 };
  const refused = { state: "rejected", reason: "size below the minimum", request: "none" };

  it("is returned rejected with its reason, is not sent, and is told within the instant", () => {
    const told: string[] = [];
    const { kernel, ctx, asked, noted } = handDriven((given) => ({
      ...noting(told, given),
      wake() {
        if (given.nowNs === 5) expect(given.orders.submit(tooSmall)).toMatchObject(refused);
      },
    }));
    kernel.wake(5);
    expect(told).toEqual(["order 1 rejected"]);
    expect(asked).toEqual([]);
    expect(noted).toEqual(["5: submit 1", "5: rejected 1"]);
    expect(ctx.orders.open(BTC)).toEqual([]);
  });

  it("is told, too, when it was sent from start", () => {
    const told: string[] = [];
    const { kernel } = handDriven((given) => {
      given.orders.submit(tooSmall);
      return noting(told, given);
    });
    expect(told).toEqual(["order 1 rejected"]);
    kernel.wake(1);
    expect(told).toEqual(["order 1 rejected", "wake 1"]);
  });

  it.each([
    [{ priceTicks: 0 }, "price is not a positive tick"],
    [{ priceTicks: 100.5 }, "price is not a positive tick"],
    [{ qtyLots: 1001 }, "size above the maximum"],
    [{ qtyLots: 2.5 }, "size below the minimum"],
    [{ qtyLots: Number.NaN }, "size below the minimum"],
    [{ type: "market", priceTicks: Number.NaN, qtyLots: 1 }, "size below the minimum"],
  ] as const)("has a reason for %j", (change, reason) => {
    const { ctx } = handDriven();
    expect(ctx.orders.submit({ ...order, ...change })).toMatchObject({ state: "rejected", reason });
  });

  it("is no reason for a market order to have a price", () => {
    const { ctx, asked } = handDriven();
    ctx.orders.submit({ ...order, type: "market", priceTicks: 0 });
    expect(asked).toEqual(["0: submit 1 buy 5@0"]);
  });

  it("ends a strategy that answers each refusal with another such order", () => {
    const { kernel } = handDriven((ctx) => ({
      order: () => void ctx.orders.submit(tooSmall),
      wake: () => void ctx.orders.submit(tooSmall),
    }));
    expect(() => kernel.wake(1)).toThrow(/each answer sends an order that is refused at once/);
  });
});

describe("a strategy that fails", () => {
  const boom = (): never => {
    throw new TypeError("boom");
  };
  const promised = (() => Promise.resolve()) as () => void;

  it.each([
    ["order", { order: boom }],
    ["fill", { fill: boom }],
    ["trade", { trade: boom }],
    ["connection", { connection: boom }],
    ["book", { book: boom }],
    ["wake", { wake: boom }],
  ] as const)(
    "ends with a StrategyError that says where and keeps the cause: %s",
    (place, handlers) => {
      const { kernel, ctx } = handDriven(() => handlers);
      ctx.orders.submit(order);
      kernel.filled(1, 3, 100, 5, true);
      feed(
        kernel,
        BTC,
        depth("buy", 99, 1),
        [ROW_TRADE, "buy", 1, 1, 5],
        [ROW_GAP, "none", 0, 0, 5],
      );
      let thrown: unknown;
      try {
        kernel.wake(7);
      } catch (error) {
        thrown = error;
      }
      expect(thrown).toBeInstanceOf(StrategyError);
      expect(thrown).toMatchObject({
        message: `strategy test-strategy failed in ${place}, 7ns into the run: boom`,
        cause: new TypeError("boom"),
      });
    },
  );

  it("in a timer, in start or in stop is told as such", () => {
    const { kernel, ctx } = handDriven(() => ({ stop: boom }));
    ctx.after(3, boom);
    expect(() => kernel.wake(3)).toThrow(/failed in timer, 3ns into the run: boom/);
    expect(() => kernel.stop()).toThrow(/failed in stop, 3ns into the run: boom/);
    expect(() => handDriven(boom)).toThrow(/failed in start, 0ns into the run: boom/);
  });

  it.each([
    ["order", { order: promised }],
    ["fill", { fill: promised }],
    ["trade", { trade: promised }],
    ["connection", { connection: promised }],
    ["book", { book: promised }],
    ["wake", { wake: promised }],
  ])("is one that returns a promise from %s", (place, handlers) => {
    const { kernel, ctx } = handDriven(() => handlers);
    ctx.orders.submit(order);
    kernel.filled(1, 3, 100, 5, true);
    feed(kernel, BTC, depth("buy", 99, 1), [ROW_TRADE, "buy", 1, 1, 5], [ROW_GAP, "none", 0, 0, 5]);
    expect(() => kernel.wake(7)).toThrow(
      `strategy test-strategy failed in ${place}, 7ns into the run: it returned a promise`,
    );
  });

  it("is one that returns a promise from start, stop or a timer", () => {
    const { kernel, ctx } = handDriven(() => ({ stop: promised }));
    ctx.every(3, promised);
    expect(() => kernel.wake(3)).toThrow(/failed in timer, .*returned a promise/);
    expect(() => kernel.stop()).toThrow(/failed in stop, .*returned a promise/);
    expect(() => handDriven(promised)).toThrow(/failed in start, .*returned a promise/);
  });

  it("is not blamed for a broken rule of the engine's own", () => {
    const broken = new InvariantError("broken");
    const { kernel } = handDriven(() => ({
      wake() {
        throw broken;
      },
    }));
    expect(() => kernel.wake(1)).toThrow(broken);
  });
});
