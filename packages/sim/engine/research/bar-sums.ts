import type { FoldScore } from "./honesty.ts";

/**
 * Less deviation than this part of the size of the bars is rounding, and counts as this much, so that
 * trials with constant bars have a place among the others.
 */
const LEAST_VARIANCE = 1e-12;

/** Sums of the bars of many trials over segments, from which any union of segments is scored fast. */
export class BarSums {
  readonly trials: number;
  readonly segments: number;
  /** Of segment s and trial t at s * trials + t. */
  readonly sums: Float64Array;
  readonly squares: Float64Array;

  /** Segment s is from `borders[s]` up to but not with `borders[s + 1]`. */
  constructor(bars: readonly ArrayLike<number>[], borders: readonly number[]) {
    this.trials = bars.length;
    this.segments = Math.max(0, borders.length - 1);
    this.sums = new Float64Array(this.segments * this.trials);
    this.squares = new Float64Array(this.segments * this.trials);
    for (let s = 0; s < this.segments; s++) {
      const from = borders[s]!;
      const to = borders[s + 1]!;
      for (let t = 0; t < this.trials; t++) {
        const column = bars[t]!;
        let sum = 0;
        let square = 0;
        for (let i = from; i < to; i++) {
          const bar = column[i]!;
          sum += bar;
          square += bar * bar;
        }
        this.sums[s * this.trials + t] = sum;
        this.squares[s * this.trials + t] = square;
      }
    }
  }
}

/** How good some bars are, from their sums. */
export function scoreOfSums(by: FoldScore, count: number, sum: number, squares: number): number {
  if (by === "pnl" || sum === 0) return sum;
  const mean = sum / count;
  const variance = (squares - sum * mean) / (count - 1);
  const least = Math.max((LEAST_VARIANCE * squares) / count, Number.MIN_VALUE);
  return mean / Math.sqrt(variance > least ? variance : least);
}
