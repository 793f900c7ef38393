import { Prng } from "@mexoms/core";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { BarVolatility } from "../../src/volatility/bar-volatility.ts";
import type { VolatilityEstimator } from "../../src/volatility/estimator.ts";
import { EwmaVolatility } from "../../src/volatility/ewma-volatility.ts";
import { LargerVolatility } from "../../src/volatility/larger-volatility.ts";
import { RealisedVolatility } from "../../src/volatility/realised-volatility.ts";
import { TwoScaleVolatility } from "../../src/volatility/two-scale-volatility.ts";

const MS = 1e6;
const SECOND = 1e9;

/** Sum of twelve uniform numbers less 6: mean 0, deviation 1. */
function normal(random: Prng): number {
  let sum = -6;
  for (let i = 0; i < 12; i++) sum += random.next();
  return sum;
}

/** A walk of 2 ticks per root of a second, seen every 100 ms, off by `noise` ticks each time. */
function feedWalk(estimator: VolatilityEstimator, seconds: number, noise = 0): void {
  const random = new Prng(7);
  let price = 100_000;
  for (let i = 0; i <= seconds * 10; i++) {
    estimator.add({ nowNs: i * 100 * MS, ticks: price + noise * normal(random) });
    price += 2 * Math.sqrt(0.1) * normal(random);
  }
}

const WINDOW = { intervalNs: SECOND, windowNs: 1000 * SECOND };

describe("an estimator of volatility", () => {
  it.each([
    ["ewma", new EwmaVolatility({ intervalNs: SECOND, halfLifeNs: 1000 * SECOND }), 0.1],
    ["time-aware ewma", new EwmaVolatility({ intervalNs: 0, halfLifeNs: 1000 * SECOND }), 0.05],
    ["realised", new RealisedVolatility(WINDOW), 0.1],
    ["two-scale", new TwoScaleVolatility({ ...WINDOW, scale: 5 }), 0.15],
    // Ten prices a bar miss its true highest and lowest.
    [
      "parkinson",
      new BarVolatility({ form: "parkinson", barNs: 10 * SECOND, halfLifeNs: 1e15 }),
      0.15,
    ],
    [
      "garman-klass",
      new BarVolatility({ form: "garman-klass", barNs: 10 * SECOND, halfLifeNs: 1e15 }),
      0.15,
    ],
  ] as const)("finds that of a random walk: %s", (_name, estimator, within) => {
    feedWalk(estimator, 3000);
    expect(Math.abs(estimator.sigmaTicks / 2 - 1)).toBeLessThan(within);
  });

  it("is misled by the noise of single prices, unless it looks at two scales", () => {
    const window = { intervalNs: 100 * MS, windowNs: 1000 * SECOND };
    const realised = new RealisedVolatility(window);
    const twoScale = new TwoScaleVolatility({ ...window, scale: 100 });
    for (const estimator of [realised, twoScale]) feedWalk(estimator, 1000, 3);
    expect(realised.sigmaTicks).toBeGreaterThan(10);
    expect(Math.abs(twoScale.sigmaTicks / 2 - 1)).toBeLessThan(0.2);
  });

  it("knows nothing before two prices, and that nothing moves when nothing does", () => {
    for (const make of [
      () => new EwmaVolatility({ intervalNs: SECOND, halfLifeNs: SECOND }),
      () => new EwmaVolatility({ intervalNs: 0, halfLifeNs: SECOND }),
      () => new RealisedVolatility(WINDOW),
      () => new TwoScaleVolatility({ ...WINDOW, scale: 2 }),
      () => new BarVolatility({ form: "parkinson", barNs: SECOND, halfLifeNs: SECOND }),
    ]) {
      const estimator = make();
      expect(estimator.sigmaTicks).toBeNaN();
      estimator.add({ nowNs: 0, ticks: 5 });
      expect([estimator.sigmaTicks, estimator.samples]).toEqual([NaN, 0]);
      for (let i = 1; i < 5; i++) estimator.add({ nowNs: i * SECOND, ticks: 5 });
      expect([estimator.sigmaTicks, estimator.samples]).toEqual([0, 4]);
    }
  });
});

