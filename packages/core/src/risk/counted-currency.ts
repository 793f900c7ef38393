import { ConfigError } from "../errors.ts";
import type { MarketState } from "../kernel/market-state.ts";
import { BUY, SELL } from "../market/side.ts";
import { type Fraction, fractionOf, scaleDown, scaleUp } from "./fraction.ts";
import type { ParsedRisk } from "./parse-risk.ts";

const RISK_DECIMALS = 6;
/** A coin is worth much more than a unit of the risk currency: its atoms are smaller. */
const COIN_DECIMALS = 8;

/** How amounts of one currency count in the risk currency. Amounts are whole atoms. */
export class CountedCurrency {
  readonly name: string;
  /** Atoms are 10^-decimals. */
  readonly decimals: number;
  readonly #fixed: Fraction | undefined;
  /** Prices the currency, unless its rate is fixed; its own quote currency has a fixed rate. */
  readonly market: MarketState | undefined;
  readonly #perTick: Fraction;
  readonly #price: Fraction = { num: 0, den: 1 };
  readonly #quote: CountedCurrency | undefined;
  #lastAsk = 0;

  /** Throws ConfigError for a currency that the config does not count. */
  constructor(name: string, risk: ParsedRisk, markets: readonly MarketState[]) {
    this.name = name;
    const field = `risk.count.${name}`;
    const rule = risk.count.get(name);
    if (rule === undefined) {
      throw new ConfigError(
        field,
        `is due: the run has instruments in ${name}; give a rate such as "1", or an instrument`,
      );
    }
    if ("num" in rule) {
      this.decimals = RISK_DECIMALS;
      this.#fixed = { num: rule.num, den: rule.den };
      this.#perTick = this.#price;
      return;
    }
    this.decimals = COIN_DECIMALS;
    const { instruments } = rule;
    const id = instruments.find((each) => markets.some(({ instrument }) => instrument.id === each));
    const market = markets.find(({ instrument }) => instrument.id === id);
    if (market === undefined) {
      const known = markets.map(({ instrument }) => instrument.id).join(", ");
      throw new ConfigError(
        field,
        `${instruments.join(", ")}: none is part of the run, which has ${known}`,
      );
    }
    const { spec, tick } = market.instrument;
    const quoteRule = risk.count.get(spec.quote);
    if (spec.base !== name || quoteRule === undefined || !("num" in quoteRule)) {
      throw new ConfigError(
        field,
        `${market.instrument.id} must have ${name} as base, and a quote currency with a fixed rate`,
      );
    }
    this.market = market;
    this.#quote = new CountedCurrency(spec.quote, risk, markets);
    const exponent = RISK_DECIMALS - COIN_DECIMALS - tick.decimals;
    this.#perTick = fractionOf(tick.mantissa, exponent, field);
    this.#price.den = this.#perTick.den;
  }

  /** Whether it can be converted now: the book that prices it has both sides and no gap. */
  get known(): boolean {
    const book = this.market?.book;
    return book === undefined || (!book.gapped && book.has(BUY) && book.has(SELL));
  }

  /** Turns atoms in `values[at]` into 10^-6 of the risk currency, rounded up, at the higher price. */
  toRiskUp(values: Float64Array, at: number): void {
    if (values[at] === 0) return;
    if (this.market === undefined) {
      scaleUp(values, at, this.#fixed!);
      return;
    }
    if (this.known) this.#lastAsk = this.market.book.bestTicks(SELL);
    if (this.#lastAsk === 0) values[at] = Number.POSITIVE_INFINITY;
    this.#price.num = this.#lastAsk * this.#perTick.num;
    scaleUp(values, at, this.#price);
    this.#quote!.toRiskUp(values, at);
  }

  /** As toRiskUp, rounded down at the lower price. Only while `known`. */
  toRiskDown(values: Float64Array, at: number): void {
    if (this.market === undefined) {
      scaleDown(values, at, this.#fixed!);
      return;
    }
    this.#price.num = this.market.book.bestTicks(BUY) * this.#perTick.num;
    scaleDown(values, at, this.#price);
    this.#quote!.toRiskDown(values, at);
  }
}
