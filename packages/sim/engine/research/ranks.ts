/** Ranks from 1, the smallest first; equal figures share the mean of their places. */
export function midRanks(figures: ArrayLike<number>): Float64Array {
  const order = Float64Array.from({ length: figures.length }, (_, i) => i);
  order.sort((a, b) => figures[a]! - figures[b]!);
  const ranks = new Float64Array(figures.length);
  for (let from = 0; from < order.length;) {
    let to = from + 1;
    while (to < order.length && figures[order[to]!] === figures[order[from]!]) to++;
    for (let i = from; i < to; i++) ranks[order[i]!] = (from + 1 + to) / 2;
    from = to;
  }
  return ranks;
}

/** Spearman's rank correlation, -1 to 1; undefined when one side is all equal or has less than two. */
export function rankCorrelation(
  one: ArrayLike<number>,
  other: ArrayLike<number>,
): number | undefined {
  return correlation(midRanks(one), midRanks(other));
}

/** Pearson's correlation; undefined when one side is all equal or has less than two. */
export function correlation(one: ArrayLike<number>, other: ArrayLike<number>): number | undefined {
  const n = one.length;
  const meanOne = meanOf(one);
  const meanOther = meanOf(other);
  let both = 0;
  let squaresOne = 0;
  let squaresOther = 0;
  for (let i = 0; i < n; i++) {
    const a = one[i]! - meanOne;
    const b = other[i]! - meanOther;
    both += a * b;
    squaresOne += a * a;
    squaresOther += b * b;
  }
  const under = Math.sqrt(squaresOne) * Math.sqrt(squaresOther);
  return under > 0 ? Math.max(-1, Math.min(1, both / under)) : undefined;
}

/** NaN for none. */
export function meanOf(figures: ArrayLike<number>): number {
  let sum = 0;
  for (let i = 0; i < figures.length; i++) sum += figures[i]!;
  return sum / figures.length;
}

/** The middle one, or the mean of the two in the middle; NaN for none. */
export function medianOf(figures: readonly number[]): number {
  return quantileOf(
    figures.toSorted((a, b) => a - b),
    0.5,
  );
}

/** Of sorted figures, with a straight line between neighbours; NaN for none. */
export function quantileOf(sorted: ArrayLike<number>, share: number): number {
  const place = share * (sorted.length - 1);
  const low = Math.floor(place);
  const below = sorted[low] ?? Number.NaN;
  const above = sorted[Math.min(low + 1, sorted.length - 1)] ?? Number.NaN;
  return below === above ? below : below + (place - low) * (above - below);
}
