import type { Order, StrategyContext } from "@mexoms/core";
import type { BacktestResult } from "@mexoms/sim/engine";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { marketRows } from "../driver/random-market.ts";
import { fillLines, run, runPlan, send, type Setup, untimed } from "../driver/run.ts";
import { BTC, type Row, tape } from "../driver/tape.ts";

const MODELS = ["risk", "log", "log2", "power:2", "power2:2", "power3:3"] as const;
const EXCHANGES = ["no-partial", "partial"] as const;
const CASES = MODELS.flatMap((queue) => EXCHANGES.map((exchange) => ({ queue, exchange })));

/** An order that is sent, and perhaps canceled, at times of its own, whatever happens to it. */
interface Fixed {
  readonly side: "buy" | "sell";
  readonly priceTicks: number;
  readonly qtyLots: number;
  readonly timeInForce: "gtc" | "post-only" | "ioc" | "fok";
  readonly sentNs: number;
  readonly livesNs: number;
}

const fixed: fc.Arbitrary<Fixed> = fc.record({
  side: fc.constantFrom("buy", "sell"),
  priceTicks: fc.integer({ min: 100, max: 108 }),
  qtyLots: fc.integer({ min: 1, max: 9 }),
  timeInForce: fc.constantFrom("gtc", "gtc", "gtc", "post-only", "ioc", "fok"),
  sentNs: fc.nat({ max: 200 }),
  livesNs: fc.nat({ max: 400 }),
});
const orders = fc.array(fixed, { minLength: 4, maxLength: 12 });

/** Rows of a market whose sides seldom meet: it is the queues that decide. */
const calmRows: fc.Arbitrary<Row[]> = fc
  .array(
    fc.record({
      kind: fc.constantFrom("depth" as const, "trade" as const),
      isBid: fc.boolean(),
      level: fc.nat({ max: 2 }),
      lots: fc.integer({ min: 0, max: 12 }),
      afterNs: fc.nat({ max: 12 }),
    }),
    { minLength: 20, maxLength: 100, size: "max" },
  )
  .map((draws) => {
    let ns = 0;
    return draws.map(({ kind, isBid, level, lots, afterNs }): Row => {
      ns += afterNs;
      const price = isBid ? 103 - level : 105 + level;
      // A sell meets the bids, a buy the asks.
      if (kind === "trade") return [kind, isBid ? "sell" : "buy", price, 1 + (lots % 4), ns];
      return [kind, isBid ? "buy" : "sell", price, lots, ns];
    });
  });
const market = fc.oneof(marketRows(80), { arbitrary: calmRows, weight: 3 });
const latency = fc.tuple(fc.nat({ max: 20 }), fc.nat({ max: 20 }));

function outcome(rows: Row[], sent: readonly Fixed[], setup: Setup): BacktestResult {
  const start = (ctx: StrategyContext): void => {
    for (const { sentNs, livesNs, ...order } of sent) {
      ctx.after(sentNs, () => {
        const one: Order = ctx.orders.submit({ instrument: BTC, ...order });
        ctx.after(livesNs, () => ctx.orders.cancel(one));
      });
    }
  };
  return run(tape(rows), start, setup);
}

/** Whether each order had in `more`, at every time, at least the lots that it had in `less`. */
function nested(less: BacktestResult, more: BacktestResult): boolean {
  return less.fills.every(({ orderId, exchNs }) => {
    return lotsBy(more, orderId, exchNs) >= lotsBy(less, orderId, exchNs);
  });
}

function lotsBy({ fills }: BacktestResult, orderId: number, exchNs: bigint): number {
  return fills
    .filter((fill) => fill.orderId === orderId && fill.exchNs <= exchNs)
    .reduce((sum, fill) => sum + fill.qtyLots, 0);
}

/** Whether each order that had a fill in `less` had one in `more`, no later. */
function touched(less: BacktestResult, more: BacktestResult): boolean {
  return less.fills.every(({ orderId, exchNs }) => lotsBy(more, orderId, exchNs) > 0);
}

