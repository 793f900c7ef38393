import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { isFigure } from "@mexoms/sim/engine";
import {
  deflatedSharpe,
  expectedMaximum,
  momentsOf,
  probabilisticSharpe,
  sharpeError,
  sharpeFigures,
  sharpeOf,
} from "@mexoms/sim/internal";
import { noise } from "./noise.ts";

describe("momentsOf", () => {
  it("gives the textbook's figures for 2, 4, 4, 4, 5, 5, 7, 9", () => {
    const moments = momentsOf([2, 4, 4, 4, 5, 5, 7, 9])!;
    // Mean 5, sums of powers of the differences 32, 42, 356 by hand.
    expect(moments.mean).toBe(5);
    expect(moments.deviation).toBeCloseTo(Math.sqrt(32 / 7), 12);
    expect(moments.skew).toBeCloseTo(42 / 8 / 4 ** 1.5, 12);
    expect(moments.kurtosis).toBeCloseTo(356 / 8 / 16, 12);
  });

  it("is undefined for one figure, equal figures and what is no number", () => {
    expect(momentsOf([1])).toBeUndefined();
    expect(momentsOf([0.1, 0.1, 0.1])).toBeUndefined();
    expect(momentsOf([1, Number.NaN, 2])).toBeUndefined();
    expect(momentsOf([1, Infinity, 2])).toBeUndefined();
  });
});

describe("the error of a Sharpe ratio", () => {
  it("is Lo's sqrt((1 + SR^2/2) / n) for normal bars", () => {
    // Lo 2002, table 1: SR 1.5 over 60 returns has an error of 0.188 (n in place of n - 1).
    const error = sharpeError({ sharpe: 1.5, bars: 61, skew: 0, kurtosis: 3 });
    expect(error).toBeCloseTo(Math.sqrt((1 + 1.5 ** 2 / 2) / 60), 12);
    expect(error).toBeCloseTo(0.188, 3);
  });

  it("is the spread of the ratios of many samples of skewed bars", () => {
    // Bars of -1 or rarely +5: what the formula says of one sample, found in 4,000 of them.
    const ratios = noise({ seed: 3, trials: 4000, bars: 400 }).map((bars) => {
      const skewed = bars.map((bar) => (bar > 1 ? 5 : -0.5));
      const { mean, deviation } = momentsOf(skewed)!;
      return mean / deviation;
    });
    const one = momentsOf(
      noise({ seed: 9, trials: 1, bars: 200_000 })[0]!.map((bar) => (bar > 1 ? 5 : -0.5)),
    )!;
    const error = sharpeError({ ...one, sharpe: one.mean / one.deviation, bars: 400 });
    expect(momentsOf(ratios)!.deviation / error).toBeGreaterThan(0.95);
    expect(momentsOf(ratios)!.deviation / error).toBeLessThan(1.05);
  });
});

describe("probabilistic Sharpe", () => {
  // Bailey and Lopez de Prado, "The Sharpe Ratio Efficient Frontier", 2012, section 5: a monthly
  // Sharpe ratio of 0.458 over two years.
  it.each([
    { skew: 0, kurtosis: 3, expected: 0.982 },
    { skew: -2.448, kurtosis: 10.164, expected: 0.913 },
  ])("is $expected in the paper's example with skew $skew", ({ skew, kurtosis, expected }) => {
    const figures = { sharpe: 0.458, above: 0, bars: 24, skew, kurtosis };
    expect(probabilisticSharpe(figures)).toBeCloseTo(expected, 3);
  });

  it("says why there is none for few and for equal bars", () => {
    expect(sharpeFigures([1, 2, 3])).toEqual({ notEnough: expect.stringContaining("3 bars") });
    expect(sharpeFigures(new Float64Array(50))).toEqual({
      notEnough: expect.stringContaining("same in all bars"),
    });
  });
});

describe("the expected maximum of worthless trials", () => {
  it.each([
    [10, 1.57],
    [100, 2.53],
    [1000, 3.26],
    [10_000, 3.86],
  ])("of %d is %d standard deviations", (count, expected) => {
    expect(expectedMaximum(count)).toBeCloseTo(expected, 2);
  });

  it("is near the mean of the largest of 100 normal figures, over 2,000 draws", () => {
    const largest = noise({ seed: 11, trials: 2000, bars: 100 }).map((each) => Math.max(...each));
    expect(Math.abs(momentsOf(largest)!.mean - expectedMaximum(100))).toBeLessThan(0.06);
  });

  it("is 0 for one and grows with every trial", () => {
    expect(expectedMaximum(1)).toBe(0);
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 1e9 }), (count) => {
        expect(expectedMaximum(count + 1)).toBeGreaterThan(expectedMaximum(count));
      }),
    );
  });
});

