import type { SharpeFigures } from "./honesty.ts";
import type { Moments } from "./moments.ts";
import { momentsOf } from "./moments.ts";
import { type Figure, notEnough } from "./not-enough.ts";
import { normalCdf } from "./normal.ts";

/** A standard error of fewer bars says nothing. */
const MIN_BARS = 10;

/**
 * Standard error of the Sharpe ratio of a bar: sqrt((1 - skew*SR + (kurtosis - 1)/4*SR^2) / (n - 1)).
 * Lo, "The Statistics of Sharpe Ratios", Financial Analysts Journal 58(4), 2002, for independent normal
 * returns (there 1 + SR^2/2); with skew and kurtosis Mertens, "Comments on variance of the IID estimator
 * in Lo (2002)", 2002; with n - 1 Bailey and Lopez de Prado, "The Sharpe Ratio Efficient Frontier",
 * Journal of Risk 15(2), 2012.
 */
export function sharpeError(options: {
  readonly sharpe: number;
  readonly bars: number;
  readonly skew: number;
  readonly kurtosis: number;
}): number {
  const { sharpe, bars, skew, kurtosis } = options;
  return Math.sqrt((1 - skew * sharpe + ((kurtosis - 1) / 4) * sharpe * sharpe) / (bars - 1));
}

/**
 * Probability that the true Sharpe ratio is above `above`: Phi((SR - above) / standard error). Bailey
 * and Lopez de Prado 2012. All ratios are those of a bar.
 */
export function probabilisticSharpe(options: {
  readonly sharpe: number;
  readonly above: number;
  readonly bars: number;
  readonly skew: number;
  readonly kurtosis: number;
}): number {
  return normalCdf((options.sharpe - options.above) / sharpeError(options));
}

/** Mean over standard deviation of a bar; undefined where `momentsOf` is. */
export function sharpeOf(bars: ArrayLike<number>): number | undefined {
  const moments = momentsOf(bars);
  return moments && moments.mean / moments.deviation;
}

/** The Sharpe ratio of one trial's bars with its error. */
export function sharpeFigures(bars: ArrayLike<number>): Figure<SharpeFigures> {
  if (bars.length < MIN_BARS) {
    return notEnough(`${bars.length} bars; a Sharpe ratio needs at least ${MIN_BARS}`);
  }
  const moments = momentsOf(bars);
  if (moments === undefined) return notEnough("the profit of a bar is the same in all bars");
  return figuresOf(moments);
}

function figuresOf({ count, mean, deviation, skew, kurtosis }: Moments): Figure<SharpeFigures> {
  const terms = { sharpe: mean / deviation, bars: count, skew, kurtosis };
  const error = sharpeError(terms);
  // kurtosis >= 1 + skew^2 keeps the term above 0 but for rounding.
  if (!(error > 0)) return notEnough("the bars have only two values, which has no standard error");
  return { ...terms, error, probabilistic: probabilisticSharpe({ ...terms, above: 0 }) };
}
