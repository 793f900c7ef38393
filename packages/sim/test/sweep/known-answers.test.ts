import { count, defineStrategy, Instrument, instrument, Prng, type Strategy } from "@mexoms/core";
import { parseSearchSpace, sweep, type SweepOptions, type SweepRecord } from "@mexoms/sim";
import { analyseSweep, isFigure, type Figure, type SweepAnalysis } from "@mexoms/sim/engine";
import { describe, expect, it } from "vitest";
import { driftlessMarket, MIDDLE_TICKS, REACH, reachingMarket } from "./answer-markets.ts";

const ROUNDS = 4;
const LOTS = 10;

/** Quotes so many ticks below and above the middle, which never moves. */
const TWO_SIDED = defineStrategy({
  name: "two-sided",
  params: {
    instrument: instrument(),
    below: count({ default: "1", min: "1", max: "30" }),
    above: count({ default: "1", min: "1", max: "30" }),
  },
  start(ctx, { instrument: traded, below, above }) {
    const quotes = ctx.quotes(traded);
    ctx.every("1s", () =>
      quotes.target([
        { side: "buy", price: MIDDLE_TICKS - below, size: LOTS },
        { side: "sell", price: MIDDLE_TICKS + above, size: LOTS },
      ]),
    );
  },
});

/** Holds one lot or is short of one, as a coin says that falls another way for each `coin`. */
const GAMBLER = defineStrategy({
  name: "gambler",
  params: { instrument: instrument(), coin: count({ default: "1", min: "1", max: "1000" }) },
  start(ctx, { instrument: traded, coin }) {
    const book = ctx.book(traded);
    const random = new Prng(coin, 1);
    let held = 0;
    ctx.every("5s", () => {
      const wanted = random.next() < 0.5 ? -1 : 1;
      if (!book.valid || wanted === held) return;
      ctx.orders.submit({
        instrument: traded,
        side: wanted > held ? "buy" : "sell",
        priceTicks: wanted > held ? book.ask + 500 : book.bid - 500,
        qtyLots: Math.abs(wanted - held),
        timeInForce: "ioc",
      });
      held = wanted;
    });
  },
});

const COMMON = {
  codeDigest: "test",
  latency: "1ms",
  queue: "front",
  exchange: "no-partial",
  fees: { maker: "0bps", taker: "0bps" },
  seed: 0,
  holdout: 0,
  where: [],
  halving: false,
  searchSeed: 1,
  objectives: ["pnl"],
  phases: ["search"],
  folds: 4,
  foldKind: "rolling",
  workers: 0,
} as const satisfies Partial<SweepOptions>;

function analysed(
  record: SweepRecord,
  strategy: Strategy,
  space: SweepOptions["space"],
): SweepAnalysis {
  const { params } = strategy;
  const instruments = record.plan.study.instruments.map((spec) => new Instrument(spec));
  return analyseSweep(record, {
    projectTrials: record.rows.length,
    minFills: 100,
    space: parseSearchSpace({ params, given: {}, space, where: [], instruments }),
    declared: params,
    foldScore: "pnl",
    seed: 0,
  });
}

function has<T extends object>(figure: Figure<T>): T {
  if (!isFigure(figure)) throw new Error(figure.notEnough);
  return figure;
}

/** Profit in ticks x lots: what is earned at a distance, times the trades that reach it. */
function expectedTicks({ below, above }: Readonly<Record<string, string>>): number {
  const { buyers, sellers } = REACH;
  const reach = (ticks: number, most: number, others: number): number =>
    ticks * Math.max(0, most + 1 - ticks) * others * ROUNDS;
  return LOTS * (reach(Number(above), buyers, sellers) + reach(Number(below), sellers, buyers));
}

describe("a sweep of a market whose best quotes are known, 6 below and 8 above", () => {
  const tape = reachingMarket(ROUNDS);
  const { tick, lot } = tape.instrument;
  const best = { below: "6", above: "8" };
  const run = async (search: string, space: SweepOptions["space"]): Promise<SweepRecord> =>
    sweep({ ...COMMON, strategy: TWO_SIDED, tapes: [tape], search, space });

  it("has each trial's profit by arithmetic, and the best where it is, on a grid", async () => {
    const space = { below: "2:14:2", above: "2:18:2" };
    const record = await run("grid", space);
    for (const { trial, outcome } of record.rows) {
      const ticks = Number(outcome!.metrics.pnl) / (Number(tick.format(1)) * Number(lot.format(1)));
      expect(ticks, JSON.stringify(trial.point)).toBeCloseTo(expectedTicks(trial.point), 3);
    }
    const { best: found, importance } = analysed(record, TWO_SIDED, space);
    expect(has(found).point).toEqual(best);
    expect(has(importance).parameters[0]!.name).toBe("above");
  });

  it("is believed where it is looked at closely: no warning, and nothing overfitted", async () => {
    const space = { below: "4:8:1", above: "6:10:1" };
    const analysis = analysed(await run("grid", space), TWO_SIDED, space);
    expect(has(analysis.best).point).toEqual(best);
    expect(analysis.warnings).toEqual([]);
    expect(has(analysis.honesty.deflated).probability).toBeGreaterThan(0.99);
    expect(has(analysis.honesty.overfitting).probability).toBeLessThan(0.1);
    expect(has(analysis.plateau).score).toBeGreaterThan(0.95);
  });

  it("is found by evolve:120 among 900 points, or is at most one step away", async () => {
    const record = await run("evolve:120", { below: "1:30", above: "1:30" });
    const profits = record.rows.map(({ trial }) => expectedTicks(trial.point));
    expect(Math.max(...profits)).toBeGreaterThanOrEqual(
      Math.min(
        expectedTicks({ below: "5", above: "8" }),
        expectedTicks({ below: "6", above: "7" }),
      ),
    );
  });
});

describe("a sweep of 60 coins on a market without a drift", () => {
  it("is said to be noise", async () => {
    const space = { coin: "1:60:1" };
    const tapes = [driftlessMarket(1000, 5)];
    const record = await sweep({ ...COMMON, strategy: GAMBLER, tapes, search: "grid", space });
    expect(record.rows.every(({ outcome }) => outcome!.metrics.fills > 50)).toBe(true);
    const { honesty, warnings, best } = analysed(record, GAMBLER, space);
    expect(has(best).value, "the luckiest coin earns").toBeGreaterThan(0);
    expect(has(honesty.sharpe).probabilistic, "alone it would be believed").toBeGreaterThan(0.95);
    expect(has(honesty.deflated).probability).toBeLessThan(0.8);
    expect(has(honesty.overfitting).probability).toBeGreaterThan(0.3);
    expect(warnings.map(({ code }) => code)).toContain("deflated-sharpe");
  });
});
