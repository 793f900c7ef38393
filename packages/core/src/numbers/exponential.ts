const LN2_HIGH = 0.6931471803691238; // upper bits of ln 2, so that k * LN2_HIGH is exact
const LN2_LOW = 1.9082149292705877e-10;
const TERMS = 14;

/**
 * e to the power of x by arithmetic alone, so that every JavaScript engine gives the same bits
 * (`Math.exp` is allowed to differ). For x from -700 to 700.
 *
 * x = k ln 2 + r with |r| <= ln 2 / 2; e^r by its series, then k doublings, which are exact.
 */
export function naturalExp(x: number): number {
  const k = Math.round(x / Math.LN2);
  const r = x - k * LN2_HIGH - k * LN2_LOW;
  let power = 1;
  for (let n = TERMS; n >= 1; n--) power = 1 + (power * r) / n;
  let factor = k < 0 ? 0.5 : 2;
  for (let rest = Math.abs(k); rest > 0; rest = Math.floor(rest / 2)) {
    if (rest % 2 === 1) power *= factor;
    factor *= factor;
  }
  return power;
}
