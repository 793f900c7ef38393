import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { RiskConfig } from "@mexoms/core";
import { BUY, type Kernel, SELL } from "@mexoms/core/internal";
import { BTC, depth, feed } from "../kernel/hand-driven.ts";
import { AnyVenue } from "./any-venue.ts";

const CAP_LOTS = 40;
const BID = 1000;
const ASK = 1004;
/** What 37 lots are worth at the ask: 0.037 * 100.4. */
const VALUE_LOTS = 37;

const step = fc.oneof(
  {
    weight: 5,
    arbitrary: fc.record({
      kind: fc.constant("submit" as const),
      side: fc.constantFrom("buy" as const, "sell" as const),
      lots: fc.integer({ min: 2, max: 30 }),
      ticks: fc.integer({ min: 990, max: 1015 }),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant("amend" as const),
      pick: fc.nat(),
      lots: fc.integer({ min: 2, max: 30 }),
      ticks: fc.integer({ min: 990, max: 1015 }),
    }),
  },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant("cancel" as const), pick: fc.nat() }) },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constantFrom("cancel-all" as const, "mass-cancel" as const, "time" as const),
    }),
  },
  { weight: 6, arbitrary: fc.record({ kind: fc.constant("request" as const), pick: fc.nat() }) },
  {
    weight: 7,
    arbitrary: fc.record({
      kind: fc.constant("answer" as const),
      pick: fc.nat(),
      fate: fc.integer({ min: 0, max: 9 }),
    }),
  },
  {
    weight: 5,
    arbitrary: fc.record({
      kind: fc.constant("fill" as const),
      pick: fc.nat(),
      part: fc.integer({ min: 1, max: 100 }),
    }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant("end" as const), pick: fc.nat() }) },
);
type Step = typeof step extends fc.Arbitrary<infer T> ? T : never;

function take(venue: AnyVenue, given: Step): void {
  const { ctx, kernel } = venue.on;
  const { orders } = ctx;
  const open = orders.open(BTC);
  if (given.kind === "submit") {
    const { side, lots, ticks } = given;
    orders.submit({ instrument: BTC, side, priceTicks: ticks, qtyLots: lots, timeInForce: "gtc" });
  } else if (given.kind === "amend" && open.length > 0) {
    const order = open[given.pick % open.length]!;
    orders.amend(order, { priceTicks: given.ticks, qtyLots: given.lots });
  } else if (given.kind === "cancel" && open.length > 0) {
    orders.cancel(open[given.pick % open.length]!, { again: given.pick % 2 === 0 });
  } else if (given.kind === "cancel-all") orders.cancelAll();
  else if (given.kind === "mass-cancel") orders.cancelAllAtVenue(BTC);
  else if (given.kind === "time") kernel.wake(kernel.nowNs + 1e6);
  else if (given.kind === "request") venue.handleRequest(given.pick);
  else if (given.kind === "answer") venue.giveAnswer(given.pick, given.fate);
  else if (given.kind === "fill") venue.fill(given.pick, given.part);
  else if (given.kind === "end") venue.end(given.pick);
  venue.collect();
}

/** Counts anew, from every order of the run, what the book of exposure keeps by events. */
function recount(kernel: Kernel): { open: number[]; position: number } {
  const { book } = kernel.risk!;
  const open = [0, 0];
  let position = 0;
  for (const order of kernel.desk.all) {
    open[order.sideIndex]! += book.of(order)?.openLots ?? 0;
    position += order.side === "buy" ? order.filledLots : -order.filledLots;
  }
  return { open, position };
}

function venueWith(limits: NonNullable<RiskConfig["strategy"]>): AnyVenue {
  const risk: RiskConfig = { currency: "USDT", count: {}, strategy: limits };
  const venue = new AnyVenue({ risk });
  feed(venue.on.kernel, BTC, depth("buy", BID, 500), depth("sell", ASK, 500));
  return venue;
}

describe("worst-case exposure", () => {
  it.each([
    ["in lots", { positionQty: `0.0${CAP_LOTS}BTC` }, CAP_LOTS],
    ["in value", { position: "3.7148USDT" }, VALUE_LOTS],
    ["net", { netPosition: "3.7148USDT" }, VALUE_LOTS],
  ])(
    "%s never exceeds its cap at the venue, whatever is asked, answered, repeated or lost",
    (_, limits, cap) => {
      fc.assert(
        fc.property(fc.array(step, { minLength: 40, maxLength: 120, size: "max" }), (steps) => {
          const venue = venueWith(limits);
          const { kernel } = venue.on;
          for (const given of steps) {
            take(venue, given);
            expect(venue.worst(1)).toBeLessThanOrEqual(cap);
            expect(venue.worst(-1)).toBeLessThanOrEqual(cap);
            const { book } = kernel.risk!;
            const naive = recount(kernel);
            expect([book.openLots[BUY][0], book.openLots[SELL][0]]).toEqual(naive.open);
            expect(book.positionLots[0]).toBe(naive.position);
            expect(book.worstLots(0, BUY)).toBeLessThanOrEqual(cap);
            expect(book.worstLots(0, SELL)).toBeLessThanOrEqual(cap);
          }
        }),
        { numRuns: 200, endOnFailure: true },
      );
    },
    60_000,
  );

  it("does exceed it without the cap: the steps above do reach it", () => {
    const reached = fc.sample(fc.array(step, { minLength: 100, maxLength: 120 }), {
      numRuns: 100,
      seed: 1,
    });
    const most = reached.map((steps) => {
      const venue = venueWith({});
      return Math.max(
        ...steps.map((given) => {
          take(venue, given);
          return Math.max(venue.worst(1), venue.worst(-1));
        }),
      );
    });
    expect(most.filter((worst) => worst > CAP_LOTS).length).toBeGreaterThan(50);
  });

  it("is free again once all is answered: nothing stays counted that is not open", () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 80, size: "max" }), (steps) => {
        const venue = venueWith({ positionQty: "0.04BTC" });
        for (const given of steps) {
          // Nothing is lost or repeated here.
          take(venue, given.kind === "answer" ? { ...given, fate: 5 } : given);
        }
        const { kernel, ctx } = venue.on;
        for (let round = 0; round < 4; round++) {
          while (venue.waiting > 0) {
            venue.handleRequest(0);
            venue.giveAnswer(0, 5);
            venue.collect();
          }
          ctx.orders.cancelAll();
          venue.collect();
        }
        expect(ctx.orders.open(BTC)).toEqual([]);
        const { book } = kernel.risk!;
        expect([...book.openLots[BUY], ...book.openLots[SELL]].every((lots) => lots === 0)).toBe(
          true,
        );
        expect(book.positionLots[0]).toBe(venue.position);
      }),
      { numRuns: 100, endOnFailure: true },
    );
  });
});
