import { ConfigError } from "../errors.ts";

const MOST = Number.MAX_SAFE_INTEGER;

/** num / den in whole numbers. Mutable: where a price is part of it, it changes with the price. */
export interface Fraction {
  num: number;
  den: number;
}

/** mantissa * 10^exponent in lowest terms. Throws ConfigError when it cannot be counted with. */
export function fractionOf(mantissa: number, exponent: number, field: string): Fraction {
  let num = mantissa * 10 ** Math.max(0, exponent);
  let den = 10 ** Math.max(0, -exponent);
  if (!(num <= MOST && den <= MOST)) {
    throw new ConfigError(field, "has more digits than risk can count with");
  }
  let [a, b] = [num, den];
  while (b > 0) [a, b] = [b, a % b];
  num /= a;
  den /= a;
  return { num, den };
}

/**
 * Multiplies `values[at]`, a whole number that is not negative, by a fraction and rounds up. Exact
 * although the product may be beyond 2^53; Infinity when the result or a part of it is too large.
 * In and out go by column: a double that is passed or returned costs a heap number unless inlined.
 */
export function scaleUp(values: Float64Array, at: number, by: Fraction): void {
  const { num, den } = by;
  const product = values[at]! * num;
  if (product <= MOST) {
    // Exact: below 2^53 no quotient that is not whole is rounded to a whole one.
    values[at] = Math.ceil(product / den);
    return;
  }
  scaleDown(values, at, by, 1);
}

/**
 * As scaleUp, rounded down; `up` 1 rounds up. (The remainder of doubles is slow, so that it is left to
 * products beyond 2^53.)
 */
export function scaleDown(values: Float64Array, at: number, by: Fraction, up: 0 | 1 = 0): void {
  const { num, den } = by;
  const value = values[at]!;
  const product = value * num;
  if (product <= MOST) {
    values[at] = Math.floor(product / den);
    return;
  }
  const rest = value % den;
  const part = rest * num;
  const whole = ((value - rest) / den) * num;
  const over = part % den;
  const sum = whole + (part - over) / den + (over > 0 ? up : 0);
  const counted = value <= MOST && part <= MOST && whole <= MOST && sum <= MOST;
  values[at] = counted ? sum : Number.POSITIVE_INFINITY;
}
