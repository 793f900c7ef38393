import { ConfigError } from "../errors.ts";
import type { Instrument } from "../instrument/instrument.ts";
import { RATE_DECIMALS } from "../numbers/rate.ts";
import { INVERSE_DECIMALS, inverseValue } from "./inverse-value.ts";

/** Amounts of accounts are integers of 10^-AMOUNT_DECIMALS of their currency. */
export const AMOUNT_DECIMALS = 36;

const ONE_RATE = 10n ** BigInt(RATE_DECIMALS);

/**
 * What sizes of one instrument are worth, as amounts of its settle currency. Linear values and fees
 * on them are exact; inverse values are rounded to 10^-18 of the coin once.
 */
export class ContractValue {
  readonly instrument: Instrument;
  readonly inverse: boolean;
  readonly #scale: bigint;
  readonly #base: bigint; // amount of base currency in one lot

  /** Throws ConfigError for an instrument that has more decimals than amounts can hold. */
  constructor(instrument: Instrument) {
    const { tick, lot, contractSize } = instrument;
    this.instrument = instrument;
    this.inverse = instrument.payoff === "inverse";
    const decimals = tick.decimals + lot.decimals + contractSize.decimals;
    if (decimals + RATE_DECIMALS >= AMOUNT_DECIMALS) {
      throw new ConfigError(
        "accounts",
        `${instrument.id} has more decimals than accounts can hold`,
      );
    }
    const lotSize = BigInt(lot.mantissa) * BigInt(contractSize.mantissa);
    this.#base = lotSize * 10n ** BigInt(AMOUNT_DECIMALS - lot.decimals - contractSize.decimals);
    this.#scale = this.inverse
      ? 10n ** BigInt(AMOUNT_DECIMALS - INVERSE_DECIMALS)
      : BigInt(tick.mantissa) * lotSize * 10n ** BigInt(AMOUNT_DECIMALS - decimals);
  }

  /** Value of a fill in the steps that Position keeps it in. */
  raw(lots: number, ticks: number): bigint {
    return this.inverse
      ? inverseValue(this.instrument, lots, ticks, 1)
      : BigInt(lots) * BigInt(ticks);
  }

  /** The amount of a raw value. */
  amount(raw: bigint): bigint {
    return raw * this.#scale;
  }

  /** Amount that lots are worth at a price. */
  at(lots: number, ticks: number): bigint {
    return this.raw(lots, ticks) * this.#scale;
  }

  /** Amount that lots are worth at a price in half ticks, such as a middle price. */
  atHalf(lots: number, halfTicks: number): bigint {
    if (this.inverse) return inverseValue(this.instrument, lots, halfTicks, 2) * this.#scale;
    return (BigInt(lots) * BigInt(halfTicks) * this.#scale) / 2n;
  }

  /** Price in ticks at which lots are worth an amount above zero, rounded to the nearest tick. */
  ticksAt(lots: number, amount: bigint): number {
    const oneTick = this.inverse ? inverseValue(this.instrument, lots, 1, 1) * this.#scale : 0n;
    const above = this.inverse ? oneTick : amount;
    const below = this.inverse ? amount : BigInt(lots) * this.#scale;
    return Number((2n * above + below) / (2n * below));
  }

  /** Amount of the base currency that lots are. */
  base(lots: number): bigint {
    return BigInt(lots) * this.#base;
  }
}

/** Part of an amount by a rate's units; exact for values and sizes of instruments. */
export function rateOf(amount: bigint, rateUnits: number): bigint {
  return (amount * BigInt(rateUnits)) / ONE_RATE;
}
