import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type FoldAnalysis, type FoldKind, isFigure } from "@mexoms/sim/engine";
import { analyseFolds, foldsOf, rankCorrelation } from "@mexoms/sim/internal";
import { noise } from "./noise.ts";

const KINDS: readonly FoldKind[] = ["anchored", "rolling", "purged"];

describe("foldsOf", () => {
  it("tests what follows the training, with the embargo left out before it", () => {
    const options = { bars: 100, folds: 4, embargoBars: 3 };
    expect(foldsOf({ ...options, kind: "anchored" })![2]).toEqual({
      train: [{ from: 0, to: 57 }],
      test: { from: 60, to: 80 },
    });
    expect(foldsOf({ ...options, kind: "rolling" })![2]).toEqual({
      train: [{ from: 40, to: 57 }],
      test: { from: 60, to: 80 },
    });
    expect(foldsOf({ ...options, kind: "purged" })![1]).toEqual({
      train: [
        { from: 0, to: 22 },
        { from: 53, to: 100 },
      ],
      test: { from: 25, to: 50 },
    });
  });

  it("never trains within the embargo of a test, and tests each bar at most once", () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...KINDS),
        fc.integer({ min: 1, max: 300 }),
        fc.integer({ min: 1, max: 12 }),
        fc.integer({ min: 0, max: 20 }),
        (kind, bars, folds, embargoBars) => {
          const list = foldsOf({ kind, bars, folds, embargoBars });
          const tested = new Set<number>();
          for (const { train, test } of list ?? []) {
            for (let bar = test.from; bar < test.to; bar++) {
              expect(tested.has(bar)).toBe(false);
              tested.add(bar);
            }
            for (const { from, to } of train) {
              expect(from).toBeLessThan(to);
              expect(to <= test.from - embargoBars || from >= test.to + embargoBars).toBe(true);
              if (kind !== "purged") expect(to).toBeLessThanOrEqual(test.from);
            }
          }
          if (list) expect(list).toHaveLength(folds);
          if (list && kind === "purged") expect(tested.size).toBe(bars);
        },
      ),
    );
  });
});

describe("analyseFolds", () => {
  it("finds the trial that is good everywhere, in every fold and kind", () => {
    const bars = noise({ seed: 21, trials: 50, bars: 600 });
    bars[7] = bars[7]!.map((bar) => bar + 0.6);
    for (const kind of KINDS) {
      const { folds, winners, wins, efficiency } = figures(bars, kind);
      expect(folds.map(({ number }) => number)).toEqual([8, 8, 8, 8]);
      expect([winners, wins]).toEqual([1, 4]);
      expect(efficiency).toBeGreaterThan(0.6);
    }
  });

  it("earns about nothing on noise: over 40 sweeps, in each kind", () => {
    for (const kind of KINDS) {
      const perBar = Array.from({ length: 40 }, (_, seed) => {
        const { testPnl, folds } = figures(noise({ seed, trials: 50, bars: 400 }), kind);
        return testPnl / folds.reduce((sum, { test }) => sum + test.to - test.from, 0);
      });
      const mean = perBar.reduce((sum, each) => sum + each, 0) / perBar.length;
      expect(Math.abs(mean)).toBeLessThan(0.03);
    }
  });

  it("adds up the winner's own bars", () => {
    const bars = noise({ seed: 2, trials: 9, bars: 101 });
    for (const fold of figures(bars, "anchored").folds) {
      const of = bars[fold.number - 1]!.subarray(fold.test.from, fold.test.to);
      const pnl = of.reduce((sum, bar) => sum + bar, 0);
      expect(fold.testPnl).toBeCloseTo(pnl, 9);
      expect(fold.testPnlPerBar).toBeCloseTo(pnl / of.length, 9);
    }
  });

  it("says why there is nothing for one trial and for too few bars", () => {
    const common = { folds: 4, embargoBars: 2, by: "pnl", kind: "rolling" } as const;
    expect(analyseFolds({ ...common, bars: [new Float64Array(90)], numbers: [1] })).toEqual({
      notEnough: expect.stringContaining("two trials"),
    });
    const bars = noise({ seed: 1, trials: 3, bars: 15 });
    expect(analyseFolds({ ...common, bars, numbers: [1, 2, 3] })).toEqual({
      notEnough: expect.stringContaining("15 bars"),
    });
  });

  it("leaves out what is not defined for trials that are all equal", () => {
    const bars = Array.from({ length: 3 }, () => new Float64Array(50));
    const { folds, rankCorrelation: mean, efficiency } = figures(bars, "rolling");
    expect(folds[0]).not.toHaveProperty("rankCorrelation");
    expect(folds[0]).not.toHaveProperty("testSharpe");
    expect([mean, efficiency, folds[0]!.testRank]).toEqual([undefined, undefined, 0.5]);
  });
});

describe("rankCorrelation", () => {
  it("is the textbook's 1 - 6 sum d^2 / (n (n^2 - 1)) without ties", () => {
    // IQ and hours of television, the usual example of Spearman's rho: -29/165.
    const iq = [106, 100, 86, 101, 99, 103, 97, 113, 112, 110];
    const hours = [7, 27, 2, 50, 28, 29, 20, 12, 6, 17];
    expect(rankCorrelation(iq, hours)).toBeCloseTo(-29 / 165, 12);
  });

  it("is 1 for any rising function and -1 for a falling one", () => {
    const x = [3, 1, 2, 10];
    const rising = x.map((each) => Math.exp(each));
    expect(rankCorrelation(x, rising)).toBeCloseTo(1, 12);
    expect(
      rankCorrelation(
        x,
        rising.map((each) => -each),
      ),
    ).toBeCloseTo(-1, 12);
  });
});

function figures(bars: readonly Float64Array[], kind: FoldKind): FoldAnalysis {
  const numbers = bars.map((_, i) => i + 1);
  const figure = analyseFolds({ kind, folds: 4, embargoBars: 2, by: "sharpe", bars, numbers });
  if (!isFigure(figure)) throw new Error(figure.notEnough);
  return figure;
}
