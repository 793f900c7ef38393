import path from "node:path";
import {
  type Instrument,
  type Handlers,
  type Strategy,
  type StrategyContext,
  StrategyError,
} from "@mexoms/core";
import { streams } from "@mexoms/core/rx";
import {
  allRows,
  interpolatedLatency,
  lookahead,
  type LookaheadOptions,
  type LookaheadResult,
  loadStrategyFile,
  openTape,
  type StrategyOrMaker,
  type Tape,
} from "@mexoms/sim";
import fc from "fast-check";
import { ReplaySubject } from "rxjs";
import { describe, expect, it } from "vitest";
import { marketRows, trades } from "../driver/random-market.ts";
import { strategyOf } from "../driver/run.ts";
import { BTC, EPOCH_NS, ETH, type Row, tape } from "../driver/tape.ts";

const ROOT = path.resolve(import.meta.dirname, "../../../../..");

type Setup = Partial<Pick<LookaheadOptions<Strategy["params"]>, "latency" | "queue" | "exchange">>;

async function test(
  strategy: StrategyOrMaker<Strategy["params"]>,
  tapes: readonly Tape[],
  setup: Setup & { cuts?: number; seed?: number } = {},
): Promise<LookaheadResult> {
  const models = { latency: "5ms", queue: "risk", exchange: "no-partial", cuts: 8, seed: 1 };
  return await lookahead({ strategy, tapes, ...models, ...setup });
}

/** A row every 10 ns; the middle goes up by a tick every 100 ns. A trade in each hundred at 50. */
const RISING: Row[] = Array.from({ length: 200 }, (_, i): Row => {
  const [ns, mid] = [i * 10, 1000 + Math.floor(i / 10)];
  if (i % 10 === 5) return ["trade", "buy", mid + 1, 1, ns];
  return i % 2 === 0 ? ["depth", "buy", mid - 1, 5, ns] : ["depth", "sell", mid + 1, 5, ns];
});

/** Says every 20 ns, from 20 on, what `look` makes of the number of times that it was asked. */
function says(look: (asked: number, ctx: StrategyContext) => unknown): Strategy {
  return strategyOf((ctx) => {
    let asked = 0;
    ctx.every(20, () => ctx.explain("look", String(look(asked++, ctx))));
  });
}

const bid = (ctx: StrategyContext): number => ctx.book(BTC).bid;

describe("honest strategies pass the look-ahead test", () => {
  it.each([
    "strategies/market-maker/dist/src/index.js",
    "examples/first-strategy/two-sided-quote.ts",
  ])("%s", async (file) => {
    const { definition } = await loadStrategyFile(path.join(ROOT, file));
    const sample = openTape(path.join(ROOT, "data/tapes/synthetic-swap-BTCUSDT.tape"), {
      verify: true,
    });
    const result = await test(definition, [sample], { cuts: 4 });
    expect(result.finding).toBeUndefined();
    expect(result.passed).toBe(true);
    expect(result.cuts).toHaveLength(4);
    expect(result.cuts.every(({ decisions }) => decisions > 100)).toBe(true);
    expect(result.decisions).toBeGreaterThan(result.cuts.at(-1)!.decisions);
  });

  const ends = fc.integer({ min: 0, max: 30 });
  const models = fc.record({
    queue: fc.constantFrom("risk", "log2", "power3:3"),
    exchange: fc.constantFrom("no-partial", "partial"),
    latency: fc.array(fc.tuple(ends, ends), { minLength: 2, maxLength: 5 }).map((pairs) => {
      let arrived = 0;
      const trips = pairs.map(([entry, back], i) => {
        arrived = Math.max(i * 60 + entry, arrived + 1);
        const time = (ns: number): bigint => EPOCH_NS + BigInt(ns);
        return { requestNs: time(i * 60), exchNs: time(arrived), responseNs: time(arrived + back) };
      });
      return interpolatedLatency(trips, pairs.join());
    }),
  });

  function wild(instruments: readonly Instrument[], stream: number): Strategy {
    return strategyOf((ctx): Handlers => {
      for (const [i, each] of instruments.entries()) trades(ctx, each, stream + i);
      return {
        wake: () =>
          ctx.explain(
            "wake",
            instruments.map((each) => ctx.position(each).lots),
          ),
        trade: (trade) => ctx.explain("trade", trade),
        fill: (fill) => void (fill.liquidity === "maker" && ctx.orders.cancelAll(fill.instrument)),
        book: (book) => ctx.explain("book", [book.bid, book.ask, book.valid, ctx.random.next()]),
        // A run that is cut ends earlier, and may say so.
        stop: () => ctx.explain("stop", ctx.nowNs),
      };
    });
  }

  it("whatever they do, on random markets, at every cut, with any latency", async () => {
    let compared = 0;
    await fc.assert(
      fc.asyncProperty(
        marketRows(40),
        models,
        fc.nat(50),
        fc.nat(),
        async (rows, setup, n, seed) => {
          const result = await test(wild([BTC], n), [tape(rows)], { ...setup, seed, cuts: 5 });
          expect(result.finding).toBeUndefined();
          compared += result.cuts.reduce((sum, { decisions }) => sum + decisions, 0);
        },
      ),
      { numRuns: 60 },
    );
    expect(compared).toBeGreaterThan(2000);
  });

  it("on two instruments, one of them in two tapes that follow each other", async () => {
    await fc.assert(
      fc.asyncProperty(
        marketRows(25),
        marketRows(25),
        marketRows(25),
        models,
        fc.nat(),
        async (btc, more, eth, setup, seed) => {
          const timed = ([, , , , ns]: Row) => (typeof ns === "number" ? ns : ns.local);
          const after = timed(btc.at(-1)!) + 1;
          const later = more.map((row): Row => {
            const ns = row[4];
            const both = typeof ns === "number" ? { exch: ns, local: ns } : ns;
            const moved = { exch: Math.max(0, both.exch + after - 6), local: both.local + after };
            return row.with(4, moved) as unknown as Row;
          });
          const tapes = [tape(btc), tape(later), tape(eth, ETH)];
          const result = await test(wild([BTC, ETH], 3), tapes, { ...setup, seed, cuts: 5 });
          expect(result.finding).toBeUndefined();
        },
      ),
      { numRuns: 60 },
    );
  });
});

