import { fileURLToPath } from "node:url";
import { defineStrategy, instrument, Prng, quantity } from "@mexoms/core";
import { backtest, openTape } from "@mexoms/sim";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { Pricing, pricingParams } from "../../src/index.ts";
import { Look } from "../../src/pipeline/look.ts";
import type { SpreadLook } from "../../src/pipeline/spread-look.ts";
import { HandMarket } from "../hand-market.ts";

const MS = 1e6;
const SECOND = 1e9;
const GLFT = { spreadModel: "glft", startVolatility: "1bps", maxBookAge: "24h" };

function exponential(random: Prng, rate: number): number {
  return -Math.log(1 - random.next()) / rate;
}

/** Market orders of each side that come at random `A` times a second and reach exponential depths. */
function feedFlow(market: HandMarket, seconds: number, A: number, k: number): void {
  const random = new Prng(11);
  const due: [number, "buy" | "sell"][] = [];
  for (const side of ["buy", "sell"] as const) {
    for (let t = exponential(random, A); t < seconds; t += exponential(random, A))
      due.push([t, side]);
  }
  due.sort((a, b) => a[0] - b[0]);
  let lookNs = 0;
  for (const [t, side] of due) {
    for (; lookNs <= t * SECOND; lookNs += 100 * MS) market.lookAt(lookNs);
    market.at(Math.round(t * SECOND));
    const reach = exponential(random, k);
    market.trade(
      side,
      side === "buy" ? Math.floor(100_000.5 + reach) : Math.ceil(100_000.5 - reach),
    );
  }
}

describe("how fills fall off with distance", () => {
  it.each([
    [0.5, 0.1, "10m"],
    [2, 0.1, "10m"],
    // Several trades to each interval: they are not lost.
    [20, 0.1, "10m"],
    [5, 0.05, "10m"],
    [5, 0.3, "10m"],
  ])("recovers A = %f and k = %f of a synthetic flow within %s", (A, k, fillWindow) => {
    const market = new HandMarket({ ...GLFT, fillWindow });
    market.touch(100_000, 100_001);
    feedFlow(market, 601, A, k);
    const { spread } = market.look;
    expect(spread.problem).toBe("");
    expect(Math.abs(spread.fillRate / A - 1)).toBeLessThan(0.2);
    expect(Math.abs(spread.fillDecay / k - 1)).toBeLessThan(0.15);
    expect(spread.fitR2).toBeGreaterThan(0.95);
    expect(spread.fitSamples).toBeGreaterThan(5900);
    expect(spread.fitDepths).toBeGreaterThan(3);
  });

  it("waits for the first good fit and says so, then keeps it when nothing new is good", () => {
    const market = new HandMarket({ ...GLFT, fillWindow: "60s", fillRefit: "5s" });
    market.touch(100_000, 100_001);
    market.lookAt(0);
    expect(market.look.spread.problem).toBe(
      "how fills fall off with distance is not known yet: no good fit of A and k",
    );
    feedFlow(market, 60, 5, 0.1);
    const { spread } = market.look;
    const { fillRate, fillDecay, fitR2 } = spread;
    expect(spread.problem).toBe("");
    for (let i = 600; i < 3000; i++) market.lookAt(i * 100 * MS);
    expect(spread.problem).toBe("");
    // Nothing has traded for minutes: the newest fit has nothing to go by, and the last good one,
    // made of the last trades, is some minutes old.
    expect(spread.newestR2).toBeNaN();
    expect(spread.fitAgeNs).toBeGreaterThan(180 * SECOND);
    expect([spread.fillRate, spread.fillDecay, spread.fitR2].every(Number.isFinite)).toBe(true);
    expect(Math.abs(spread.fillDecay / fillDecay - 1)).toBeLessThan(0.5);
    expect([fillRate, fitR2].every(Number.isFinite)).toBe(true);
  });

  it("does not measure what the parameters give", () => {
    const market = new HandMarket({ ...GLFT, fillDepth: "1bps", fillRate: "0.9/s" });
    market.touch(99_999, 100_001);
    const { spread } = market.lookAt(1);
    expect([spread.problem, spread.fillDecay, spread.fillRate]).toEqual(["", 0.1, 0.9]);
    market.trade("buy", 100_001);
    expect(spread.fitSamples).toBe(0);
  });

  it("is the same as a plain recount of everything at each fit", () => {
    const step = fc.record({
      ms: fc.integer({ min: 1, max: 250 }),
      mid: fc.integer({ min: -3, max: 3 }),
      trades: fc.array(
        fc.tuple(
          fc.constantFrom("buy" as const, "sell" as const, "none" as const),
          fc.integer({ min: -5, max: 30 }),
        ),
        { maxLength: 4 },
      ),
      gap: fc.integer({ min: 0, max: 19 }),
    });
    let fits = 0;
    const steps = fc.array(step, { minLength: 100, maxLength: 300 });
    fc.assert(
      fc.property(steps, (all) => {
        const market = new HandMarket({ ...GLFT, fillWindow: "5s", fillRefit: "1s", fillFit: "0" });
        const naive = new NaiveIntensity();
        let [now, mid] = [0, 10_000];
        market.touch(mid - 1, mid + 1);
        for (const { ms, mid: move, trades, gap } of all) {
          const broken = gap === 0;
          if (broken) market.gap();
          const { spread } = market.lookAt(now);
          naive.look(now, broken ? Number.NaN : mid);
          if (broken) market.snapshot(mid - 1, mid + 1);
          expectSame(spread, naive);
          now += ms * MS;
          market.at(now);
          for (const [side, away] of trades) {
            const ticks = side === "sell" ? mid - away : mid + away;
            market.trade(side, ticks);
            naive.trade(side, ticks);
          }
          mid += move;
          market.touch(mid - 1, mid + 1);
        }
        fits += naive.fits;
      }),
      { numRuns: 20, endOnFailure: true },
    );
    expect(fits).toBeGreaterThan(20);
  }, 60_000);
});

