const ROOT_TWO_PI = Math.sqrt(2 * Math.PI);
/** From here on the continued fraction is used: below it the series is both fast and exact. */
const TAIL = 3;
const FRACTION_DEPTH = 120;

/**
 * The standard normal distribution function: relative error below 1e-12 in both tails. Up to 3 by the
 * series of Marsaglia, "Evaluating the Normal Distribution", Journal of Statistical Software 11(4),
 * 2004, beyond by Laplace's continued fraction (Abramowitz and Stegun 26.2.14).
 */
export function normalCdf(x: number): number {
  if (Number.isNaN(x)) return Number.NaN;
  if (x > TAIL) return 1 - upperTail(x);
  if (x < -TAIL) return upperTail(-x);
  return 0.5 + density(x) * series(x);
}

/**
 * The x with normalCdf(x) = p: absolute error below 1e-12 for p up to 0.5, and what a double near 1 can
 * tell beyond. The rough value of Abramowitz and Stegun 26.2.23, made exact by Halley's steps. Minus and
 * plus infinity for 0 and 1, NaN outside.
 */
export function normalInverse(p: number): number {
  if (!(p >= 0 && p <= 1)) return Number.NaN;
  if (p === 0) return -Infinity;
  if (p === 1) return Infinity;
  return p > 0.5 ? -lowerInverse(1 - p) : lowerInverse(p);
}

function density(x: number): number {
  return Math.exp(-0.5 * x * x) / ROOT_TWO_PI;
}

/** x + x^3/3 + x^5/(3*5) + ...: all terms have one sign, so nothing cancels. */
function series(x: number): number {
  let term = x;
  let sum = x;
  for (let k = 3; Math.abs(term) > 1e-17 * Math.abs(sum); k += 2) {
    term *= (x * x) / k;
    sum += term;
  }
  return sum;
}

function upperTail(x: number): number {
  if (x === Infinity) return 0;
  let fraction = x;
  for (let k = FRACTION_DEPTH; k >= 1; k--) fraction = x + k / fraction;
  return density(x) / fraction;
}

function lowerInverse(p: number): number {
  const t = Math.sqrt(-2 * Math.log(p));
  const over = 2.515517 + t * (0.802853 + t * 0.010328);
  const under = 1 + t * (1.432788 + t * (0.189269 + t * 0.001308));
  let x = over / under - t;
  for (let step = 0; step < 4; step++) {
    const slope = density(x);
    if (slope === 0) break;
    const newton = (normalCdf(x) - p) / slope;
    x -= newton / (1 + 0.5 * x * newton);
  }
  return x;
}