describe("the look-ahead test finds", () => {
  it("module-level state that keeps prices of the run before", async () => {
    const seen: number[] = [];
    // Notes each bid, and looks at what it noted for the next time: there after the first run only.
    const cheat = says((asked, ctx) => {
      seen[asked] = bid(ctx);
      return seen[asked + 1] ?? "unknown";
    });
    const { passed, finding, cuts } = await test(cheat, [tape(RISING)]);
    expect(passed).toBe(false);
    expect(cuts).toHaveLength(1);
    expect(finding).toEqual({
      cause: "kept-state",
      cutNs: cuts[0]!.ns,
      ns: EPOCH_NS + 20n,
      equal: 0,
      whole: { ns: EPOCH_NS + 20n, text: 'explain "look": unknown' },
      other: { ns: EPOCH_NS + 20n, text: 'explain "look": 999' },
      received: [{ instrument: BTC.id, rows: 3 }],
    });
  });

  it("state that counts runs, even when every other run is alike", async () => {
    let runs = 0;
    const cheat = strategyOf((ctx) => {
      const odd = (runs++ & 1) === 1;
      ctx.after(50, () => ctx.explain("odd", String(odd)));
    });
    const { finding } = await test(cheat, [tape(RISING)]);
    expect(finding).toMatchObject({ cause: "kept-state", whole: { text: 'explain "odd": false' } });
  });

  it("state that shows only when the run on the whole tapes is repeated", async () => {
    let stops = 0;
    const cheat = strategyOf((ctx) => ({
      // More stops than cuts, so that no cut run sees it.
      stop: () => ctx.explain("stops", String((stops += 1))),
    }));
    const { finding, cuts } = await test(cheat, [tape(RISING)], { cuts: 3 });
    expect(cuts).toHaveLength(3);
    expect(finding).toMatchObject({
      cause: "kept-state",
      cutNs: undefined,
      whole: { text: 'explain "stops": 1' },
      other: { text: 'explain "stops": 5' },
    });
  });

  it("a value made of the whole tape before the run, by whoever makes the strategy of it", async () => {
    const make = ([only]: readonly Tape[]): Strategy => {
      const highest = Math.max(...allRows(only!).priceTicks);
      return strategyOf((ctx) => {
        ctx.after(120, () => {
          ctx.orders.submit({
            instrument: BTC,
            side: "buy",
            priceTicks: highest,
            qtyLots: 3,
            timeInForce: "ioc",
          });
        });
      });
    };
    const { finding, cuts } = await test(make, [tape(RISING)], { seed: 4 });
    const cutNs = Number(finding!.cutNs! - EPOCH_NS);
    const highest = 1000 + Math.floor((cutNs - 1) / 100) + 1;
    expect(cuts.at(-1)!.ns).toBe(finding!.cutNs);
    const order = `submit order 1 of ${BTC.id}, limit ioc: buy 0.003 at `;
    expect(finding).toMatchObject({
      cause: "future-rows",
      ns: EPOCH_NS + 120n,
      equal: 0,
      whole: { text: `${order}102.0` },
      other: { text: `${order}${BTC.tick.format(highest)}` },
      received: [{ instrument: BTC.id, rows: 13 }],
    });
  });

  it("a Subject at the top of the file, which replays the run before", async () => {
    const prices = new ReplaySubject<number>();
    const cheat = strategyOf((ctx) => {
      let highest = 0;
      prices.subscribe((price) => (highest = Math.max(highest, price)));
      streams(ctx)
        .book$(BTC)
        .subscribe((book) => {
          prices.next(book.bid);
          ctx.explain("highest", String(highest));
        });
    });
    const { finding } = await test(cheat, [tape(RISING)]);
    expect(finding).toMatchObject({
      cause: "kept-state",
      equal: 0,
      whole: { text: 'explain "highest": 999' },
      other: { text: 'explain "highest": 1018' },
    });
  });

  it("a strategy that fails in another run alone, as a decision of its own", async () => {
    let runs = 0;
    const cheat = strategyOf((ctx) => {
      runs += 1;
      ctx.after(50, () => {
        if (runs > 1) throw new Error("seen it all");
        ctx.explain("fine", "");
      });
    });
    const { finding } = await test(cheat, [tape(RISING)]);
    expect(finding!.cause).toBe("kept-state");
    expect(finding!.whole!.text).toBe('explain "fine": ');
    expect(finding!.other!.text).toMatch(/^fail: .*seen it all$/);
  });

  it("every field of an intent: an amend to another price or size, a cancel of another order", async () => {
    for (const change of ["price", "size", "cancel"]) {
      let runs = 0;
      const cheat = strategyOf((ctx) => {
        const later = Number(runs++ > 0);
        const send = (priceTicks: number) =>
          ctx.orders.submit({
            instrument: BTC,
            side: "buy",
            priceTicks,
            qtyLots: 5,
            timeInForce: "gtc",
          });
        const orders = [send(900), send(900)];
        ctx.after(100, () => {
          if (change === "cancel") ctx.orders.cancel(orders[later]!);
          const priceTicks = 900 + (change === "price" ? later : 0);
          const qtyLots = 4 - (change === "size" ? later : 0);
          ctx.orders.amend(orders[0]!, { priceTicks, qtyLots });
        });
      });
      const { finding } = await test(cheat, [tape(RISING)], { latency: "0ms" });
      expect(finding, change).toMatchObject({ equal: 2, ns: EPOCH_NS + 100n });
    }
  });
});

