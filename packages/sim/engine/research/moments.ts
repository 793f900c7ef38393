/** Mean, spread and form of some figures. */
export interface Moments {
  readonly count: number;
  readonly mean: number;
  /** Standard deviation with n - 1. */
  readonly deviation: number;
  /** Third moment by the second one's power of 1.5, all by n: 0 for a symmetric distribution. */
  readonly skew: number;
  /** Fourth moment by the square of the second, all by n: 3 for a normal distribution. */
  readonly kurtosis: number;
}

/** Undefined for fewer than two figures, when all are equal, and when one is not finite. */
export function momentsOf(figures: ArrayLike<number>): Moments | undefined {
  const count = figures.length;
  if (count < 2) return undefined;
  let sum = 0;
  let isConstant = true;
  for (let i = 0; i < count; i++) {
    sum += figures[i]!;
    if (figures[i] !== figures[0]) isConstant = false;
  }
  if (isConstant || !Number.isFinite(sum)) return undefined;
  const mean = sum / count;
  let second = 0;
  let third = 0;
  let fourth = 0;
  for (let i = 0; i < count; i++) {
    const off = figures[i]! - mean;
    const square = off * off;
    second += square;
    third += square * off;
    fourth += square * square;
  }
  const variance = second / count;
  const skew = third / count / variance ** 1.5;
  const kurtosis = fourth / count / (variance * variance);
  if (!Number.isFinite(skew) || !Number.isFinite(kurtosis)) return undefined;
  return { count, mean, deviation: Math.sqrt(second / (count - 1)), skew, kurtosis };
}
