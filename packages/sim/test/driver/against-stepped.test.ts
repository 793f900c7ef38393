import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Handlers, StrategyContext } from "@mexoms/core";
import { BacktestRun, runBacktest, type Tape } from "@mexoms/sim/engine";
import { expectAsStepped, setup } from "./as-stepped.ts";
import { marketRows, trades } from "./random-market.ts";
import { runOptions } from "./run.ts";
import { BTC, ETH, tape, testInstrument } from "./tape.ts";

describe("runBacktest", () => {
  it("does what a venue and a strategy do that are stepped nanosecond by nanosecond", () => {
    let fills = 0;
    fc.assert(
      fc.property(marketRows(60), setup, fc.nat({ max: 50 }), (rows, given, stream) => {
        const start = (ctx: StrategyContext): Handlers => {
          trades(ctx, BTC, stream);
          return {
            wake: () => ctx.explain("wake", ctx.position(BTC).lots),
            // An answer between the timers is acted on at once.
            fill: (fill) => void (fill.liquidity === "maker" && ctx.orders.cancelAll(BTC)),
          };
        };
        fills += expectAsStepped([tape(rows)], start, given);
      }),
      { numRuns: 300 },
    );
    expect(fills).toBeGreaterThan(300);
  });

  it("lets no venue run ahead of an answer from another: two instruments are as when stepped", () => {
    let fills = 0;
    fc.assert(
      fc.property(marketRows(40), marketRows(40), setup, (btc, eth, given) => {
        const start = (ctx: StrategyContext): Handlers => {
          trades(ctx, BTC, 11);
          trades(ctx, ETH, 24);
          return {
            // What is learned of one is acted on at once in the other.
            fill: ({ instrument, side, priceTicks, qtyLots, liquidity }) => {
              if (liquidity === "taker") return;
              ctx.orders.submit({
                instrument: instrument === BTC ? ETH : BTC,
                side: side === "buy" ? "sell" : "buy",
                priceTicks,
                qtyLots,
                timeInForce: qtyLots > 2 ? "ioc" : "gtc",
              });
            },
            book: (book) => ctx.explain(book.instrument.id, [book.bid, book.ask]),
          };
        };
        fills += expectAsStepped([tape(btc), tape(eth, ETH)], start, given);
      }),
      { numRuns: 300 },
    );
    expect(fills).toBeGreaterThan(300);
  });

  it("does so with stops, icebergs, expiries and orders that only reduce, of two instruments", () => {
    let fills = 0;
    fc.assert(
      fc.property(marketRows(50), marketRows(50), setup, (btc, eth, given) => {
        const start = (ctx: StrategyContext): Handlers => {
          trades(ctx, BTC, 12, "every");
          trades(ctx, ETH, 25, "every");
          return {
            order: (order, change) => ctx.explain(change, `${order.id} ${order.triggeredNs}`),
          };
        };
        fills += expectAsStepped([tape(btc), tape(eth, ETH)], start, given);
      }),
      { numRuns: 300 },
    );
    expect(fills).toBeGreaterThan(300);
  });

  it("gives each of two instruments what it has alone, when nothing connects them", () => {
    fc.assert(
      fc.property(marketRows(40), marketRows(40), setup, (btc, eth, given) => {
        const fillsOf = (tapes: readonly Tape[]): string[] => {
          const start = (ctx: StrategyContext): void => {
            for (const each of tapes) trades(ctx, each.instrument, each.instrument === BTC ? 1 : 2);
          };
          const result = runBacktest(runOptions(tapes, start, given));
          return result.fills.map(
            (fill) =>
              `${fill.instrument} ${fill.side} ${fill.qty}@${fill.price} [${fill.leavesLots}] ` +
              `${fill.reason} ${fill.exchNs}>${fill.localNs}`,
          );
        };
        // The same length, so that both go on for as long as they do alone.
        const end = ["depth", "buy", 1, 1, 600] as const;
        // Instruments of one venue share a connection, on which nothing overtakes.
        const elsewhere = testInstrument({ ...ETH.spec, venue: "elsewhere" });
        const [first, second] = [tape([...btc, end]), tape([...eth, end], elsewhere)];
        const of = (lines: readonly string[], id: string): string[] =>
          lines.filter((line) => line.startsWith(id)).sort();
        const both = fillsOf([first, second]);
        expect(of(both, BTC.id)).toEqual(fillsOf([first]).sort());
        expect(of(both, elsewhere.id)).toEqual(fillsOf([second]).sort());
      }),
      { numRuns: 200 },
    );
  });

  it("is the same in one piece and in pieces of any size", () => {
    fc.assert(
      fc.property(marketRows(30), fc.integer({ min: 1, max: 7 }), (rows, piece) => {
        const options = runOptions(tape(rows), (ctx) => trades(ctx, BTC, 3));
        const run = new BacktestRun(options);
        let share = 0;
        while (run.advance(piece)) {
          expect(run.share).toBeGreaterThanOrEqual(share);
          share = run.share;
        }
        expect(run.share).toBe(1);
        expect(run.result().digest).toBe(runBacktest(options).digest);
      }),
      { numRuns: 100 },
    );
  });

  it("is not changed by how often its state is sampled", () => {
    fc.assert(
      fc.property(marketRows(30), fc.integer({ min: 1, max: 100 }), (rows, sampleNs) => {
        const start = (ctx: StrategyContext): Handlers => {
          trades(ctx, BTC, 4);
          return { wake: () => ctx.explain("wake", ctx.nowNs) };
        };
        const rare = runBacktest(runOptions(tape(rows), start));
        const often = runBacktest(runOptions(tape(rows), start, { sampleNs }));
        expect(often.digest).toBe(rare.digest);
      }),
      { numRuns: 100 },
    );
  });
});
