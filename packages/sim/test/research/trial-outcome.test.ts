import {
  Decimal,
  defineStrategy,
  instrument,
  type Params,
  type StrategyContext,
} from "@mexoms/core";
import {
  BacktestRun,
  barCount,
  constantLatency,
  parseExchangeModel,
  parseQueueModel,
  type RunOptions,
  sampleMarkets,
  tapeFromRows,
  trialOutcome,
} from "@mexoms/sim/engine";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { randomRun } from "../account/random-accounts.ts";
import { run, runOptions, send } from "../driver/run.ts";
import { EPOCH_NS, type Row, tape, testInstrument } from "../driver/tape.ts";
import { naiveOutcome } from "./naive-outcome.ts";

/** Runs to the end; the outcome, and beside it what the whole result says. */
function outcomeOf(options: RunOptions<Params>, barNs: number, currency: string) {
  const backtest = new BacktestRun({ ...options, sampleNs: barNs });
  backtest.advance(Number.MAX_SAFE_INTEGER);
  const figures = backtest.figures();
  const result = backtest.result();
  const [startNs, endNs] = [`${result.startNs}`, `${result.endNs + 1n}`];
  const study = { startNs, endNs, barNs, currency };
  const bars = barCount(study, 1);
  return {
    outcome: trialOutcome(figures, study, 1),
    result,
    naive: naiveOutcome(result, { barNs, bars, currency }),
  };
}

function expectNaive({ outcome, result, naive }: ReturnType<typeof outcomeOf>): void {
  const { sharpe, sortino, pnlBps, inventory, ...exact } = outcome.metrics;
  expect(exact).toEqual(naive.metrics);
  expect(outcome.symbols).toEqual(naive.symbols);
  expect(outcome.outputsDigest).toBe(result.outputsDigest);
  expect(outcome.bars).toHaveLength(naive.bars.length);
  outcome.bars.forEach((profit, bar) => expectClose(profit, naive.bars[bar]!));
  expectClose(
    outcome.bars.reduce((sum, profit) => sum + profit, 0),
    Number(exact.pnl),
    1e-9,
  );
  expectClose(pnlBps, naive.pnlBps);
  expectClose(inventory, naive.inventory);
  // Of equal bars there is no deviation but for rounding.
  if (!Number.isNaN(sharpe)) expectClose(sharpe, naive.sharpe, 1e-6);
  else expect(new Set(outcome.bars).size).toBe(1);
  expectClose(sortino, naive.sortino, 1e-6);
}

function expectClose(actual: number, expected: number, part = 1e-12): void {
  if (Object.is(actual, expected)) return;
  expect(Math.abs(actual - expected)).toBeLessThanOrEqual(part * Math.max(1, Math.abs(expected)));
}

describe("the outcome of a trial", () => {
  it("is what the whole result says, with any accounts, charges and instruments", () => {
    let interest = 0;
    fc.assert(
      fc.property(
        randomRun,
        fc.integer({ min: 150, max: 5_000 }),
        fc.constantFrom("USDT", "BTC"),
        (options, barMs, currency) => {
          const got = outcomeOf(options, barMs * 1e6, currency);
          expectNaive(got);
          if (got.result.ledger.some(({ kind }) => kind === "interest")) interest += 1;
        },
      ),
      { numRuns: 60 },
    );
    expect(interest).toBeGreaterThan(0);
  });

  it("is that of the summary to the last digit, on generated markets of three instruments", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 1e6 }),
        fc.integer({ min: 300, max: 9_000 }),
        (seed, ms) => {
          const got = outcomeOf(generatedRun(seed), ms * 1e6, "USDT");
          expectNaive(got);
          const { result, outcome } = got;
          const equity = result.summary
            .filter(({ settle }) => settle === "USDT")
            .reduce((sum, each) => sum.plus(each.equity.toDecimal()), new Decimal(0));
          expect(outcome.metrics.pnl).toBe(equity.toFixed());
          expect(outcome.metrics.fills).toBeGreaterThan(10);
          expect(outcome.symbols.map(({ currency }) => currency)).toEqual(["USDT", "USDT", "BTC"]);
        },
      ),
      { numRuns: 8 },
    );
  });

  it("has as many bars as its part of the study's time, whatever the data does in it", () => {
    const options = runOptions(
      tape([
        ["depth", "buy", 100, 5, 0],
        ["depth", "sell", 102, 5, 1],
        ["depth", "buy", 101, 5, 40],
      ]),
      () => {},
      { sampleNs: 10 },
    );
    const backtest = new BacktestRun(options);
    backtest.advance(Number.MAX_SAFE_INTEGER);
    const study = {
      startNs: `${EPOCH_NS}`,
      endNs: `${EPOCH_NS + 1000n}`,
      barNs: 10,
      currency: "USDT",
    };
    expect(trialOutcome(backtest.figures(), study, 1).bars).toHaveLength(100);
    expect(trialOutcome(backtest.figures(), study, 0.255).bars).toHaveLength(26);
    const { metrics } = trialOutcome(backtest.figures(), study, 1);
    expect(metrics).toMatchObject({ pnl: "0", drawdown: "0", fees: "0", orders: 0 });
    expect(metrics).toMatchObject({ sharpe: Number.NaN, sortino: Number.NaN, pnlBps: Number.NaN });
  });
});

