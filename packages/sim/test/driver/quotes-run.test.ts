import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { QuoteTarget } from "@mexoms/core";
import { marketRows } from "./random-market.ts";
import { run } from "./run.ts";
import { BTC, type Row, tape } from "./tape.ts";

const MAX_LOTS = 12;

const target: fc.Arbitrary<QuoteTarget> = fc.record({
  side: fc.constantFrom("buy", "sell"),
  price: fc.integer({ min: 200, max: 216 }).map((half) => half / 2),
  size: fc.integer({ min: 1, max: 7 }),
});
const latency = fc.tuple(fc.integer({ min: 0, max: 25 }), fc.integer({ min: 0, max: 25 }));

describe("target quotes in a run", () => {
  it("never risk a position beyond the cap, whatever the targets, fills and cancels in flight", () => {
    let [fills, atCap] = [0, 0];
    fc.assert(
      fc.property(
        marketRows(80),
        fc.array(fc.array(target, { maxLength: 4 }), { minLength: 1, maxLength: 12 }),
        latency,
        fc.constantFrom("no-partial", "partial"),
        fc.constantFrom("post-only", "gtc"),
        (rows, calls, ways, exchange, timeInForce) => {
          let call = 0;
          const result = run(
            tape(rows),
            (ctx) => {
              const position = ctx.position(BTC);
              const worst = (side: "buy" | "sell"): number =>
                ctx.orders
                  .open(BTC)
                  .filter((order) => order.side === side)
                  .reduce((lots, order) => lots + order.leavesLots, 0) +
                (side === "buy" ? position.lots : -position.lots);
              ctx.every(7, () => {
                const maxOpenLots = {
                  buy: MAX_LOTS - position.lots,
                  sell: MAX_LOTS + position.lots,
                };
                const targets = calls[call++ % calls.length]!;
                ctx.quotes(BTC).target(targets, { maxOpenLots, timeInForce });
              });
              return {
                wake() {
                  for (const side of ["buy", "sell"] as const) {
                    expect(worst(side)).toBeLessThanOrEqual(MAX_LOTS);
                    if (worst(side) > MAX_LOTS - 3) atCap += 1;
                  }
                },
              };
            },
            { latency: ways, exchange },
          );
          fills += result.fills.length;
          expect(Number(result.summary[0]!.maxPositionQty)).toBeLessThanOrEqual(MAX_LOTS / 1000);
        },
      ),
      { numRuns: 400 },
    );
    // The cap was a cap: it was come near to, by quotes that were filled.
    expect(fills).toBeGreaterThan(400);
    expect(atCap).toBeGreaterThan(400);
  });

  it("keep the queue position of a quote that stays on target, which sending it anew would lose", () => {
    const rows: Row[] = [
      ["depth", "buy", 100, 2, 0],
      ["depth", "sell", 105, 2, 0],
      ["depth", "buy", 100, 9, 60],
      ["trade", "sell", 100, 3, 300],
      ["depth", "buy", 1, 1, 1000],
    ];
    const fills = (prices: readonly number[]): number =>
      run(tape(rows), (ctx) => {
        let n = 0;
        ctx.every(40, () => {
          const price = prices[n++ % prices.length]!;
          ctx.quotes(BTC).target([{ side: "buy", price, size: 1 }]);
        });
      }).fills.length;
    expect(fills([100])).toBe(1);
    expect(fills([100, 99])).toBe(0);
  });
});
