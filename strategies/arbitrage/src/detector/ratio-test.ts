const SAFE = Number.MAX_SAFE_INTEGER;
/** Products of doubles that differ by more than this part of their sum differ exactly, too. */
const NEAR = 2 ** -45;

/** One as a whole number of rate units: Rate counts in 10^-10. */
export const ONE: bigint = 10n ** 10n;

/**
 * Whether x * above >= y * below, for whole x and y from 1 to 2^53. Exact always: as plain integers
 * while the products fit in a double, and as bigints when they do not and are near each other.
 */
export class RatioTest {
  readonly above: bigint;
  readonly below: bigint;
  readonly #above: number;
  readonly #below: number;

  constructor(above: bigint, below: bigint) {
    const common = gcd(above, below);
    this.above = above / common;
    this.below = below / common;
    this.#above = Number(this.above);
    this.#below = Number(this.below);
  }

  passes(x: number, y: number): boolean {
    const left = x * this.#above;
    const right = y * this.#below;
    if ((left <= SAFE && right <= SAFE) || Math.abs(left - right) > (left + right) * NEAR) {
      return left >= right;
    }
    return this.#exact(x, y);
  }

  #exact(x: number, y: number): boolean {
    return BigInt(x) * this.above >= BigInt(y) * this.below;
  }
}

/**
 * The test of a bid against an ask on one grid: is (bid * (1 - sellFee) - ask * (1 + buyFee)) at
 * least `need` of ask * (1 + buyFee)? All three in rate units (10^-10).
 */
export function crossTest(buyFee: number, sellFee: number, need: number): RatioTest {
  return new RatioTest(
    (ONE - BigInt(sellFee)) * ONE,
    (ONE + BigInt(buyFee)) * (ONE + BigInt(need)),
  );
}

export function gcd(a: bigint, b: bigint): bigint {
  let [x, y] = [a, b];
  while (y !== 0n) [x, y] = [y, x % y];
  return x;
}
