import type { Instrument } from "../instrument/instrument.ts";
import { fail } from "../errors.ts";
import { ExactSum } from "../numbers/exact-sum.ts";
import { Money } from "../numbers/money.ts";
import { RATE_DECIMALS } from "../numbers/rate.ts";
import { sideSign } from "../market/side.ts";
import { CostBasis } from "./cost-basis.ts";

/** Decimals that values of inverse contracts are kept to; each fill is rounded once, half up. */
const INVERSE_DECIMALS = 18;

/**
 * Position and exact profit of one instrument, from zero. Money is in the settle currency.
 *
 * Linear: a fill is worth contract * price * size, exactly. Inverse: contract * size / price in the
 * base coin, rounded to 10^-18. Equity = cash + value of the position at mid - fees.
 */
export class Position {
  readonly instrument: Instrument;
  /** Signed: + long, - short. */
  lots = 0;
  maxAbsLots = 0;
  fills = 0;
  makerFills = 0;
  readonly #volumeLots = new ExactSum();
  readonly #cash = new ExactSum();
  readonly #makerValue = new ExactSum();
  readonly #takerValue = new ExactSum();
  readonly #basis = new CostBasis();
  readonly #decimals: number;
  readonly #factor: bigint;
  readonly #inverse: boolean;

  constructor(instrument: Instrument) {
    this.instrument = instrument;
    const { tick, lot, contractSize } = instrument;
    this.#inverse = instrument.payoff === "inverse";
    this.#decimals = this.#inverse
      ? INVERSE_DECIMALS
      : tick.decimals + lot.decimals + contractSize.decimals;
    this.#factor = this.#inverse
      ? 1n
      : BigInt(tick.mantissa) * BigInt(lot.mantissa) * BigInt(contractSize.mantissa);
  }

  fill(side: number, priceTicks: number, qtyLots: number, maker: boolean): void {
    const sign = sideSign(side);
    const turnover = maker ? this.#makerValue : this.#takerValue;
    if (this.#inverse) {
      const value = this.#inverseValue(qtyLots, priceTicks, 1);
      turnover.addBig(value);
      this.#cash.addBig(sign > 0 ? value : -value);
      this.#basis.fill(-sign * qtyLots, value);
    } else {
      const value = priceTicks * qtyLots;
      if (!Number.isSafeInteger(value)) fail(`a fill of ${qtyLots} lots at ${priceTicks} ticks`);
      turnover.add(value);
      this.#cash.add(-sign * value);
      this.#basis.fill(sign * qtyLots, BigInt(value));
    }
    this.lots += sign * qtyLots;
    this.maxAbsLots = Math.max(this.maxAbsLots, Math.abs(this.lots));
    this.#volumeLots.add(qtyLots);
    this.fills += 1;
    if (maker) this.makerFills += 1;
  }

  volumeLots(): bigint {
    return this.#volumeLots.total();
  }

  /** Value traded, both sides added up. */
  turnover(): Money {
    return this.#money(this.#makerValue.total() + this.#takerValue.total());
  }

  /** Paid fees; rebates make it negative. */
  fees(): Money {
    const { makerFee, takerFee } = this.instrument;
    const maker = this.#makerValue.total() * BigInt(makerFee.units);
    const taker = this.#takerValue.total() * BigInt(takerFee.units);
    return new Money((maker + taker) * this.#factor, this.#decimals + RATE_DECIMALS);
  }

  /** The fee of one fill. */
  feeOf(priceTicks: number, qtyLots: number, maker: boolean): Money {
    const rate = maker ? this.instrument.makerFee : this.instrument.takerFee;
    const value = this.#inverse
      ? this.#inverseValue(qtyLots, priceTicks, 1)
      : BigInt(priceTicks) * BigInt(qtyLots);
    return new Money(value * BigInt(rate.units) * this.#factor, this.#decimals + RATE_DECIMALS);
  }

  /** Cash + position at mid - fees. The mid is half the sum of the two ticks; 0 values it at 0. */
  equity(bidTicks: number, askTicks: number): Money {
    return this.#gross(bidTicks + askTicks).minus(this.fees());
  }

  /** Profit of closed parts before fees, by average cost. */
  realized(): Money {
    return this.#money(this.#basis.realized);
  }

  /** Profit of the open part at mid before fees: realized + unrealized - fees = equity, exactly. */
  unrealized(bidTicks: number, askTicks: number): Money {
    return this.#gross(bidTicks + askTicks).minus(this.realized());
  }

  #gross(twiceMidTicks: number): Money {
    const cash = this.#money(this.#cash.total());
    if (this.lots === 0 || twiceMidTicks <= 0) return cash;
    if (this.#inverse) {
      const value = this.#inverseValue(Math.abs(this.lots), twiceMidTicks, 2);
      return cash.plus(this.#money(this.lots > 0 ? -value : value));
    }
    const units = BigInt(this.lots) * BigInt(twiceMidTicks) * this.#factor * 5n;
    return cash.plus(new Money(units, this.#decimals + 1));
  }

  #money(units: bigint): Money {
    return new Money(units * this.#factor, this.#decimals);
  }

  /** contract * lots / (ticks / divisor) in 10^-18 of the base coin, rounded half up. */
  #inverseValue(lots: number, ticks: number, divisor: number): bigint {
    const { tick, lot, contractSize } = this.instrument;
    const shift = INVERSE_DECIMALS + tick.decimals - lot.decimals - contractSize.decimals;
    let above = BigInt(lots) * BigInt(lot.mantissa) * BigInt(contractSize.mantissa);
    let below = BigInt(ticks) * BigInt(tick.mantissa);
    above *= BigInt(divisor) * 10n ** BigInt(Math.max(0, shift));
    below *= 10n ** BigInt(Math.max(0, -shift));
    return (2n * above + below) / (2n * below);
  }
}
