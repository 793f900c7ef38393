import type { ExposureBook } from "./exposure-book.ts";
import type { Valuation } from "./valuation.ts";

/**
 * What lots of each cell are worth, in 10^-6 of the risk currency: counted anew only where the lots
 * or a price that they are valued at have changed.
 */
export class WorthColumn {
  /** By cell: what is to be counted, set before `count`. Below zero is set against other exposure. */
  readonly lots: Float64Array;
  /** By cell: what it came to, with the sign of the lots. */
  readonly values: Float64Array;
  /** What `values` were counted from. */
  readonly #countedLots: Float64Array;
  readonly #ticks: Int32Array;
  readonly #rateTicks: Int32Array;
  readonly #book: ExposureBook;
  readonly #valuation: Valuation;

  constructor(book: ExposureBook, valuation: Valuation) {
    const cells = book.positionLots.length;
    this.lots = new Float64Array(cells);
    this.values = new Float64Array(cells);
    this.#countedLots = new Float64Array(cells).fill(Number.NaN);
    this.#ticks = new Int32Array(cells);
    this.#rateTicks = new Int32Array(cells);
    this.#book = book;
    this.#valuation = valuation;
  }

  /** Brings the value of a cell up to date. */
  count(cell: number): void {
    const market = this.#book.marketOf(cell);
    const valuation = this.#valuation;
    const lots = this.lots[cell]!;
    const adds = lots >= 0;
    const ticks = adds ? valuation.highTicks(market) : valuation.lowTicks(market);
    const rateTicks = adds ? valuation.highRateTicks(market) : valuation.lowRateTicks(market);
    if (
      lots === this.#countedLots[cell] &&
      ticks === this.#ticks[cell] &&
      rateTicks === this.#rateTicks[cell]
    ) {
      return;
    }
    this.#countedLots[cell] = lots;
    this.#ticks[cell] = ticks;
    this.#rateTicks[cell] = rateTicks;
    const { values } = this;
    values[cell] = Math.abs(lots);
    if (adds) valuation.exposure(values, cell, market);
    else {
      valuation.offset(values, cell, market);
      values[cell] = -values[cell];
    }
  }
}
