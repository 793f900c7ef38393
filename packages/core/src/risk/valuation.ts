import { BUY, SELL } from "../market/side.ts";
import type { MarketState } from "../kernel/market-state.ts";
import { CountedCurrency } from "./counted-currency.ts";
import { type Fraction, fractionOf, scaleDown, scaleUp } from "./fraction.ts";
import type { ParsedRisk } from "./parse-risk.ts";

/** What lots of each instrument are worth, in whole 10^-6 of the risk currency, rounded against us. */
export class Valuation {
  /** Every currency that an instrument is quoted or settled in. */
  readonly currencies: readonly CountedCurrency[];
  /** By market, place in `currencies`. */
  readonly settleOf: readonly number[];
  readonly #markets: readonly MarketState[];
  readonly #quoteOf: readonly CountedCurrency[];
  /** Quote atoms of one lot times one tick; of one lot where the payoff is inverse. */
  readonly #exposure: readonly Fraction[];
  /** Settle atoms of one lot at one tick, where the payoff is inverse: to be divided by the ticks. */
  readonly #inverse: readonly (Fraction | undefined)[];
  readonly #atPrice: Fraction = { num: 0, den: 1 };
  /** The higher side of the book when both were last known, 0 for never. */
  readonly #highTicks: Int32Array;
  /** Counts the changes of prices that `refresh` has seen. */
  revision = 1;
  /** By market: the revision in which a price last changed that its lots are valued at. */
  readonly changedAt: Int32Array;
  /** By market: keys of the best levels and 1 for a gap, as of the last `refresh`. */
  readonly #bids: Int32Array;
  readonly #asks: Int32Array;
  readonly #gaps: Uint8Array;
  /** Markets whose quote currency has a market price, each with the market that prices it. */
  readonly #converted: readonly { readonly market: number; readonly by: number }[];

  constructor(risk: ParsedRisk, markets: readonly MarketState[]) {
    this.#markets = markets;
    this.#highTicks = new Int32Array(markets.length);
    this.changedAt = new Int32Array(markets.length).fill(this.revision);
    this.#bids = new Int32Array(markets.length);
    this.#asks = new Int32Array(markets.length);
    this.#gaps = new Uint8Array(markets.length);
    const currencies: CountedCurrency[] = [];
    const place = (name: string): number => {
      const found = currencies.findIndex((each) => each.name === name);
      if (found >= 0) return found;
      return currencies.push(new CountedCurrency(name, risk, markets)) - 1;
    };
    this.#quoteOf = markets.map(({ instrument }) => currencies[place(instrument.spec.quote)]!);
    this.#converted = this.#quoteOf.flatMap(({ market: by }, market) =>
      by === undefined ? [] : [{ market, by: markets.indexOf(by) }],
    );
    this.settleOf = markets.map(({ instrument }) => place(instrument.settle));
    this.currencies = currencies;
    this.#exposure = markets.map(({ instrument }, m) => {
      const { tick, lot, contractSize, payoff, id } = instrument;
      const perTick = payoff === "linear" ? tick : { mantissa: 1, decimals: 0 };
      const mantissa = perTick.mantissa * lot.mantissa * contractSize.mantissa;
      const decimals = perTick.decimals + lot.decimals + contractSize.decimals;
      return fractionOf(mantissa, this.#quoteOf[m]!.decimals - decimals, `risk: ${id}`);
    });
    this.#inverse = markets.map(({ instrument }, m) => {
      if (instrument.payoff === "linear") return undefined;
      const { tick, lot, contractSize, id } = instrument;
      const { decimals } = currencies[this.settleOf[m]!]!;
      const exponent = decimals + tick.decimals - lot.decimals - contractSize.decimals;
      return fractionOf(lot.mantissa * contractSize.mantissa, exponent, `risk: ${id}`);
    });
  }

  /** Finds the markets whose prices have changed since the last time. */
  refresh(): void {
    const markets = this.#markets;
    let { revision } = this;
    for (let m = 0; m < markets.length; m++) {
      const { bids, asks, gapped } = markets[m]!.book;
      const gap = gapped ? 1 : 0;
      if (bids.best === this.#bids[m] && asks.best === this.#asks[m] && gap === this.#gaps[m]) {
        continue;
      }
      this.#bids[m] = bids.best;
      this.#asks[m] = asks.best;
      this.#gaps[m] = gap;
      revision = (this.revision + 1) | 0;
      this.changedAt[m] = revision;
    }
    if (revision === this.revision) return;
    this.revision = revision;
    for (let i = 0; i < this.#converted.length; i++) {
      const { market, by } = this.#converted[i]!;
      if (this.changedAt[by] === revision) this.changedAt[market] = revision;
    }
  }

  /** The price that exposure is counted at: the best ask, or the last one known. 0 for none yet. */
  highTicks(market: number): number {
    const { book } = this.#markets[market]!;
    if (book.has(BUY) && book.has(SELL) && !book.gapped) {
      this.#highTicks[market] = book.bestTicks(SELL);
    }
    return this.#highTicks[market]!;
  }

  /** Lots in `values[at]` become what they are worth at the higher side of the book. */
  exposure(values: Float64Array, at: number, market: number): void {
    if (values[at] !== 0) this.exposureAt(values, at, market, this.highTicks(market));
  }

  /** Lots in `values[at]` become what they are worth at a price; Infinity where there is none. */
  exposureAt(values: Float64Array, at: number, market: number, ticks: number): void {
    if (this.#inverse[market] === undefined) {
      values[at] = ticks > 0 ? values[at]! * ticks : Number.POSITIVE_INFINITY;
    }
    scaleUp(values, at, this.#exposure[market]!);
    this.#quoteOf[market]!.toRiskUp(values, at);
  }

  /** As exposure, at the lower side and rounded down: what may be set against other exposure. */
  offset(values: Float64Array, at: number, market: number): void {
    const { book } = this.#markets[market]!;
    const quote = this.#quoteOf[market]!;
    if (!this.priced(market) || !quote.known) {
      values[at] = 0;
      return;
    }
    if (this.#inverse[market] === undefined) values[at]! *= book.bestTicks(BUY);
    scaleDown(values, at, this.#exposure[market]!);
    quote.toRiskDown(values, at);
  }

  /** Whether a position can be valued: its book has both sides and no gap. */
  priced(market: number): boolean {
    const { book } = this.#markets[market]!;
    return !book.gapped && book.has(BUY) && book.has(SELL);
  }

  /**
   * Settle atoms that a position is worth as part of profit, with its sign, at the side of the book
   * that it would be closed at. Only while `priced`.
   */
  worth(values: Float64Array, at: number, market: number): void {
    const { book, position, instrument } = this.#markets[market]!;
    const { lots } = position;
    const ticks = book.bestTicks(lots > 0 ? BUY : SELL);
    const inverse = this.#inverse[market];
    // A long gets what it is sold for; a short coin-margined contract pays in coins: the reverse.
    const gets = lots > 0 === (inverse === undefined);
    const size = Math.abs(lots);
    let by = this.#exposure[market]!;
    if (inverse === undefined) {
      values[at] = size * ticks;
    } else {
      const price = this.#atPrice;
      price.num = inverse.num;
      price.den = inverse.den * ticks * instrument.tick.mantissa;
      values[at] = size;
      by = price;
    }
    if (gets) scaleDown(values, at, by);
    else scaleUp(values, at, by);
    if (!gets) values[at] = -values[at];
  }
}
