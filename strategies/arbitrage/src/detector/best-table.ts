const SAFE = Number.MAX_SAFE_INTEGER;
const NEAR = 2 ** -45;
/** No market has a price. */
export const NOBODY = -1;

/**
 * The best of one price over the markets of a symbol: each price is a whole number of ticks times a
 * whole factor of its market, and is compared exactly. A change costs one comparison, and one more
 * for each venue of the symbol when it was the best and got worse.
 */
export class BestTable {
  /** Place of the best market, NOBODY while none has a price. */
  best: number = NOBODY;
  /** Ticks times factor, nearest double; NaN without a price. */
  readonly value: Float64Array;
  readonly #ticks: Float64Array;
  readonly #factors: readonly bigint[];
  readonly #doubles: Float64Array;
  /** 1 when the highest is the best, -1 when the lowest is. */
  readonly #sign: 1 | -1;

  constructor(factors: readonly bigint[], sign: 1 | -1) {
    this.#factors = factors;
    this.#doubles = Float64Array.from(factors, Number);
    this.#ticks = new Float64Array(factors.length);
    this.value = new Float64Array(factors.length).fill(Number.NaN);
    this.#sign = sign;
  }

  set(place: number, ticks: number): void {
    const worse = this.#sign * (ticks - this.#ticks[place]!) < 0;
    this.#ticks[place] = ticks;
    this.value[place] = ticks * this.#doubles[place]!;
    if (this.best === place) {
      if (worse) this.#search();
    } else if (this.best === NOBODY || this.#better(place, this.best)) this.best = place;
  }

  clear(place: number): void {
    this.value[place] = Number.NaN;
    if (this.best === place) this.#search();
  }

  #search(): void {
    let best = NOBODY;
    for (let place = 0; place < this.value.length; place++) {
      if (Number.isNaN(this.value[place]!)) continue;
      if (best === NOBODY || this.#better(place, best)) best = place;
    }
    this.best = best;
  }

  #better(place: number, than: number): boolean {
    const a = this.value[place]!;
    const b = this.value[than]!;
    if ((a <= SAFE && b <= SAFE) || Math.abs(a - b) > (a + b) * NEAR) {
      return this.#sign * (a - b) > 0;
    }
    return this.#betterExactly(place, than);
  }

  #betterExactly(place: number, than: number): boolean {
    const a = BigInt(this.#ticks[place]!) * this.#factors[place]!;
    const b = BigInt(this.#ticks[than]!) * this.#factors[than]!;
    return this.#sign === 1 ? a > b : a < b;
  }
}