describe("deflated Sharpe", () => {
  // Bailey and Lopez de Prado, "The Deflated Sharpe Ratio", 2014, numerical example: annual SR 2.5 over
  // 1,250 days, variance of the trials' annual ratios 1/2, 250 days a year.
  const [sharpe, deviation] = [2.5 / Math.sqrt(250), Math.sqrt(0.5 / 250)];
  const best = { bars: 1250, sharpe, error: 0, skew: -3, kurtosis: 10, probabilistic: 0 };
  // Two ratios with that deviation.
  const sharpes = [-deviation / Math.SQRT2, deviation / Math.SQRT2];

  it.each([
    { trials: 100, skew: -3, kurtosis: 10, expected: 0.9004 },
    { trials: 46, skew: -3, kurtosis: 10, expected: 0.9505 },
    { trials: 88, skew: 0, kurtosis: 3, expected: 0.9505 },
  ])("is $expected for $trials trials in the paper's example", ({ expected, trials, ...form }) => {
    const figures = deflatedSharpe({ best: { ...best, ...form }, sharpes, trials });
    expect(isFigure(figures) && figures.probability).toBeCloseTo(expected, 4);
  });

  it("expects 0.1132 of the best of the paper's 100 worthless trials", () => {
    const figures = deflatedSharpe({ best, sharpes, trials: 100 });
    expect(isFigure(figures) && figures.expectedMax).toBeCloseTo(0.1132, 4);
  });

  it("says why there is none where all trials of the project are alike", () => {
    const alike = { best, sharpes: [sharpe, sharpe] };
    expect(deflatedSharpe({ ...alike, trials: 2 })).toEqual({
      notEnough: expect.stringContaining("same Sharpe ratio"),
    });
    expect(isFigure(deflatedSharpe({ ...alike, trials: 3 }))).toBe(true);
  });

  it("never counts fewer trials than the sweep has", () => {
    const figures = deflatedSharpe({ best, sharpes, trials: 0 });
    expect(isFigure(figures) && figures.trials).toBe(2);
  });

  it("is low for the best of 200 worthless trials, whatever the seed", () => {
    for (let seed = 1; seed <= 10; seed++) {
      expect(deflatedOfBest(noise({ seed, trials: 200, bars: 500 }))).toBeLessThan(0.95);
    }
  });

  it("does not believe a narrow sweep around the best of many worthless trials before it", () => {
    for (let seed = 1; seed <= 5; seed++) {
      const wide = noise({ seed, trials: 500, bars: 500 });
      const lucky = wide.reduce((a, b) => (sharpeOf(b)! > sharpeOf(a)! ? b : a));
      // Twenty points beside it, which do nearly the same in each bar.
      const narrow = noise({ seed: seed + 100, trials: 20, bars: 500 }).map((bars) =>
        bars.map((bar, i) => lucky[i]! + bar * 0.05),
      );
      expect(deflatedOfBest(narrow, 20), "as the first sweep of a project").toBeGreaterThan(0.95);
      expect(deflatedOfBest(narrow, 520)).toBeLessThan(0.95);
    }
  });

  it("is near 1 for one good trial among worthless ones", () => {
    const trials = noise({ seed: 5, trials: 200, bars: 500 });
    trials[77] = trials[77]!.map((bar) => bar + 0.3);
    expect(deflatedOfBest(trials)).toBeGreaterThan(0.99);
  });
});

function deflatedOfBest(trials: readonly Float64Array[], tried = trials.length): number {
  const figures = trials.map((bars) => sharpeFigures(bars)).filter(isFigure);
  const best = figures.reduce((a, b) => (b.sharpe > a.sharpe ? b : a));
  const sharpes = figures.map((each) => each.sharpe);
  const deflated = deflatedSharpe({ best, sharpes, trials: tried });
  return isFigure(deflated) ? deflated.probability : Number.NaN;
}
