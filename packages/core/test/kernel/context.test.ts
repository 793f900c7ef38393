import { describe, expect, it } from "vitest";
import { ConfigError, Instrument, InvariantError, Prng } from "@mexoms/core";
import { BTC, EPOCH_NS, ETH, handDriven } from "./hand-driven.ts";

const order = {
  instrument: BTC,
  side: "buy",
  priceTicks: 100,
  qtyLots: 5,
  timeInForce: "gtc",
} as const;

describe("a strategy's context", () => {
  it("has the time of the run and of the world, to the nanosecond", () => {
    const { kernel, ctx } = handDriven();
    expect([ctx.nowNs, ctx.time]).toEqual([0, EPOCH_NS]);
    kernel.wake(123_456_789_012_345);
    expect([ctx.nowNs, ctx.time]).toEqual([123_456_789_012_345, EPOCH_NS + 123_456_789_012_345n]);
  });

  it("has functions that may be taken out of it", () => {
    const { kernel, ctx } = handDriven();
    const taken = { ...ctx };
    const fired: number[] = [];
    taken.every(10, () => fired.push(ctx.nowNs));
    expect([taken.book(BTC).valid, taken.position(BTC).lots]).toEqual([false, 0]);
    expect(taken.quotes(BTC)).toBe(ctx.quotes(BTC));
    kernel.wake(10);
    expect(fired).toEqual([10]);
  });

  it("never sees time go back: that is a bug of whoever drives", () => {
    const { kernel } = handDriven();
    kernel.advance(10);
    kernel.advance(10);
    expect(() => kernel.advance(9)).toThrow(InvariantError);
    expect(() => kernel.wake(Number.NaN)).toThrow(InvariantError);
    expect(() => kernel.start(10)).toThrow(/started twice/);
  });

  it("has random numbers that a seed repeats and another seed does not", () => {
    const draws = (seed: number): number[] => {
      const { random } = handDriven(() => {}, { seed }).ctx;
      return Array.from({ length: 20 }, () => random.next());
    };
    expect(draws(7)).toEqual(draws(7));
    expect(draws(7)).not.toEqual(draws(8));
    expect(draws(2 ** 40)).not.toEqual(draws(0)); // all 53 bits of a seed count
    expect(new Set(draws(1)).size).toBe(20);
    for (const draw of draws(3)) expect(draw >= 0 && draw < 1).toBe(true);
    expect(new Prng(7, 1).next()).not.toBe(new Prng(7, 2).next());
  });

  it("notes explanations with their time, as text that can be read", () => {
    const { kernel, ctx, noted } = handDriven();
    kernel.wake(5);
    const loop: { self?: unknown } = {};
    loop.self = loop;
    ctx.explain("plain", "text");
    ctx.explain("values", { instrument: BTC, big: 12n, at: [1, 2.5], none: undefined });
    ctx.explain("loop", loop);
    ctx.explain("nothing", undefined);
    ctx.explain("order", ctx.orders.submit(order).instrument === BTC);
    expect(noted).toEqual([
      "5: plain: text",
      '5: values: {"instrument":"test:swap:BTCUSDT","big":"12","at":[1,2.5]}',
      '5: loop: {"self":"(again)"}',
      "5: nothing: undefined",
      "5: submit 1",
      "5: order: true",
    ]);
  });

  it("knows only the instruments of the run", () => {
    const { ctx } = handDriven();
    const other = new Instrument({ ...BTC.spec, symbol: "XRPUSDT" });
    for (const ask of [
      () => ctx.book(other),
      () => ctx.position(other),
      () => ctx.quotes(other),
      () => ctx.orders.submit({ ...order, instrument: other }),
      () => ctx.orders.cancelAll(other),
      () => ctx.orders.open(other),
    ]) {
      expect(ask).toThrow(ConfigError);
      expect(ask).toThrow("instrument: test:swap:XRPUSDT is not part of this run");
    }
  });

  it("gives the same quotes of an instrument each time: they know what is open", () => {
    const { ctx } = handDriven();
    expect(ctx.quotes(BTC)).toBe(ctx.quotes(BTC));
    expect(ctx.quotes(BTC)).not.toBe(ctx.quotes(ETH));
  });
});

describe("orders of a strategy", () => {
  it("can be canceled and amended while they rest, not before, not twice, not after", () => {
    const { kernel, ctx, asked } = handDriven();
    const { orders } = ctx;
    const sent = orders.submit(order);
    const to = { priceTicks: 101, qtyLots: 4 };
    expect([orders.cancel(sent), orders.amend(sent, to)]).toEqual([false, false]);
    expect(orders.cancel(sent, { again: true })).toBe(false);
    kernel.accepted(1, 1);
    expect([orders.amend(sent, to), orders.cancel(sent)]).toEqual([true, false]);
    expect(sent).toMatchObject({ request: "amend", priceTicks: 100, qtyLots: 5 });
    kernel.amended(1, 2, 101, 4);
    expect(sent).toMatchObject({ request: "none", priceTicks: 101, qtyLots: 4, leavesLots: 4 });
    kernel.advance(7);
    expect([orders.cancel(sent), orders.cancel(sent)]).toEqual([true, false]);
    expect(sent.requestNs).toBe(7);
    expect(orders.cancel(sent, { again: true })).toBe(true);
    kernel.ended(1, 9, "canceled");
    expect(orders.cancel(sent, { again: true })).toBe(false);
    expect(asked).toEqual([
      "0: submit 1 buy 5@100",
      "0: amend 1 4@101",
      "7: cancel 1",
      "7: cancel 1",
    ]);
  });

  it("cannot be amended to what the filters refuse: the order stays as it is", () => {
    const { kernel, ctx, asked } = handDriven();
    const sent = ctx.orders.submit(order);
    kernel.accepted(1, 1);
    expect(() => ctx.orders.amend(sent, { priceTicks: 100, qtyLots: 1 })).toThrow(
      "amend: order 1: size below the minimum",
    );
    expect([sent.request, asked.length]).toEqual(["none", 1]);
  });

  it("are canceled all at once, of one instrument or of all, and are counted", () => {
    const { kernel, ctx, asked } = handDriven();
    for (const instrument of [BTC, BTC, ETH, BTC]) ctx.orders.submit({ ...order, instrument });
    for (const id of [1, 2, 3]) kernel.accepted(id, 1);
    expect(ctx.orders.cancelAll(ETH)).toBe(1);
    expect(ctx.orders.cancelAll()).toBe(2); // the last one is still pending
    expect(asked.slice(4)).toEqual(["0: cancel 3", "0: cancel 1", "0: cancel 2"]);
  });

  it("are listed while they are open, in the order they were sent", () => {
    const { kernel, ctx } = handDriven();
    for (let n = 0; n < 4; n++) ctx.orders.submit(order);
    kernel.filled(2, 1, 100, 5, true);
    kernel.filled(3, 1, 100, 1, true);
    kernel.ended(1, 2, "expired");
    expect(ctx.orders.open(BTC).map((each) => each.id)).toEqual([3, 4]);
    expect(ctx.position(BTC).lots).toBe(6);
  });

  it("of somebody else are refused", () => {
    const { ctx } = handDriven();
    const foreign = handDriven().ctx.orders.submit(order);
    expect(() => ctx.orders.cancel(foreign)).toThrow("order: is not an order of this strategy");
    ctx.orders.submit(order);
    expect(() => ctx.orders.amend(foreign, order)).toThrow(ConfigError);
  });

  it("that a venue answers about but that never were are a bug", () => {
    const { kernel } = handDriven();
    expect(() => kernel.accepted(1, 1)).toThrow(InvariantError);
  });
});