describe("the same orders", () => {
  it.each(CASES)("fill no later with a kinder queue: $queue, $exchange", ({ queue, exchange }) => {
    let [kinder, harsher] = [0, 0];
    fc.assert(
      fc.property(market, orders, latency, (rows, sent, delay) => {
        const runWith = (name: string) =>
          outcome(rows, sent, { queue: name, exchange, latency: delay });
        const [back, expected, front] = [runWith("back"), runWith(queue), runWith("front")];
        expect(nested(back, expected)).toBe(true);
        expect(nested(back, front)).toBe(true);
        expect(touched(expected, front)).toBe(true);
        // These models may put an order past the head of its queue: see the story below.
        const exact = exchange === "no-partial" || queue === "risk";
        if (exact) expect(nested(expected, front)).toBe(true);
        if (!nested(front, expected)) kinder += 1;
        if (!nested(expected, back)) harsher += 1;
      }),
      { numRuns: 80 * Number(process.env["MEXOMS_SOAK"] ?? "1") },
    );
    expect(kinder, "runs in which front does better").toBeGreaterThan(10);
    expect(harsher, "runs in which back does worse").toBeGreaterThan(10);
  });
});

describe("front", () => {
  const rows: Row[] = [
    ["depth", "buy", 100, 50, 0],
    ["depth", "sell", 110, 50, 0],
    ["trade", "sell", 100, 2, 100],
    ["depth", "buy", 100, 48, 101],
    ["trade", "sell", 100, 9, 200],
    ["depth", "buy", 100, 39, 300],
  ];
  const plan = [[5, send("buy", 100, 3)]] as const;

  it("is reached by the first trade at the price, whole or by the lots of the trade", () => {
    const fills = (exchange: Setup["exchange"]) =>
      runPlan(tape(rows), plan, { queue: "front", exchange: exchange! }).fills;
    expect(fills("no-partial")).toEqual(["1 buy 3@100 [0] maker queue-reached 100>120"]);
    expect(fills("partial")).toEqual([
      "1 buy 2@100 [1] maker queue-reached 100>120",
      "1 buy 1@100 [0] maker queue-reached 200>220",
    ]);
  });

  it("has the order always first, so it may fill fewer lots than a model that puts it past that", () => {
    // 90 ahead, 10 behind; all of them leave without a trade: power:2 then counts 8.8 in its favor.
    const story: Row[] = [
      ["depth", "buy", 100, 90_000, 0],
      ["depth", "sell", 110, 1, 0],
      ["depth", "buy", 100, 100_000, 50],
      ["depth", "buy", 100, 0, 60],
      ["trade", "sell", 100, 1000, 70],
      ["depth", "buy", 100, 1, 200],
    ];
    const lots = (queue: string): number[] =>
      run(tape(story), (ctx) => ctx.after(5, () => send("buy", 100, 50_000)(ctx)) && undefined, {
        queue,
        exchange: "partial",
      }).fills.map((fill) => fill.qtyLots);
    expect(lots("front")).toEqual([1000]);
    expect(lots("power:2")).toEqual([9780]);
  });
});

describe("back", () => {
  it("is not reached by any trade at the price, only by one through it or by the book", () => {
    const rows = (last: Row): Row[] => [
      ["depth", "buy", 100, 5, 0],
      ["depth", "sell", 110, 5, 0],
      ["trade", "sell", 100, 9999, 100],
      ["depth", "buy", 100, 0, 101],
      ["trade", "sell", 100, 9999, 102],
      last,
      ["depth", "buy", 90, 1, 300],
    ];
    const fills = (last: Row): string[] =>
      untimed(
        fillLines(runPlan(tape(rows(last)), [[5, send("buy", 100, 3)]], { queue: "back" }).result),
      );
    expect(fills(["trade", "sell", 100, 1, 200])).toEqual([]);
    expect(fills(["trade", "sell", 99, 1, 200])).toEqual(["1 buy 3@100 [0] maker traded-through"]);
    expect(fills(["depth", "sell", 100, 1, 200])).toEqual(["1 buy 3@100 [0] maker book-crossed"]);
  });
});
