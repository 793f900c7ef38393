import { Prng } from "@mexoms/core";

const LEVEL = 0.95;
const NO_SPREAD = 1e-12;

/** How far one column lies behind another, an order on average. */
export interface Difference {
  readonly mean: number;
  readonly low: number;
  readonly high: number;
}

/**
 * Differences of column `best` minus each column, summed over rows and an order, with bands that hold for all columns
 * together with 95 % (bootstrap of rows; the largest studentized deviation over the columns). Equal
 * seeds give equal bands.
 */
export function differenceBands(options: {
  /** One row a group of orders, one number a column. */
  readonly rows: readonly Float64Array[];
  /** Orders in all rows. */
  readonly per: number;
  readonly best: number;
  readonly resamples: number;
  readonly seed: number;
}): Difference[] {
  const { rows, best } = options;
  const columns = rows[0]?.length ?? 0;
  const means = meansBehind(rows, best, new Float64Array(rows.length).fill(1));
  const draws = resample(options);
  const errors = Array.from({ length: columns }, (_, c) => spread(draws, c, means[c]!));
  const deviations = draws.map((draw) =>
    errors.reduce(
      (most, error, c) =>
        error < NO_SPREAD ? most : Math.max(most, Math.abs(draw[c]! - means[c]!) / error),
      0,
    ),
  );
  deviations.sort((a, b) => a - b);
  const reach = deviations[Math.min(deviations.length - 1, Math.floor(LEVEL * deviations.length))]!;
  return errors.map((error, c) => {
    const mean = means[c]!;
    const low = mean - reach * error;
    const scale = rows.length / options.per;
    return { mean: mean * scale, low: low * scale, high: (mean + reach * error) * scale };
  });
}

function resample(options: {
  readonly rows: readonly Float64Array[];
  readonly best: number;
  readonly resamples: number;
  readonly seed: number;
}): Float64Array[] {
  const { rows, best, resamples } = options;
  const prng = new Prng(options.seed);
  return Array.from({ length: resamples }, () => {
    const times = new Float64Array(rows.length);
    for (let i = 0; i < rows.length; i++) {
      const drawn = prng.below(rows.length);
      times[drawn] = times[drawn]! + 1;
    }
    return meansBehind(rows, best, times);
  });
}

function meansBehind(
  rows: readonly Float64Array[],
  best: number,
  times: Float64Array,
): Float64Array {
  const means = new Float64Array(rows[0]?.length ?? 0);
  for (const [i, row] of rows.entries()) {
    const weight = times[i]!;
    if (weight === 0) continue;
    for (let c = 0; c < means.length; c++) means[c]! += weight * (row[best]! - row[c]!);
  }
  return means.map((sum) => sum / rows.length);
}

function spread(draws: readonly Float64Array[], column: number, mean: number): number {
  const squares = draws.reduce((sum, draw) => sum + (draw[column]! - mean) ** 2, 0);
  return Math.sqrt(squares / draws.length);
}