describe("the time-aware ewma", () => {
  it("is the formula, divided by the weights given so far, at irregular times", () => {
    const steps = fc.array(
      fc.tuple(fc.integer({ min: 0, max: 5000 }), fc.integer({ min: -9, max: 9 })),
      { minLength: 2, maxLength: 30 },
    );
    fc.assert(
      fc.property(steps, (all) => {
        const estimator = new EwmaVolatility({ intervalNs: 0, halfLifeNs: 2 * SECOND });
        let [now, price, last, lastNs] = [0, 100, 100, 0];
        let [v, weight] = [0, 0];
        estimator.add({ nowNs: 0, ticks: 100 });
        for (const [ms, move] of all) {
          now += ms * MS;
          price += move;
          estimator.add({ nowNs: now, ticks: price });
          const dt = (now - lastNs) / SECOND;
          if (dt === 0) continue; // what moves within an instant counts with the next move
          const l = 2 ** (-dt / 2);
          v = l * v + ((1 - l) * (price - last) ** 2) / dt;
          weight = l * weight + (1 - l);
          [last, lastNs] = [price, now];
        }
        if (weight === 0) expect(estimator.sigmaTicks).toBeNaN();
        else expect(estimator.sigmaTicks).toBeCloseTo(Math.sqrt(v / weight), 9);
      }),
    );
  });

  it("forgets a jump to a half in its half-life", () => {
    const estimator = new EwmaVolatility({ intervalNs: 0, halfLifeNs: 10 * SECOND });
    for (let i = 0; i < 1000; i++) estimator.add({ nowNs: i * SECOND, ticks: i % 2 });
    estimator.add({ nowNs: 1000 * SECOND, ticks: 50 });
    const after = estimator.sigmaTicks ** 2;
    for (let i = 1001; i <= 1010; i++) estimator.add({ nowNs: i * SECOND, ticks: 50 });
    expect(estimator.sigmaTicks ** 2 / after).toBeCloseTo(0.5, 6);
  });
});

describe("volatility over a window", () => {
  const walk = fc.array(fc.integer({ min: -20, max: 20 }), { minLength: 4, maxLength: 60 });

  it("is that of the last prices alone, as a plain sum gives it", () => {
    fc.assert(
      fc.property(walk, fc.integer({ min: 2, max: 4 }), (moves, scale) => {
        const options = { intervalNs: SECOND, windowNs: 10 * SECOND };
        const realised = new RealisedVolatility(options);
        const twoScale = new TwoScaleVolatility({ ...options, scale });
        let price = 1000.5;
        const prices: number[] = [];
        moves.forEach((move, i) => {
          price += move / 2;
          prices.push(price);
          for (const estimator of [realised, twoScale]) {
            estimator.add({ nowNs: i * SECOND, ticks: price });
            estimator.add({ nowNs: i * SECOND + 1, ticks: price + 1000 }); // too soon: passed over
          }
        });
        const last = prices.slice(-11);
        const n = last.length - 1;
        const sum = (lag: number): number =>
          last.slice(lag).reduce((total, each, i) => total + (each - last[i]!) ** 2, 0);
        expect(realised.sigmaTicks).toBeCloseTo(Math.sqrt(sum(1) / n), 10);
        if (n <= scale) return;
        const mean = (n - scale + 1) / scale;
        const variance = (sum(scale) / scale - (mean / n) * sum(1)) / (1 - mean / n);
        expect(twoScale.sigmaTicks).toBeCloseTo(Math.sqrt(Math.max(0, variance) / n), 10);
      }),
    );
  });

  it("is as large when prices are mirrored", () => {
    fc.assert(
      fc.property(walk, (moves) => {
        const of = (sign: number): number[] => {
          const all = [
            new RealisedVolatility({ intervalNs: 1, windowNs: 20 }),
            new TwoScaleVolatility({ intervalNs: 1, windowNs: 20, scale: 3 }),
            new EwmaVolatility({ intervalNs: 1, halfLifeNs: 5 }),
            new BarVolatility({ form: "garman-klass", barNs: 3, halfLifeNs: 5 }),
          ];
          let price = 0;
          moves.forEach((move, i) => {
            price += sign * move;
            for (const each of all) each.add({ nowNs: i, ticks: price });
          });
          return all.map((each) => each.sigmaTicks);
        };
        expect(of(1)).toEqual(of(-1));
      }),
    );
  });
});

it("the larger of two widens at once after a jump and stays wide", () => {
  const fast = new EwmaVolatility({ intervalNs: SECOND, halfLifeNs: 2 * SECOND });
  const slow = new EwmaVolatility({ intervalNs: SECOND, halfLifeNs: 60 * SECOND });
  const larger = new LargerVolatility(fast, slow);
  for (let i = 0; i < 100; i++) larger.add({ nowNs: i * SECOND, ticks: i % 2 });
  larger.add({ nowNs: 100 * SECOND, ticks: 30 });
  expect(larger.sigmaTicks).toBe(fast.sigmaTicks);
  expect(fast.sigmaTicks).toBeGreaterThan(2 * slow.sigmaTicks);
  for (let i = 101; i < 130; i++) larger.add({ nowNs: i * SECOND, ticks: 30 });
  expect(larger.sigmaTicks).toBe(slow.sigmaTicks);
  expect(slow.sigmaTicks).toBeGreaterThan(2 * fast.sigmaTicks);
});
