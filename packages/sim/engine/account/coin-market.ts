import type { Instrument, Rate } from "@mexoms/core";
import { BUY, ContractValue, rateOf } from "@mexoms/core/internal";

/** What an order of coins needs, or holds, of one currency. */
export interface Need {
  readonly currency: string;
  readonly units: bigint;
}

/** One instrument that an account trades coin for coin, at the account's fees. */
export class CoinMarket {
  readonly instrument: Instrument;
  readonly value: ContractValue;
  readonly #maker: Rate;
  readonly #taker: Rate;
  readonly #feesOfQuote: boolean;

  constructor(options: {
    instrument: Instrument;
    fees: { readonly maker: Rate; readonly taker: Rate };
    feeCurrency: "quote" | "received";
  }) {
    this.instrument = options.instrument;
    this.value = new ContractValue(options.instrument);
    this.#maker = options.fees.maker;
    this.#taker = options.fees.taker;
    this.#feesOfQuote = options.feeCurrency === "quote";
  }

  get base(): string {
    return this.instrument.spec.base;
  }

  get quote(): string {
    return this.instrument.spec.quote;
  }

  /** A buy needs its value and the higher of its fees, if that is taken from the quote; a sell its size. */
  need(side: number, priceTicks: number, lots: number): Need {
    if (side !== BUY) return { currency: this.base, units: this.value.base(lots) };
    const value = this.value.at(lots, priceTicks);
    const rate = Math.max(this.#maker.units, this.#taker.units, 0);
    const fee = this.#feesOfQuote ? rateOf(value, rate) : 0n;
    return { currency: this.quote, units: value + fee };
  }

  /** The fee of a fill; below zero a rebate. */
  fee(side: number, priceTicks: number, lots: number, maker: boolean): Need {
    const { units } = maker ? this.#maker : this.#taker;
    if (this.#feesOfQuote || side !== BUY) {
      return { currency: this.quote, units: rateOf(this.value.at(lots, priceTicks), units) };
    }
    return { currency: this.base, units: rateOf(this.value.base(lots), units) };
  }
}
