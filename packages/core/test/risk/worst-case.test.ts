import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { RiskConfig } from "@mexoms/core";
import { BUY, type Kernel, SELL } from "@mexoms/core/internal";
import { BTC, depth, feed } from "../kernel/hand-driven.ts";
import { AnyVenue } from "./any-venue.ts";
import { step, take } from "./random-steps.ts";

const CAP_LOTS = 40;
const BID = 1000;
const ASK = 1004;
/** What 37 lots are worth at the ask: 0.037 * 100.4. */
const VALUE_LOTS = 37;

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
        { numRuns: 200 * Number(process.env["MEXOMS_SOAK"] ?? "1"), endOnFailure: true },
      );
    },
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
      { numRuns: 100 * Number(process.env["MEXOMS_SOAK"] ?? "1"), endOnFailure: true },
    );
  });
});
