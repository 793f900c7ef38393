import type { Instrument, Rate } from "@mexoms/core";
import {
  BUY,
  ContractValue,
  CostBasis,
  type MarginState,
  RATE_DECIMALS,
  rateOf,
  sideSign,
} from "@mexoms/core/internal";
import { dividedUp } from "./amount.ts";
import type { MarginBrackets } from "./margin-brackets.ts";

const ONE_RATE = 10n ** BigInt(RATE_DECIMALS);

/** What an open order adds to the margin that its market needs. */
export interface OrderLoad {
  readonly side: number;
  readonly priceTicks: number;
  /** Value of its open size at its price. */
  readonly value: bigint;
  /** Fee, and loss against the mark, that it would bring at once. */
  readonly cushion: bigint;
}

/** One instrument of a futures account: its position, the load of its open orders, its margin. */
export class FuturesPosition {
  readonly instrument: Instrument;
  readonly value: ContractValue;
  readonly leverage: bigint;
  readonly brackets: MarginBrackets;
  readonly maker: Rate;
  readonly taker: Rate;
  /** Signed: + long, - short. */
  lots = 0;
  /** Last mark price in half ticks, 0 when none is known. */
  markHalf = 0;
  /** Isolated margin. */
  isolated = 0n;
  funding = 0n;
  liquidationFees = 0n;
  insurance = 0n;
  cushions = 0n;
  readonly #leverageText: string;
  readonly #basis = new CostBasis();
  #buys = 0n;
  #sells = 0n;

  constructor(options: {
    instrument: Instrument;
    /** In thousandths. */
    leverage: bigint;
    leverageText: string;
    brackets: MarginBrackets;
    fees: { readonly maker: Rate; readonly taker: Rate };
  }) {
    this.instrument = options.instrument;
    this.value = new ContractValue(options.instrument);
    this.leverage = options.leverage;
    this.#leverageText = options.leverageText;
    this.brackets = options.brackets;
    this.maker = options.fees.maker;
    this.taker = options.fees.taker;
  }

  get settle(): string {
    return this.instrument.settle;
  }

  get hasOrders(): boolean {
    return this.#buys > 0n || this.#sells > 0n;
  }

  /** The load of an order of `lots` at a price, against the mark as it is now. */
  loadOf(side: number, priceTicks: number, lots: number, markHalf: number): OrderLoad {
    const value = this.value.at(lots, priceTicks);
    const fee = rateOf(value, Math.max(this.taker.units, this.maker.units, 0));
    const atMark = markHalf === 0 ? value : this.value.atHalf(lots, markHalf);
    const worse = (side === BUY) === this.value.inverse ? atMark - value : value - atMark;
    return { side, priceTicks, value, cushion: fee + (worse > 0n ? worse : 0n) };
  }

  /** Adds (1) or takes off (-1) the load of an order. */
  load({ side, value, cushion }: OrderLoad, sign: 1n | -1n): void {
    if (side === BUY) this.#buys += sign * value;
    else this.#sells += sign * value;
    this.cushions += sign * cushion;
  }

  /** Value of the position at the mark, at its entry while there is no mark. */
  notional(): bigint {
    if (this.lots === 0) return 0n;
    if (this.markHalf > 0) return this.value.atHalf(Math.abs(this.lots), this.markHalf);
    const { cost } = this;
    return cost < 0n ? -cost : cost;
  }

  /** Entry value, with the sign that CostBasis gives it. */
  get cost(): bigint {
    return this.value.amount(this.#basis.cost);
  }

  /** Profit of the open position at the mark. */
  openProfit(): bigint {
    return this.lots === 0 ? 0n : this.#sign() * this.notional() - this.cost;
  }

  /** The larger value that the position may come to when one side of its orders fills. */
  worst(): bigint {
    const now = this.lots < 0 ? -this.notional() : this.notional();
    const long = now + this.#buys;
    const short = this.#sells - now;
    return long > short ? long : short;
  }

  initialMargin(): bigint {
    return dividedUp(this.worst(), this.leverage);
  }

  /** The part of it that open orders need beyond the position. */
  orderMargin(): bigint {
    const beyond = this.worst() - this.notional();
    return beyond > 0n ? dividedUp(beyond, this.leverage) : 0n;
  }

  maintenance(): bigint {
    return this.lots === 0 ? 0n : this.brackets.maintenance(this.notional());
  }

  /** Books an execution; returns the profit of the part that it closed. */
  fill(side: number, priceTicks: number, lots: number): bigint {
    const signed = sideSign(side) * lots;
    const before = this.#basis.realized;
    this.#basis.fill(this.value.inverse ? -signed : signed, this.value.raw(lots, priceTicks));
    this.lots += signed;
    return this.value.amount(this.#basis.realized - before);
  }

  /** Price at which `backing` and the open profit only just cover the maintenance margin; 0: none. */
  liquidationTicks(backing: bigint): number {
    if (this.lots === 0) return 0;
    const { rateUnits, amount } = this.brackets.of(this.notional());
    // backing + sign * V - cost = rate * V - amount, solved for the value V.
    const above = (this.cost - backing - amount) * ONE_RATE;
    const below = this.#sign() * ONE_RATE - BigInt(rateUnits);
    const value = above / below;
    return value > 0n ? this.value.ticksAt(Math.abs(this.lots), value) : 0;
  }

  state(market: number, margin: bigint, liquidationTicks: number): MarginState {
    return {
      market,
      lots: this.lots,
      cost: this.cost,
      margin,
      maintenance: this.maintenance(),
      leverage: this.#leverageText,
      liquidationTicks,
      funding: this.funding,
      liquidationFees: this.liquidationFees,
      insurance: this.insurance,
    };
  }

  /** Sign of the position's value: inverse contracts gain when their value in coins falls. */
  #sign(): bigint {
    return this.lots > 0 === this.value.inverse ? -1n : 1n;
  }
}
