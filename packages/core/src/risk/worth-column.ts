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
  readonly #countedAt: Int32Array;
  readonly #marketOf: Int32Array;
  readonly #pricedAt: Int32Array;
  readonly #valuation: Valuation;

  constructor(book: ExposureBook, valuation: Valuation) {
    const cells = book.positionLots.length;
    this.lots = new Float64Array(cells);
    this.values = new Float64Array(cells);
    this.#countedLots = new Float64Array(cells).fill(Number.NaN);
    this.#countedAt = new Int32Array(cells);
    this.#marketOf = Int32Array.from({ length: cells }, (_, cell) => book.marketOf(cell));
    this.#pricedAt = valuation.changedAt;
    this.#valuation = valuation;
  }

  /** Brings the value of a cell up to date, after `refresh` of the valuation. */
  count(cell: number): void {
    const changedAt = this.#pricedAt[this.#marketOf[cell]!]!;
    if (changedAt === this.#countedAt[cell] && this.lots[cell] === this.#countedLots[cell]) return;
    this.#countedAt[cell] = changedAt;
    this.#count(cell);
  }

  #count(cell: number): void {
    const { values } = this;
    const lots = this.lots[cell]!;
    const market = this.#marketOf[cell]!;
    this.#countedLots[cell] = lots;
    values[cell] = Math.abs(lots);
    if (lots >= 0) {
      this.#valuation.exposure(values, cell, market);
      return;
    }
    this.#valuation.offset(values, cell, market);
    values[cell] = -values[cell];
  }
}
