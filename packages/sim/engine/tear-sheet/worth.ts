import { type Instrument, Money } from "@mexoms/core";
import { INVERSE_DECIMALS, inverseValue } from "@mexoms/core/internal";

/**
 * What sizes of one instrument are worth at prices in half ticks, such as middle prices, to the last
 * unit of what Position counts in. Linear values are exact; those of inverse contracts are rounded to
 * 10^-18 of the coin, each once.
 */
export class Worth {
  readonly instrument: Instrument;
  readonly #inverse: boolean;
  readonly #factor: bigint;
  readonly #decimals: number;

  constructor(instrument: Instrument) {
    const { tick, lot, contractSize, payoff } = instrument;
    this.instrument = instrument;
    this.#inverse = payoff === "inverse";
    // A half tick is five of the next decimal.
    this.#factor = this.#inverse
      ? 1n
      : 5n * BigInt(tick.mantissa) * BigInt(lot.mantissa) * BigInt(contractSize.mantissa);
    this.#decimals = this.#inverse
      ? INVERSE_DECIMALS
      : tick.decimals + lot.decimals + contractSize.decimals + 1;
  }

  /**
   * Value, in units for `money`, of a position (negative is short). It grows with the price, so that an
   * inverse contract is a short of coins. At 0, the price that is not known, nothing is worth anything.
   */
  at(lots: number, halfTicks: number): bigint {
    if (halfTicks === 0 || lots === 0) return 0n;
    if (!this.#inverse) return BigInt(lots) * BigInt(halfTicks);
    const value = inverseValue(this.instrument, Math.abs(lots), halfTicks, 2);
    return lots > 0 ? -value : value;
  }

  /** What a position gains when the price goes from one to another. */
  gain(lots: number, fromHalf: number, toHalf: number): bigint {
    return this.at(lots, toHalf) - this.at(lots, fromHalf);
  }

  /** Value without a sign. */
  size(lots: number, halfTicks: number): bigint {
    const value = this.at(lots, halfTicks);
    return value < 0n ? -value : value;
  }

  money(units: bigint): Money {
    return new Money(units * this.#factor, this.#decimals);
  }
}