/** The market walks in steps of two ticks; a bar is 100 ns. */
const WALK: Row[] = [
  ["depth", "buy", 100, 50, 0],
  ["depth", "sell", 102, 50, 0],
  ["clear", "none", 0, 0, 150],
  ["depth", "buy", 104, 50, 150],
  ["depth", "sell", 106, 50, 150],
  ["clear", "none", 0, 0, 250],
  ["depth", "buy", 102, 50, 250],
  ["depth", "sell", 104, 50, 250],
  ["depth", "buy", 1, 1, 399],
];

describe("profit from inventory", () => {
  const free = { makerFee: "0bps", takerFee: "0bps", tickSize: "1", lotSize: "1" };
  const outcome = (
    spec: Parameters<typeof testInstrument>[0],
    side: "buy" | "sell",
    atNs: number,
  ) => {
    const traded = testInstrument({ ...free, ...spec });
    const options = runOptions(tape(WALK, traded), (ctx) => {
      const price = side === "buy" ? 999 : 1;
      ctx.after(atNs, () => send(side, price, 3, { instrument: traded, timeInForce: "ioc" })(ctx));
    });
    return outcomeOf(options, 100, traded.settle).outcome;
  };

  it("is the move of the middle times what a bar began with: none of the bar of the trade", () => {
    // Bought 3 at 102 in the first bar; the middle goes 101, 105, 103 over the bars to come.
    const { metrics, bars } = outcome({}, "buy", 20);
    expect(metrics.inventoryPnl).toBe("6");
    expect([...bars]).toEqual([-3, 12, -6, 0]);
    expect(metrics).toMatchObject({ pnl: "3", drawdown: "6", turnover: "306", fills: 1 });
    expect(metrics.inventory).toBe((3 * (101 + 105 + 103 + 103)) / 4);
  });

  it("of a trade within a bar begins with the next one", () => {
    // Bought at 106 behind the rise to 105: the whole move down is that of the inventory.
    const { metrics, bars } = outcome({}, "buy", 160);
    expect(metrics.inventoryPnl).toBe("-6");
    expect([...bars]).toEqual([0, -3, -6, 0]);
  });

  it("of a short position is the other way round", () => {
    const { metrics } = outcome({}, "sell", 20);
    expect(metrics).toMatchObject({ inventoryPnl: "-6", pnl: "-9", drawdown: "15" });
  });

  it("of inverse contracts is in coins, by the difference of two values", () => {
    const coins = {
      payoff: "inverse",
      contractSize: "1000",
      quote: "USD",
      symbol: "BTCUSD",
    } as const;
    const value = (price: number): Decimal =>
      new Decimal(3000).div(price).toDecimalPlaces(18, Decimal.ROUND_HALF_UP);
    const gain = value(101).minus(value(103));
    expect(outcome(coins, "buy", 20).metrics.inventoryPnl).toBe(gain.toFixed());
    expect(outcome(coins, "sell", 20).metrics.inventoryPnl).toBe(gain.neg().toFixed());
  });
});

const buysEarly = (ctx: StrategyContext): void => {
  ctx.after(20, () => send("buy", 999, 3)(ctx));
};

describe("the figures of a run", () => {
  it("leave its result and digest as they are, in whatever order they are asked for", () => {
    const options = () => runOptions(tape(WALK), buysEarly);
    const first = new BacktestRun(options());
    first.advance(Number.MAX_SAFE_INTEGER);
    const figures = first.figures();
    const expected = run(tape(WALK), buysEarly);
    expect(first.result()).toEqual(expected);
    expect(first.figures()).toEqual(figures);
    expect(figures.outputsDigest).toBe(expected.outputsDigest);
  });

  it("are refused before the run is over", () => {
    const backtest = new BacktestRun(runOptions(tape(WALK), () => {}));
    expect(() => backtest.figures()).toThrow("the run is not over");
    backtest.close();
  });
});

/** Orders at random around the best prices of three markets, one of them inverse. */
function generatedRun(seed: number): RunOptions<Params> {
  const source = { format: "synthetic", files: [], clockShiftNs: 0, lines: {}, notes: [] };
  const tapes = sampleMarkets(seed, 1).map(({ instrument: traded, epochNs, rows }) =>
    tapeFromRows({ instrument: traded, epochNs, rows, source }),
  );
  const strategy = defineStrategy({
    name: "random-orders",
    params: { one: instrument(), two: instrument(), three: instrument() },
    start(ctx, { one, two, three }) {
      ctx.every("700ms", () => {
        for (const traded of [one, two, three]) {
          const book = ctx.book(traded);
          if (!book.valid) continue;
          const side = ctx.random.next() < 0.5 ? "buy" : "sell";
          const takes = ctx.random.next() < 0.3;
          const priceTicks = takes === (side === "buy") ? book.ask : book.bid;
          const qtyLots = 1_000 + Math.floor(ctx.random.next() * 1_000);
          ctx.orders.submit({ instrument: traded, side, priceTicks, qtyLots, timeInForce: "gtc" });
        }
      });
      return {};
    },
  });
  return {
    strategy,
    codeDigest: "test",
    params: {},
    tapes,
    latency: constantLatency({ entryNs: 2e6, responseNs: 3e6 }),
    queue: parseQueueModel("power3:3"),
    exchange: parseExchangeModel("no-partial"),
    seed,
    end: "last-row",
  };
}
