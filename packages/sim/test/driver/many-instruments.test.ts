import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Handlers, Instrument, StrategyContext } from "@mexoms/core";
import type { Tape } from "@mexoms/sim/engine";
import { expectAsStepped, setup } from "./as-stepped.ts";
import { marketRows, trades } from "./random-market.ts";
import { run } from "./run.ts";
import { type Row, tape, testInstrument } from "./tape.ts";

const INSTRUMENTS: readonly Instrument[] = Array.from({ length: 40 }, (_, i) =>
  testInstrument({ symbol: `C${i}USDT`, base: `C${i}` }),
);

/** The rows of an instrument, and where they are cut into tapes. */
const cutRows = (maxLength: number): fc.Arbitrary<Row[][]> =>
  fc
    .record({ rows: marketRows(maxLength), cuts: fc.array(fc.nat({ max: 60 }), { maxLength: 2 }) })
    .map(({ rows, cuts }) => {
      const ends = [...cuts.filter((cut) => cut > 1 && cut < rows.length - 1), rows.length];
      ends.sort((a, b) => a - b);
      return ends
        .map((end, i) => rows.slice(i === 0 ? 0 : ends[i - 1], end))
        .filter((part) => part.length > 0);
    });

const tapesOf = (markets: readonly (readonly Row[][])[]): Tape[] =>
  markets.flatMap((parts, m) => parts.map((part) => tape(part, INSTRUMENTS[m])));

/** Listens to an instrument now and then, to its book, its trades or both. */
function listens(ctx: StrategyContext, instrument: Instrument, m: number): void {
  let heard: { cancel(): void }[] = [];
  ctx.every(71 + 6 * m, () => {
    for (const each of heard) each.cancel();
    heard = [];
    const turn = Math.floor(ctx.nowNs / (71 + 6 * m)) + m;
    if (turn % 4 === 1 || turn % 4 === 3) {
      heard.push(ctx.onTrade(instrument, (trade) => ctx.explain("trade", [m, trade.priceTicks])));
    }
    if (turn % 4 >= 2) {
      heard.push(ctx.onBook(instrument, (book) => ctx.explain("book", [m, book.bid, book.ask])));
    }
  });
}

interface Activity {
  /** Instruments with orders, from the first. */
  readonly quoted: number;
  /** With long gaps and nothing to listen to, venues go far between two wakes. */
  readonly quiet: boolean;
}

const activity: fc.Arbitrary<Activity> = fc.record({
  quoted: fc.nat({ max: 7 }),
  quiet: fc.boolean(),
});

function busy(instruments: readonly Instrument[], { quoted, quiet }: Activity) {
  return (ctx: StrategyContext): Handlers => {
    instruments.forEach((instrument, m) => {
      if (!quiet) listens(ctx, instrument, m);
      if (m < quoted) trades(ctx, instrument, quiet ? 60 + m : 20 + 9 * m);
    });
    return {
      wake: () =>
        ctx.explain(
          "wake",
          instruments.map((each) => [ctx.book(each).bid, ctx.position(each).lots]),
        ),
      // What is learned of one is acted on at once in another.
      fill: ({ instrument, side, priceTicks, qtyLots, liquidity }) => {
        if (liquidity === "taker") return;
        ctx.orders.submit({
          instrument: instruments[(instruments.indexOf(instrument) + 1) % instruments.length]!,
          side: side === "buy" ? "sell" : "buy",
          priceTicks,
          qtyLots,
          timeInForce: qtyLots > 2 ? "ioc" : "gtc",
        });
      },
    };
  };
}

describe("a run of many instruments", () => {
  it("is as when all are stepped: orders, timers, several tapes each, listeners that come and go", () => {
    let fills = 0;
    fc.assert(
      fc.property(
        fc.array(cutRows(50), { minLength: 1, maxLength: 7 }),
        activity,
        setup,
        (markets, how, given) => {
          const start = busy(INSTRUMENTS.slice(0, markets.length), how);
          fills += expectAsStepped(tapesOf(markets), start, given);
        },
      ),
      { numRuns: 200 },
    );
    expect(fills).toBeGreaterThan(200);
  });

  it("is as when all are stepped with more instruments than one word has bits", () => {
    fc.assert(
      fc.property(
        fc.array(marketRows(8), { minLength: 33, maxLength: 40 }),
        activity,
        setup,
        (markets, how, given) => {
          const start = busy(INSTRUMENTS.slice(0, markets.length), how);
          expectAsStepped(tapesOf(markets.map((rows) => [rows])), start, given);
        },
      ),
      { numRuns: 10 },
    );
  });

  it("wakes for the rows before the one that was waited for, once they are asked for", () => {
    const rows: Row[] = [
      ["depth", "buy", 102, 3, 0],
      ["depth", "sell", 106, 3, 0],
      ["depth", "buy", 103, 1, 50],
      ["depth", "buy", 104, 1, 60],
      ["trade", "sell", 102, 2, 90],
      ["depth", "buy", 102, 1, 100],
    ];
    const told: string[] = [];
    const btc = INSTRUMENTS[0]!;
    const start = (ctx: StrategyContext): Handlers => {
      ctx.after(30, () => ctx.onBook(btc, (book) => void told.push(`${ctx.nowNs}: ${book.bid}`)));
      return { trade: () => void told.push(`${ctx.nowNs}: trade`) };
    };
    run(tape(rows, btc), start);
    expect(told).toEqual(["50: 103", "60: 104", "90: trade"]);
  });
});