function expectSame(spread: SpreadLook, naive: NaiveIntensity): void {
  if (Number.isNaN(naive.k)) expect(spread.fillDecay).toBeNaN();
  else {
    expect(spread.fillDecay).toBeCloseTo(naive.k, 9);
    expect(spread.fillRate / naive.A).toBeCloseTo(1, 9);
    expect(spread.fitR2).toBeCloseTo(naive.r2, 9);
    expect(spread.fitSamples).toBe(naive.samples);
  }
}

/** The same measure as plainly as it can be written: a list of intervals, counted anew each time. */
class NaiveIntensity {
  A: number = Number.NaN;
  k: number = Number.NaN;
  r2: number = Number.NaN;
  samples = 0;
  fits = 0;
  #intervals: { end: number; span: number; depths: [number, number] }[] = [];
  #begun: { at: number; mid: number; depths: [number, number] } | undefined;
  #refit = Number.NEGATIVE_INFINITY;

  trade(side: string, ticks: number): void {
    if (this.#begun === undefined) return;
    const above = ticks - this.#begun.mid;
    const buys = side === "none" ? above >= 0 : side === "buy";
    const index = buys ? 0 : 1;
    this.#begun.depths[index] = Math.max(this.#begun.depths[index], buys ? above : -above);
  }

  look(now: number, mid: number): void {
    if (Number.isNaN(mid)) {
      this.#begun = undefined;
      return;
    }
    if (this.#begun && now - this.#begun.at < 100 * MS) return;
    if (this.#begun) {
      const { at, depths } = this.#begun;
      this.#intervals.push({ end: now, span: now - at, depths });
    }
    this.#begun = { at: now, mid, depths: [-1, -1] };
    if (now - this.#refit < SECOND) return;
    if (this.#refit > Number.NEGATIVE_INFINITY) this.#fit(now);
    this.#refit = now;
  }

  #fit(now: number): void {
    const held = this.#intervals.filter((each) => now - each.end <= 5 * SECOND);
    const sides = held.flatMap((each) => each.depths);
    const seconds = held.reduce((sum, each) => sum + each.span, 0) / held.length / SECOND;
    // 10 bps of 10,000 are 10 ticks: less than a tick to each of the 40 depths, so one tick each.
    const depths = Array.from({ length: 40 }, (_, i) => i + 0.5);
    const tails = depths.map((depth) => sides.filter((deepest) => deepest >= depth).length);
    const plateau = tails.lastIndexOf(tails[0]!);
    const points = depths.flatMap((depth, i) => {
      const reached = tails[i]!;
      if (i < plateau || reached < 10 || sides.length - reached < 10) return [];
      return [[depth, Math.log(-Math.log(1 - reached / sides.length) / seconds)] as const];
    });
    if (points.length < 3) return;
    const mean = (at: 0 | 1): number => points.reduce((sum, p) => sum + p[at], 0) / points.length;
    const [mx, my] = [mean(0), mean(1)];
    const sxy = points.reduce((sum, [x, y]) => sum + (x - mx) * (y - my), 0);
    const sxx = points.reduce((sum, [x]) => sum + (x - mx) ** 2, 0);
    const syy = points.reduce((sum, [, y]) => sum + (y - my) ** 2, 0);
    if (!(sxy < 0)) return;
    this.k = -sxy / sxx;
    this.A = Math.exp(my + this.k * mx);
    this.r2 = sxy ** 2 / (sxx * syy);
    this.samples = held.length;
    this.fits += 1;
  }
}

describe("how fills fall off with distance on the bundled tape", () => {
  it("is fitted well within the tape, and GLFT quotes with it", async () => {
    const look = new Look(1);
    const tape = openTape(
      fileURLToPath(
        new URL("../../../../../data/tapes/synthetic-swap-BTCUSDT.tape", import.meta.url),
      ),
      { verify: true },
    );
    const strategy = defineStrategy({
      name: "calibrates",
      params: {
        instrument: instrument(),
        size: quantity({ default: "0.1BTC" }),
        maxInventory: quantity({ default: "1BTC" }),
        ...pricingParams,
      },
      start(ctx, params) {
        const pricing = new Pricing({ ctx, params, instrument: params.instrument, anchors: [] });
        ctx.every("100ms", () => pricing.look(look));
      },
    });
    const models = { latency: "5ms", queue: "power3:3", exchange: "no-partial", seed: 1 } as const;
    await backtest({
      strategy,
      params: { spreadModel: "glft", fillRange: "2bps" },
      tapes: [tape],
      ...models,
    });
    const { spread } = look;
    expect(spread.problem).toBe("");
    expect(spread.fitR2).toBeGreaterThan(0.7);
    expect(spread.fillDecay).toBeGreaterThan(0);
    expect(spread.fillRate).toBeGreaterThan(0);
    expect(spread.baseTicks).toBeGreaterThan(0);
    expect(spread.shiftPerLotTicks).toBeGreaterThan(0);
  });
});
