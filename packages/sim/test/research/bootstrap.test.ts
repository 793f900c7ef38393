import { describe, expect, it } from "vitest";
import { type BootstrapFigures, isFigure } from "@mexoms/sim/engine";
import { blockLength, bootstrap } from "@mexoms/sim/internal";
import { noise } from "./noise.ts";

describe("blockLength", () => {
  it("is short for independent bars and long for bars that go on as they were", () => {
    const [bars] = noise({ seed: 4, trials: 1, bars: 2000 });
    expect(blockLength(bars!)).toBeLessThan(8);
    expect(blockLength(autoregressive(bars!, 0.9))).toBeGreaterThan(20);
  });

  it("is near the best one of Politis and White for a first-order process", () => {
    // With a coefficient c, G = 2c/(1-c)^2/(1-c^2) and g(0) = 1/(1-c)^2 (variance of the noise 1), so
    // b = (G/g(0))^(2/3) n^(1/3) = (2c/(1-c^2))^(2/3) n^(1/3).
    const c = 0.5;
    const n = 20_000;
    const best = ((2 * c) / (1 - c * c)) ** (2 / 3) * Math.cbrt(n);
    const lengths = noise({ seed: 8, trials: 9, bars: n }).map((bars) =>
      blockLength(autoregressive(bars, c)),
    );
    const mean = lengths.reduce((sum, each) => sum + each, 0) / lengths.length;
    expect(mean / best).toBeGreaterThan(0.8);
    expect(mean / best).toBeLessThan(1.2);
  });

  it("is 1 for constant and for very few bars, and never beyond its limit", () => {
    expect(blockLength(new Float64Array(100))).toBe(1);
    expect(blockLength([1, 2, 3])).toBe(1);
    const trend = Float64Array.from({ length: 100 }, (_, i) => i);
    expect(blockLength(trend)).toBeLessThanOrEqual(30);
  });
});

describe("bootstrap", () => {
  it("gives a normal interval for independent normal bars", () => {
    const [bars] = noise({ seed: 6, trials: 1, bars: 1000 });
    const { pnl, lossShare } = figures(bars!, 1);
    const total = bars!.reduce((sum, bar) => sum + bar, 0);
    const half = 1.96 * Math.sqrt(1000);
    expect(Math.abs(pnl.low - (total - half))).toBeLessThan(8);
    expect(Math.abs(pnl.high - (total + half))).toBeLessThan(8);
    expect(lossShare).toBeGreaterThan(0);
  });

  it("holds the true mean in about 95 of 100 samples, also of bars that go on as they were", () => {
    const samples = noise({ seed: 12, trials: 200, bars: 500 });
    const holds = samples.filter((bars, i) => {
      const { pnl } = figures(autoregressive(bars, 0.3), i);
      return pnl.low <= 0 && pnl.high >= 0;
    }).length;
    expect(holds).toBeGreaterThan(178);
    expect(holds).toBeLessThan(200);
  });

  it("is wider where bars go on as they were than if they were independent", () => {
    const bars = autoregressive(noise({ seed: 3, trials: 1, bars: 2000 })[0]!, 0.8);
    const shuffled = bars.toSorted((a, b) => Math.sin(a * 1e4) - Math.sin(b * 1e4));
    const width = ({ pnl }: BootstrapFigures): number => pnl.high - pnl.low;
    expect(width(figures(bars, 1)) / width(figures(shuffled, 1))).toBeGreaterThan(2);
  });

  it("is the same for the same seed and another for another", () => {
    const [bars] = noise({ seed: 6, trials: 1, bars: 100 });
    expect(figures(bars!, 7)).toEqual(figures(bars!, 7));
    expect(figures(bars!, 7).pnl).not.toEqual(figures(bars!, 8).pnl);
  });

  it("says why there is none for few and for equal bars", () => {
    expect(bootstrap({ bars: new Float64Array(19), seed: 1 })).toEqual({
      notEnough: expect.stringContaining("19 bars"),
    });
    expect(bootstrap({ bars: new Float64Array(50).fill(3), seed: 1 })).toEqual({
      notEnough: expect.stringContaining("the same"),
    });
  });
});

function figures(bars: Float64Array, seed: number): BootstrapFigures {
  const figure = bootstrap({ bars, seed });
  if (!isFigure(figure)) throw new Error(figure.notEnough);
  return figure;
}

function autoregressive(bars: Float64Array, coefficient: number): Float64Array {
  let last = 0;
  return bars.map((bar) => (last = coefficient * last + bar));
}
