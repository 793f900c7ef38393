import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Order } from "@mexoms/core";
import type { Kernel } from "@mexoms/core/internal";
import { AnyVenue } from "../risk/any-venue.ts";
import { gambler, RISK } from "./gambler.ts";
import { BTC, depth, feed, handDriven } from "./hand-driven.ts";

const MINUTE_NS = 60e9;
const INTENT = { instrument: BTC, side: "buy", timeInForce: "gtc", qtyLots: 5 } as const;

const step = fc.oneof(
  { weight: 8, arbitrary: fc.record({ kind: fc.constant("wake" as const) }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant("minute" as const) }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant("suspend" as const), on: fc.boolean() }) },
  { weight: 5, arbitrary: fc.record({ kind: fc.constant("request" as const), pick: fc.nat() }) },
  {
    weight: 6,
    arbitrary: fc.record({
      kind: fc.constant("answer" as const),
      pick: fc.nat(),
      fate: fc.integer({ min: 0, max: 9 }),
    }),
  },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant("fill" as const), pick: fc.nat() }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant("end" as const), pick: fc.nat() }) },
);

function showBook(kernel: Kernel): void {
  const ns = kernel.nowNs;
  feed(kernel, BTC, depth("buy", 1000, 500, ns), depth("sell", 1004, 500, ns));
}

/** What counts: orders that may still change, positions, and all that risk adds up. */
function seen({ markets, risk, desk }: Kernel): unknown {
  return {
    next: [desk.nextOrderId, desk.nextMassCancelId],
    positions: markets.map(({ position }) => position.save()),
    open: markets.map(({ open }) => open.map((order) => order.save())),
    positionLots: [...risk!.book.positionLots],
    openLots: risk!.book.openLots.map((lots) => [...lots]),
    denials: [...risk!.denials],
  };
}

function known(kernel: Kernel): number {
  let count = 0;
  for (let id = 1; id < kernel.desk.nextOrderId; id++) count += kernel.desk.find(id) ? 1 : 0;
  return count;
}

