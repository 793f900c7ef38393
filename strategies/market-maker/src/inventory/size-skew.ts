/**
 * Factor on the size of bids for an inventory that is `off` its target, in any unit: falls in a line
 * from 2 at `below` under the target over 1 at the target to 0 at `above` over it. Asks have 2 - it.
 */
export function bidSizeFactor(off: number, below: number, above: number): number {
  if (off < 0) return off <= -below ? 2 : 1 - off / below;
  return off >= above ? 0 : 1 - off / above;
}

/** What a linear size skew is made from. Amounts are totals, not what is free. */
export interface SizeSkewInputs {
  /** Base currency held. */
  readonly base: number;
  /** Quote currency held. */
  readonly quote: number;
  readonly price: number;
  /** Part of the capital that should be in the base currency, from 0 to 1. */
  readonly targetShare: number;
  /** Base currency by which the inventory may be off its target before a side has no size left. */
  readonly range: number;
}

/**
 * Factors on the sizes of bids and asks, as hummingbot's users know them: the range is at most half
 * of the capital, and its lower end at most zero coins. Both are 0 without capital or range.
 */
export function sizeSkew(inputs: SizeSkewInputs): { readonly bid: number; readonly ask: number } {
  const { base, quote, price, targetShare } = inputs;
  const capital = base * price + quote;
  if (!(capital > 0) || !(inputs.range > 0)) return { bid: 0, ask: 0 };
  const target = capital * targetShare;
  const range = Math.min(inputs.range * price, capital / 2);
  const bid = bidSizeFactor(base * price - target, Math.min(range, target), range);
  return { bid, ask: 2 - bid };
}
