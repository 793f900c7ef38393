import { fail } from "@mexoms/core/internal";

const BUCKETS = 1 << 16;

/** Whole numbers, as often as they are asked for and in any order, each to be given to `take`. */
export type NumberSource = (take: (value: number) => void) => void;

interface Search {
  /** The value looked for is the one with this many before it among those from `low` on. */
  rank: number;
  low: number;
  width: number;
  readonly counts: Float64Array;
}

/**
 * The values that given shares of whole numbers do not exceed, exactly and in bounded memory: all
 * numbers are counted in buckets, then those in the bucket that holds a quantile, in finer ones, until
 * a bucket is one number. `count`, `min` and `max` must be those of the numbers.
 */
export function quantiles(
  source: NumberSource,
  of: { readonly count: number; readonly min: number; readonly max: number },
  shares: readonly number[],
): number[] {
  const span = of.max - of.min + 1;
  const searches = shares.map((share): Search => {
    const rank = Math.max(0, Math.ceil(share * of.count) - 1);
    return { rank, low: of.min, width: span, counts: new Float64Array(BUCKETS) };
  });
  while (searches.some((search) => search.width > 1)) {
    const open = searches.filter((search) => search.width > 1);
    for (const search of open) search.counts.fill(0);
    source((value) => {
      for (const search of open) count(search, value);
    });
    for (const search of open) narrow(search);
  }
  return searches.map((search) => search.low);
}

function count({ low, width, counts }: Search, value: number): void {
  if (value < low || value >= low + width) return;
  const bucket = Math.floor((value - low) / bucketWidth(width));
  counts[bucket] = counts[bucket]! + 1;
}

function narrow(search: Search): void {
  const { counts, width } = search;
  let bucket = 0;
  while (search.rank >= counts[bucket]!) {
    search.rank -= counts[bucket]!;
    bucket += 1;
    if (bucket === BUCKETS) fail("fewer numbers than were said to be there");
  }
  search.width = bucketWidth(width);
  search.low += bucket * search.width;
}

function bucketWidth(width: number): number {
  return Math.ceil(width / BUCKETS);
}