it("a decision names every field of an order, what happens when it meets an own one included", async () => {
  let runs = 0;
  const cheat = strategyOf((ctx) => {
    const order = { instrument: BTC, side: "sell", priceTicks: 1500, qtyLots: 2 } as const;
    const selfTrade = runs++ === 0 ? "decrement" : "expire-both";
    ctx.orders.submit({ ...order, timeInForce: "post-only", selfTrade });
  });
  const { finding } = await test(cheat, [tape(RISING)]);
  const text = (mode: string): string =>
    `submit order 1 of ${BTC.id}, limit post-only ${mode}: sell 0.002 at 150.0`;
  expect(finding!.whole!.text).toBe(text("decrement"));
  expect(finding!.other!.text).toBe(text("expire-both"));
});

describe("a look-ahead test", () => {
  it("that had nothing to compare has not passed", async () => {
    const { passed, finding, decisions } = await test(
      strategyOf(() => {}),
      [tape(RISING)],
    );
    expect({ passed, finding, decisions }).toEqual({
      passed: false,
      finding: undefined,
      decisions: 0,
    });
  });

  it("of a strategy that fails on the whole tapes fails as the backtest does", async () => {
    const broken = strategyOf(() => {
      throw new Error("no");
    });
    await expect(test(broken, [tape(RISING)])).rejects.toThrow(StrategyError);
  });

  it("needs at least one cut", async () => {
    await expect(
      test(
        says(() => 1),
        [tape(RISING)],
        { cuts: 0 },
      ),
    ).rejects.toThrow(/^cuts: 0 is not/);
  });

  it("tells its progress, which only grows", async () => {
    const shares: number[] = [];
    const models = { latency: "5ms", queue: "risk", exchange: "no-partial", seed: 1 };
    await lookahead({
      strategy: says(() => 1),
      tapes: [tape(RISING)],
      ...models,
      cuts: 3,
      onProgress: (share) => shares.push(share),
    });
    expect(shares).toEqual(shares.toSorted((a, b) => a - b));
    expect(shares.at(-1)).toBe(1);
  });
});
