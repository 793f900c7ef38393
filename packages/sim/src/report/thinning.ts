/** Buckets that a series is cut into for drawing: about one a pixel of a very wide screen. */
const BUCKETS = 2000;
/** A series of this many samples or fewer is drawn whole. */
const WHOLE = 12_000;

/**
 * Which of `count` samples to draw, rising. Every bucket keeps its first and last sample, each
 * column's smallest and largest value and its first zero (which in prices means "none"), so that no
 * spike and no gap is lost, whatever the number of samples.
 */
export function drawnSamples(columns: readonly ArrayLike<number>[], count: number): number[] {
  if (count <= WHOLE) return Array.from({ length: count }, (_, i) => i);
  const drawn: number[] = [];
  for (let bucket = 0; bucket < BUCKETS; bucket++) {
    const first = Math.floor((bucket * count) / BUCKETS);
    const end = Math.floor(((bucket + 1) * count) / BUCKETS);
    const kept = new Set([first, end - 1]);
    for (const column of columns) keepExtremes(column, { first, end }, kept);
    drawn.push(...[...kept].toSorted((a, b) => a - b));
  }
  return drawn;
}

function keepExtremes(
  column: ArrayLike<number>,
  bucket: { readonly first: number; readonly end: number },
  kept: Set<number>,
): void {
  let low = -1;
  let high = -1;
  let zero = -1;
  for (let i = bucket.first; i < bucket.end; i++) {
    const value = column[i]!;
    if (value === 0) {
      if (zero < 0) zero = i;
      continue;
    }
    if (low < 0 || value < column[low]!) low = i;
    if (high < 0 || value > column[high]!) high = i;
  }
  for (const i of [low, high, zero]) if (i >= 0) kept.add(i);
}
