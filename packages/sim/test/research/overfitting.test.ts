import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { isFigure, type Overfitting } from "@mexoms/sim/engine";
import { midRanks, overfitting } from "@mexoms/sim/internal";
import { noise } from "./noise.ts";

describe("overfitting", () => {
  it("agrees with the paper's procedure written down plainly", () => {
    fc.assert(
      fc.property(
        fc.record({
          seed: fc.integer({ min: 1, max: 1e6 }),
          trials: fc.integer({ min: 2, max: 7 }),
          bars: fc.integer({ min: 24, max: 49 }),
          good: fc.boolean(),
        }),
        fc.constantFrom("pnl" as const, "sharpe" as const),
        ({ seed, trials, bars, good }, by) => {
          const columns = noise({ seed, trials, bars });
          if (good) columns[0] = columns[0]!.map((bar) => bar + 0.5);
          const fast = figures(overfitting({ bars: columns, by }));
          const plain = plainly(columns, fast.blocks, by);
          expect(fast.splits).toBe(plain.logits.length);
          expect(fast.probability).toBeCloseTo(plain.probability, 10);
          expect(fast.probabilityOfLoss).toBeCloseTo(plain.loss, 10);
          expect(fast.degradation.slope).toBeCloseTo(plain.slope, 7);
        },
      ),
      { numRuns: 60 },
    );
  });

  it("makes 12,870 splits of 16 blocks, and fewer blocks of fewer bars", () => {
    const of = (bars: number): [number, number] => {
      const { blocks, splits } = figures(
        overfitting({ bars: noise({ seed: 1, trials: 3, bars }), by: "sharpe" }),
      );
      return [blocks, splits];
    };
    expect([of(500), of(64), of(63), of(24)]).toEqual([
      [16, 12_870],
      [16, 12_870],
      [14, 3432],
      [6, 20],
    ]);
  });

  it("is about a half on pure noise: over 30 sweeps of 200 trials each", () => {
    const all = Array.from({ length: 30 }, (_, seed) =>
      figures(overfitting({ bars: noise({ seed, trials: 200, bars: 500 }), by: "sharpe" })),
    );
    const mean = all.reduce((sum, { probability }) => sum + probability, 0) / all.length;
    expect(mean).toBeGreaterThan(0.42);
    expect(mean).toBeLessThan(0.6);
    // No single sweep of noise looks sound.
    expect(Math.min(...all.map(({ probability }) => probability))).toBeGreaterThan(0.2);
    // Ranks of winners of noise are spread evenly: about as many in each quarter.
    const logits = all.map(({ medianLogit }) => medianLogit);
    expect(Math.abs(logits.reduce((sum, each) => sum + each, 0) / all.length)).toBeLessThan(0.5);
  });

  it("is near 0 for one good trial among noise", () => {
    const bars = noise({ seed: 5, trials: 200, bars: 500 });
    bars[77] = bars[77]!.map((bar) => bar + 0.3);
    const { probability, probabilityOfLoss } = figures(overfitting({ bars, by: "sharpe" }));
    expect(probability).toBeLessThan(0.02);
    expect(probabilityOfLoss).toBeLessThan(0.02);
  });

  it("is near 1 where what wins in one half must lose in the other", () => {
    // Each trial earns in some blocks what it loses in the others.
    const bars = Array.from({ length: 16 }, (_, trial) =>
      Float64Array.from({ length: 160 }, (__, bar) => {
        const block = Math.floor(bar / 10);
        return (block === trial ? 15 : -1) + (bar % 2 === 0 ? 0.1 : -0.1);
      }),
    );
    expect(figures(overfitting({ bars, by: "pnl" })).probability).toBeGreaterThan(0.9);
  });

  it("says why there is none for one trial, few bars and equal trials", () => {
    const same = Array.from({ length: 3 }, () => new Float64Array(100).fill(2));
    expect(overfitting({ bars: noise({ seed: 1, trials: 1, bars: 90 }), by: "pnl" })).toEqual({
      notEnough: expect.stringContaining("two trials"),
    });
    expect(overfitting({ bars: noise({ seed: 1, trials: 9, bars: 23 }), by: "pnl" })).toEqual({
      notEnough: expect.stringContaining("23 bars"),
    });
    expect(overfitting({ bars: same, by: "sharpe" })).toEqual({
      notEnough: expect.stringContaining("the same"),
    });
  });

  it("takes trials with constant bars for what they earn, without a division by zero", () => {
    const bars = noise({ seed: 2, trials: 4, bars: 100 });
    bars[1] = new Float64Array(100).fill(0);
    bars[2] = new Float64Array(100).fill(0.1);
    const { probability, degradation } = figures(overfitting({ bars, by: "sharpe" }));
    expect(probability).toBe(0);
    expect(Number.isFinite(degradation.slope)).toBe(true);
  });
});

function figures(figure: ReturnType<typeof overfitting>): Overfitting {
  if (!isFigure(figure)) throw new Error(figure.notEnough);
  return figure;
}

/** The paper's steps 1 to 5, one split after the other, on the bars themselves. */
function plainly(
  columns: readonly Float64Array[],
  blocks: number,
  by: "pnl" | "sharpe",
): { logits: number[]; probability: number; loss: number; slope: number } {
  const size = Math.floor(columns[0]!.length / blocks);
  const [logits, chosen, other]: [number[], number[], number[]] = [[], [], []];
  for (const choice of choices(blocks, blocks / 2)) {
    const take = (column: Float64Array, inside: boolean): number[] =>
      [...column.subarray(0, size * blocks)].filter(
        (_, i) => choice.includes(Math.floor(i / size)) === inside,
      );
    const ins = columns.map((column) => score(take(column, true), by));
    const outs = columns.map((column) => score(take(column, false), by));
    const best = ins.indexOf(Math.max(...ins));
    const relative = midRanks(outs)[best]! / (columns.length + 1);
    logits.push(Math.log(relative / (1 - relative)));
    chosen.push(ins[best]!);
    other.push(outs[best]!);
  }
  const mean = (x: readonly number[]): number => x.reduce((a, b) => a + b, 0) / x.length;
  const [meanChosen, meanOther] = [mean(chosen), mean(other)];
  const across = mean(chosen.map((x, i) => (x - meanChosen) * (other[i]! - meanOther)));
  return {
    logits,
    probability: logits.filter((logit) => logit <= 1e-12).length / logits.length,
    loss: other.filter((each) => each < 0).length / other.length,
    slope: across / mean(chosen.map((x) => (x - meanChosen) ** 2)),
  };
}

function score(bars: readonly number[], by: "pnl" | "sharpe"): number {
  const sum = bars.reduce((a, b) => a + b, 0);
  if (by === "pnl") return sum;
  const mean = sum / bars.length;
  const squares = bars.reduce((a, b) => a + (b - mean) ** 2, 0);
  return mean / Math.sqrt(squares / (bars.length - 1));
}

function choices(of: number, take: number, from = 0): number[][] {
  if (take === 0) return [[]];
  const list: number[][] = [];
  for (let first = from; first <= of - take; first++) {
    for (const rest of choices(of, take - 1, first + 1)) list.push([first, ...rest]);
  }
  return list;
}