describe("a kernel that forgets", () => {
  it("does and knows what one does that keeps all, whatever the venue tells within a minute", () => {
    let forgotten = 0;
    fc.assert(
      fc.property(fc.array(step, { minLength: 50, maxLength: 250, size: "max" }), (steps) => {
        const venue = new AnyVenue({ risk: RISK }, gambler);
        const keeps = venue.on.kernel;
        const other = handDriven(gambler, { risk: RISK, forgets: true });
        const kernels = [keeps, other.kernel];
        venue.followers.push(other.kernel);
        for (const kernel of kernels) showBook(kernel);
        for (const given of steps) {
          if (given.kind === "minute") {
            for (; venue.waiting > 0; venue.giveAnswer(0, 2)) venue.handleRequest(0);
          }
          if (given.kind === "wake" || given.kind === "minute") {
            const toNs = keeps.nowNs + (given.kind === "wake" ? 1e6 : MINUTE_NS + 1);
            for (const kernel of kernels) kernel.wake(toNs);
            venue.collect();
            venue.advance(toNs);
          } else if (given.kind === "suspend") {
            for (const kernel of kernels) {
              if (given.on) kernel.suspend(0, "doubt");
              else kernel.resume(0);
            }
          } else if (given.kind === "request") venue.handleRequest(given.pick);
          else if (given.kind === "answer") venue.giveAnswer(given.pick, given.fate);
          else if (given.kind === "fill") venue.fill(given.pick, 40);
          else venue.end(given.pick);
        }
        expect(other.asked).toEqual(venue.on.asked);
        expect(other.noted).toEqual(venue.on.noted);
        expect(seen(other.kernel)).toEqual(seen(keeps));
        forgotten += known(keeps) - known(other.kernel);
      }),
      { numRuns: 200 * Number(process.env["MEXOMS_SOAK"] ?? "1"), endOnFailure: true },
    );
    expect(forgotten).toBeGreaterThan(1000);
  });

  it("keeps a minute of orders, however many come, and an old one as long as it rests", () => {
    const { kernel, ctx } = handDriven(() => {}, {
      forgets: true,
      risk: { ...RISK, strategy: {} },
    });
    showBook(kernel);
    const resting = ctx.orders.submit({ ...INTENT, priceTicks: 900 });
    kernel.accepted(1, 1);
    let most = 0;
    for (let id = 2; id < 40_000; id++) {
      const atNs = id * 10e6;
      kernel.wake(atNs);
      ctx.orders.submit({ ...INTENT, priceTicks: 950 + (id % 9) });
      kernel.accepted(id, atNs);
      kernel.ended(id, atNs + 1, "canceled");
      most = Math.max(most, kernel.desk.all.length);
    }
    expect(most).toBeLessThan(6_000 + 4_096 + 100);
    expect(kernel.desk.find(1)).toBe(resting);
    expect(known(kernel)).toBeLessThan(6_100);
    expect(kernel.state().orders.length).toBeLessThan(6_100);
    expect(kernel.risk!.book.openLots[0][0]).toBe(5);
    expect(ctx.orders.cancel(resting)).toBe(true);
  });

  it("counts late answers about what it forgot, and takes a forgotten order for over", () => {
    const { kernel, ctx, asked } = handDriven(() => {}, { forgets: true });
    const orders: Order[] = [];
    for (let n = 0; n < 3; n++) orders.push(ctx.orders.submit({ ...INTENT, priceTicks: 900 }));
    kernel.ended(1, 1, "canceled");
    kernel.wake(MINUTE_NS + 2);
    ctx.orders.submit({ ...INTENT, priceTicks: 900 });
    expect(kernel.desk.find(1)).toBeUndefined();
    asked.length = 0;
    kernel.accepted(1, 2);
    kernel.triggered(1, 2);
    expect(kernel.filled(1, 2, 900, 5, true, 7)).toBe(false);
    kernel.ended(1, 2, "canceled");
    kernel.amended(1, 2, 900, 5);
    kernel.refused(1, 2, "cancel");
    expect(kernel.ignored.total).toBe(6);
    expect(kernel.ignored.byKind()["late-filled"]).toBe(1);
    expect(ctx.position(BTC).lots).toBe(0);
    expect(ctx.orders.cancel(orders[0]!)).toBe(false);
    expect(ctx.orders.amend(orders[0]!, { priceTicks: 901, qtyLots: 5 })).toBe(false);
    expect(asked).toEqual([]);
    expect(() => kernel.accepted(99, 2)).toThrow("no order 99");
    expect(() => ctx.orders.cancel({ ...orders[0]! })).toThrow("is not an order of this strategy");
  });

  it("forgets nothing of a market that is suspended: what the venue did there may be told late", () => {
    const { kernel, ctx } = handDriven(() => {}, { forgets: true });
    ctx.orders.submit({ ...INTENT, priceTicks: 900 });
    kernel.accepted(1, 1);
    kernel.ended(1, 2, "canceled");
    kernel.suspend(0, "the venue says nothing");
    kernel.wake(10 * MINUTE_NS);
    for (let n = 0; n < 10; n++) ctx.orders.submit({ ...INTENT, priceTicks: 900 });
    expect(known(kernel)).toBeLessThan(4);
    expect(kernel.filled(1, 2, 900, 5, true, 3)).toBe(true);
    expect(ctx.position(BTC).lots).toBe(5);
    kernel.resume(0);
    for (let n = 0; n < 10; n++) ctx.orders.submit({ ...INTENT, priceTicks: 900 });
    expect(kernel.desk.find(1)).toBeUndefined();
  });

  it("forgets cancels of all by their number", () => {
    const { kernel, ctx } = handDriven(() => {}, { forgets: true });
    const first = ctx.orders.cancelAllAtVenue(BTC);
    const second = ctx.orders.cancelAllAtVenue(BTC);
    kernel.canceledAll(1, 0);
    for (let n = 0; n < 1500; n++) ctx.orders.cancelAllAtVenue(BTC);
    expect(kernel.desk.massCancels.length).toBe(1000);
    kernel.canceledAll(1, 0);
    expect(kernel.ignored.total).toBe(1);
    kernel.canceledAll(2, 4);
    expect([first.state, second.state, second.canceled]).toEqual(["done", "done", 4]);
  });
});
