import type { Instrument } from "../instrument/instrument.ts";
import { fail } from "../errors.ts";
import { ExactSum } from "../numbers/exact-sum.ts";
import { Money } from "../numbers/money.ts";
import { type Rate, RATE_DECIMALS } from "../numbers/rate.ts";
import { sideSign } from "../market/side.ts";
import { AMOUNT_DECIMALS } from "./contract-value.ts";
import { CostBasis, type SavedBasis } from "./cost-basis.ts";
import { INVERSE_DECIMALS, inverseValue } from "./inverse-value.ts";

/** What an account was charged for a position beside fees, in 10^-AMOUNT_DECIMALS. */
export interface Charges {
  /** Received; negative is paid. */
  readonly funding: bigint;
  readonly liquidationFees: bigint;
  /** Paid in by the insurance fund. */
  readonly insurance: bigint;
}

/** A position as JSON can hold it: whole numbers of any size as text. */
export interface SavedPosition {
  readonly lots: number;
  readonly maxAbsLots: number;
  readonly fills: number;
  readonly makerFills: number;
  readonly volumeLots: string;
  readonly cash: string;
  readonly makerValue: string;
  readonly takerValue: string;
  readonly basis: SavedBasis;
  readonly feeShift: string;
  readonly funding: string;
  readonly liquidationFees: string;
  readonly insurance: string;
}

/**
 * Position and exact profit of one instrument, from zero. Money is in the settle currency.
 *
 * Linear: a fill is worth contract * price * size, exactly. Inverse: contract * size / price in the
 * base coin, rounded to 10^-18. Equity = cash + value of the position at mid - fees + funding -
 * liquidation fees + insurance; the last three are zero without accounts.
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
  #feeShift = 0n; // fees of accounts with rates of their own, beyond those of the instrument
  #funding = 0n;
  #liquidationFees = 0n;
  #insurance = 0n;
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

  /** One execution; `feeRate` is that of an account whose rate is not the instrument's. */
  fill(side: number, priceTicks: number, qtyLots: number, maker: boolean, feeRate?: Rate): void {
    if (feeRate) this.#shiftFees(priceTicks, qtyLots, maker, feeRate);
    const sign = sideSign(side);
    const turnover = maker ? this.#makerValue : this.#takerValue;
    if (this.#inverse) {
      const value = inverseValue(this.instrument, qtyLots, priceTicks, 1);
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

  save(): SavedPosition {
    return {
      lots: this.lots,
      maxAbsLots: this.maxAbsLots,
      fills: this.fills,
      makerFills: this.makerFills,
      volumeLots: this.#volumeLots.total().toString(),
      cash: this.#cash.total().toString(),
      makerValue: this.#makerValue.total().toString(),
      takerValue: this.#takerValue.total().toString(),
      basis: this.#basis.save(),
      feeShift: this.#feeShift.toString(),
      funding: this.#funding.toString(),
      liquidationFees: this.#liquidationFees.toString(),
      insurance: this.#insurance.toString(),
    };
  }

  /** Goes on from what was saved. Before the first fill. */
  restore(saved: SavedPosition): void {
    this.lots = saved.lots;
    this.maxAbsLots = saved.maxAbsLots;
    this.fills = saved.fills;
    this.makerFills = saved.makerFills;
    this.#volumeLots.addBig(BigInt(saved.volumeLots));
    this.#cash.addBig(BigInt(saved.cash));
    this.#makerValue.addBig(BigInt(saved.makerValue));
    this.#takerValue.addBig(BigInt(saved.takerValue));
    this.#basis.restore(saved.basis);
    this.#feeShift = BigInt(saved.feeShift);
    this.#funding = BigInt(saved.funding);
    this.#liquidationFees = BigInt(saved.liquidationFees);
    this.#insurance = BigInt(saved.insurance);
  }

  /** Books what an account was charged since it was last told. */
  charge({ funding, liquidationFees, insurance }: Charges): void {
    this.#funding += funding;
    this.#liquidationFees += liquidationFees;
    this.#insurance += insurance;
  }

  /** Funding received; negative is paid. */
  funding(): Money {
    return new Money(this.#funding, AMOUNT_DECIMALS);
  }

  liquidationFees(): Money {
    return new Money(this.#liquidationFees, AMOUNT_DECIMALS);
  }

  /** What the insurance fund has paid of losses. */
  insurance(): Money {
    return new Money(this.#insurance, AMOUNT_DECIMALS);
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
    const units = (maker + taker + this.#feeShift) * this.#factor;
    return new Money(units, this.#decimals + RATE_DECIMALS);
  }

  /** The fee of one fill, at the instrument's rate unless another is given. */
  feeOf(priceTicks: number, qtyLots: number, maker: boolean, feeRate?: Rate): Money {
    const rate = feeRate ?? this.#rate(maker);
    const value = this.#rawValue(priceTicks, qtyLots);
    return new Money(value * BigInt(rate.units) * this.#factor, this.#decimals + RATE_DECIMALS);
  }

  /** Cash + position at mid - fees + charges. The mid is half the sum of the two ticks; 0 values it at 0. */
  equity(bidTicks: number, askTicks: number): Money {
    const gross = this.#gross(bidTicks + askTicks).minus(this.fees());
    const charges = this.#funding - this.#liquidationFees + this.#insurance;
    return charges === 0n ? gross : gross.plus(new Money(charges, AMOUNT_DECIMALS));
  }

  /** Profit of closed parts before fees, by average cost. */
  realized(): Money {
    return this.#money(this.#basis.realized);
  }

  /** Profit of the open part at mid before fees: realized + unrealized - fees + charges = equity. */
  unrealized(bidTicks: number, askTicks: number): Money {
    return this.#gross(bidTicks + askTicks).minus(this.realized());
  }

  #gross(twiceMidTicks: number): Money {
    const cash = this.#money(this.#cash.total());
    if (this.lots === 0 || twiceMidTicks <= 0) return cash;
    if (this.#inverse) {
      const value = inverseValue(this.instrument, Math.abs(this.lots), twiceMidTicks, 2);
      return cash.plus(this.#money(this.lots > 0 ? -value : value));
    }
    const units = BigInt(this.lots) * BigInt(twiceMidTicks) * this.#factor * 5n;
    return cash.plus(new Money(units, this.#decimals + 1));
  }

  #money(units: bigint): Money {
    return new Money(units * this.#factor, this.#decimals);
  }

  #shiftFees(priceTicks: number, qtyLots: number, maker: boolean, feeRate: Rate): void {
    const beyond = BigInt(feeRate.units) - BigInt(this.#rate(maker).units);
    this.#feeShift += this.#rawValue(priceTicks, qtyLots) * beyond;
  }

  #rate(maker: boolean): Rate {
    return maker ? this.instrument.makerFee : this.instrument.takerFee;
  }

  #rawValue(priceTicks: number, qtyLots: number): bigint {
    return this.#inverse
      ? inverseValue(this.instrument, qtyLots, priceTicks, 1)
      : BigInt(priceTicks) * BigInt(qtyLots);
  }
}
