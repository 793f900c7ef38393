import { Prng } from "@mexoms/core";
import { describe, expect, it } from "vitest";
import { bootstrapMean, ratioInterval } from "../../src/benchmark/bootstrap.ts";

const PAIRS = 12;
const TRIALS = 100;

/** Normal draws: the sum of twelve uniform ones is near enough. */
function draws(prng: Prng, n: number, mean: number, deviation: number): number[] {
  const normal = (): number => {
    let sum = -6;
    for (let i = 0; i < 12; i++) sum += prng.next();
    return sum;
  };
  return Array.from({ length: n }, () => mean + deviation * normal());
}

describe("the bootstrap interval", () => {
  it("holds the true mean of a known distribution about as often as it says", () => {
    const prng = new Prng(7);
    let held = 0;
    for (let trial = 0; trial < TRIALS; trial++) {
      const values = draws(prng, PAIRS, 0.3, 0.05);
      const { low, high } = bootstrapMean(values, { confidence: 0.95, seed: 1 });
      if (low <= 0.3 && 0.3 <= high) held += 1;
    }
    // A percentile interval of twelve values is a little narrow: 0.92 or so.
    expect(held / TRIALS).toBeGreaterThan(0.87);
    expect(held / TRIALS).toBeLessThan(0.98);
  });

  it("is as wide as the deviation of the mean says", () => {
    const values = draws(new Prng(3), 400, 0, 1);
    const { low, high } = bootstrapMean(values, { confidence: 0.95, seed: 1 });
    expect(high - low).toBeGreaterThan(0.8 * 2 * 1.96 * (1 / 20));
    expect(high - low).toBeLessThan(1.2 * 2 * 1.96 * (1 / 20));
  });

  it("is the same for the same values and seed, and another for another seed", () => {
    const values = draws(new Prng(5), PAIRS, 0, 1);
    const of = (seed: number): unknown => bootstrapMean(values, { confidence: 0.95, seed });
    expect(of(1)).toEqual(of(1));
    expect(of(1)).not.toEqual(of(2));
  });

  it("of paired ratios lies beyond 5 % for 10 % slower code, and never for equal code", () => {
    const prng = new Prng(11);
    let caught = 0;
    let wronged = 0;
    for (let trial = 0; trial < TRIALS; trial++) {
      const low = (mean: number): number =>
        ratioInterval(draws(prng, PAIRS, Math.log(mean), 0.03), 1).low;
      if (low(1.1) > 1.05) caught += 1;
      if (low(1) > 1.05) wronged += 1;
    }
    expect(caught / TRIALS).toBeGreaterThan(0.97);
    expect(wronged).toBe(0);
  });

  it("needs a value", () => {
    expect(() => bootstrapMean([], { confidence: 0.95, seed: 1 })).toThrow(RangeError);
  });
});
