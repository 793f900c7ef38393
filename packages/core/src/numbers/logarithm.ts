const LN2_HIGH = 0.6931471803691238; // upper bits of ln 2, so that k * LN2_HIGH is exact
const LN2_LOW = 1.9082149292705877e-10;

/**
 * Natural logarithm by arithmetic alone, so that every JavaScript engine gives the same bits
 * (`Math.log` is allowed to differ). Within 2 units in the last place. NaN below zero.
 *
 * x = m * 2^k with m in [sqrt(1/2), sqrt(2)); ln m = 2 artanh((m-1)/(m+1)) by its series.
 */
export function naturalLog(x: number): number {
  if (!(x > 0) || x === Number.POSITIVE_INFINITY) {
    return x === 0 ? Number.NEGATIVE_INFINITY : x > 0 ? x : Number.NaN;
  }
  let k = 0;
  let m = x;
  while (m >= 4294967296) {
    m *= 2.3283064365386963e-10;
    k += 32;
  }
  while (m < 2.3283064365386963e-10) {
    m *= 4294967296;
    k -= 32;
  }
  while (m >= Math.SQRT2) {
    m *= 0.5;
    k += 1;
  }
  while (m < Math.SQRT1_2) {
    m *= 2;
    k -= 1;
  }
  const s = (m - 1) / (m + 1);
  const z = s * s;
  let series = 0;
  for (let n = 23; n >= 3; n -= 2) series = (series + 1 / n) * z;
  return k * LN2_HIGH + (2 * s + (2 * s * series + k * LN2_LOW));
}

/** ln(1 + x) with the digits of a small x kept, by the same arithmetic (Goldberg 1991, theorem 4). */
export function naturalLog1p(x: number): number {
  const sum = 1 + x;
  return sum === 1 ? x : (naturalLog(sum) * x) / (sum - 1);
}
