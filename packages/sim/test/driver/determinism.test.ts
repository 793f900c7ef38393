import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Handlers, StrategyContext } from "@mexoms/core";
import { runBacktest } from "@mexoms/sim/engine";
import { marketRows, trades } from "./random-market.ts";
import { run, runOptions, type Setup } from "./run.ts";
import { BTC, type Row, tape, testInstrument } from "./tape.ts";

function quoting(ctx: StrategyContext): Handlers {
  trades(ctx, BTC, 1);
  return {
    book: (book) => ctx.explain("book", { bid: book.bid, lots: book.bidLots }),
    fill: (fill) => ctx.explain("fill", fill.qtyLots),
  };
}

const ROWS: Row[] = [
  ["depth", "buy", 102, 3, 0],
  ["depth", "sell", 106, 3, 0],
  ["trade", "sell", 102, 2, 40],
  ["depth", "buy", 102, 1, { exch: 40, local: 45 }],
  ["trade", "buy", 106, 9, 90],
  ["depth", "sell", 105, 2, 120],
  ["depth", "buy", 1, 1, 500],
];

describe("the digest of a run", () => {
  it("is the same each time for the same inputs", () => {
    fc.assert(
      fc.property(marketRows(60), (rows) => {
        const [first, second] = [run(tape(rows), quoting), run(tape(rows), quoting)];
        expect(second.digest).toBe(first.digest);
        expect(second).toEqual(first);
      }),
      { numRuns: 50 },
    );
  });

  it("changes with any one row by one lot, one tick or one nanosecond, wherever it stands", () => {
    fc.assert(
      fc.property(
        marketRows(40),
        fc.nat(),
        fc.constantFrom("lot", "tick", "ns"),
        (rows, n, what) => {
          const at = n % rows.length;
          const [kind, side, ticks, lots, ns] = rows[at]!;
          fc.pre(kind !== "clear" || what === "tick");
          const time = typeof ns === "number" ? { exch: ns, local: ns } : ns;
          // The first row sets the start of the run; a later one may not be sent before it was.
          fc.pre(what !== "ns" || time.exch > 0);
          const changed: Row = [
            kind,
            side,
            ticks + (what === "tick" ? 1 : 0),
            lots + (what === "lot" ? 1 : 0),
            what === "ns" ? { ...time, exch: time.exch - 1 } : ns,
          ];
          const other = run(tape(rows.with(at, changed)), quoting);
          expect(other.digest).not.toBe(run(tape(rows), quoting).digest);
        },
      ),
      { numRuns: 200 },
    );
  });

  it.each<[string, Setup]>([
    ["seed", { seed: 2 }],
    ["entry latency", { latency: [11, 20] }],
    ["response latency", { latency: [10, 21] }],
    ["queue model", { queue: "log" }],
    ["exchange model", { exchange: "partial" }],
  ])("changes with the %s", (_, setup) => {
    const idle = (): void => {};
    const digest = run(tape(ROWS), idle).digest;
    expect(run(tape(ROWS), idle, setup).digest).not.toBe(digest);
  });

  it("changes with the strategy's code, its parameters, the fees and the instrument", () => {
    const options = runOptions(tape(ROWS), () => {});
    const digests = [
      options,
      { ...options, codeDigest: "other" },
      { ...options, fees: { maker: "1bps", taker: "6bps" } },
      { ...options, strategy: { ...options.strategy, name: "other-strategy" } },
      { ...options, tapes: [tape(ROWS, testInstrument({ makerFee: "2bps" }))] },
      { ...options, tapes: [tape(ROWS, testInstrument({ symbol: "XRPUSDT" }))] },
    ].map((each) => runBacktest(each).digest);
    expect(new Set(digests).size).toBe(digests.length);
  });

  it("of the outputs changes with what was done, when, and why, and with nothing else", () => {
    const outputs = (start: (ctx: StrategyContext) => void, setup?: Setup): string =>
      run(tape(ROWS), start, setup).outputsDigest;
    const order = (ns: number, priceTicks: number, note: string) => (ctx: StrategyContext) => {
      ctx.after(ns, () => {
        ctx.explain("why", note);
        ctx.orders.submit({
          instrument: BTC,
          side: "buy",
          priceTicks,
          qtyLots: 1,
          timeInForce: "gtc",
        });
      });
    };
    const base = outputs(order(5, 101, "a"));
    expect(outputs(order(5, 101, "a"), { seed: 99 })).toBe(base);
    const others = [order(6, 101, "a"), order(5, 100, "a"), order(5, 101, "b"), () => {}];
    expect(new Set([base, ...others.map((each) => outputs(each))]).size).toBe(5);
    expect(outputs(order(5, 101, "a"), { latency: [10, 21] })).not.toBe(base);
    const saying = (ns: number) => (ctx: StrategyContext) => {
      ctx.after(ns, () => ctx.explain("why", "a"));
    };
    expect(outputs(saying(5))).not.toBe(outputs(saying(6)));
  });

  it("follows the seed into what the strategy draws", () => {
    const draws = (seed: number): unknown =>
      run(tape(ROWS), (ctx) => ctx.explain("draw", ctx.random.next()), { seed }).explained;
    expect(draws(5)).toEqual(draws(5));
    expect(draws(5)).not.toEqual(draws(6));
  });
});

describe("the settings of a run", () => {
  it.each([
    ["seed", { seed: -1 }],
    ["seed", { seed: 1.5 }],
    ["sampleNs", { sampleNs: 0 }],
    ["sampleNs", { sampleNs: 0.5 }],
    ["sampleNs", { sampleNs: Number.NaN }],
  ] as const)("are refused by name when they cannot be used: %s of %j", (field, setup) => {
    expect(() => run(tape(ROWS), () => {}, setup)).toThrow(new RegExp(`^${field}: `));
  });
});
