import {
  type AccountLook,
  ConfigError,
  Decimal,
  type Instrument,
  type Money,
  type PositionView,
  type StrategyContext,
} from "@mexoms/core";
import type { Look } from "../pipeline/look.ts";
import type { HoldingTarget } from "./holding-param.ts";

/** Balances and equity also change without an answer to us: by funding and interest. */
const READ_AGAIN_NS = 1_000_000_000;

/**
 * What counts as inventory, and what it should be, in lots. Balances are read after each answer of
 * the venue and once a second, so that a look allocates nothing.
 */
export class Holdings {
  /** Lots over and under the target at which skews are full. */
  aboveLots = 0;
  belowLots = 0;
  /** Coins of the account in all, in lots. */
  baseLots = 0;
  /** Ticks times lots that a spot account's quote currency buys with the fee; Infinity for others. */
  quoteTickLots: number = Number.POSITIVE_INFINITY;
  readonly #instrument: Instrument;
  readonly #position: PositionView;
  readonly #hedge: PositionView | undefined;
  /** Lots of the instrument that one lot of the hedge is. */
  readonly #hedgeLots: number;
  readonly #target: HoldingTarget;
  readonly #rangeLots: number;
  readonly #account: AccountLook | undefined;
  /** Whether coins of the account are the inventory, and not the position. */
  readonly #coins: boolean;
  /** Capital of the account in ticks times lots, beside the coins. */
  #capitalTickLots = 0;
  #stale = true;
  #readNs = 0;

  constructor(options: {
    readonly ctx: StrategyContext;
    readonly instrument: Instrument;
    readonly hedge: Instrument | undefined;
    readonly target: HoldingTarget;
    /** Lots off the target at which skews are full, unless the account has too little for it. */
    readonly rangeLots: number;
  }) {
    const { ctx, instrument, hedge, target } = options;
    this.#instrument = instrument;
    this.#position = ctx.position(instrument);
    this.#hedge = hedge && ctx.position(hedge);
    this.#hedgeLots = hedge ? lotsPerHedgeLot(instrument, hedge) : 0;
    this.#target = target;
    this.#rangeLots = options.rangeLots;
    this.#account = ctx.account(instrument);
    const fromStart = Number.isNaN(target.lots) && Number.isNaN(target.share);
    this.#coins = !fromStart && this.#account !== undefined && this.#account.kind !== "futures";
    if (!Number.isNaN(target.share) && this.#account === undefined) {
      throw new ConfigError("target", "a share of the capital needs a run with accounts");
    }
    if (!Number.isNaN(target.share) && instrument.payoff === "inverse") {
      throw new ConfigError("target", "of an inverse contract is a size, such as 100contracts");
    }
  }

  /** An answer of the venue has come: balances may be others. */
  changed(): void {
    this.#stale = true;
  }

  /**
   * Fills what is held and what should be. Doubles go by fields: passed or returned they cost a heap
   * number wherever the call is not inlined.
   */
  look({ inventory, fair, nowNs }: Look): void {
    if (this.#account !== undefined && (this.#stale || nowNs - this.#readNs >= READ_AGAIN_NS)) {
      this.#read(this.#account);
      this.#stale = false;
      this.#readNs = nowNs;
    }
    const hedged = this.#hedge === undefined ? 0 : this.#hedge.lots * this.#hedgeLots;
    inventory.heldLots = (this.#coins ? this.baseLots : this.#position.lots) + hedged;
    const { lots, share } = this.#target;
    const priced = fair.problem === "none" && fair.ticks > 0;
    let capitalLots = Number.POSITIVE_INFINITY;
    if (!Number.isNaN(share) && priced) {
      capitalLots = (this.#coins ? this.baseLots : 0) + this.#capitalTickLots / fair.ticks;
      inventory.targetLots = share * capitalLots;
    } else if (Number.isNaN(share)) inventory.targetLots = Number.isNaN(lots) ? 0 : lots;
    // As hummingbot has it: with a share of coins the range is at most half of the capital.
    this.aboveLots = this.#coins ? Math.min(this.#rangeLots, capitalLots / 2) : this.#rangeLots;
    // Coins cannot be below zero: with a small target the whole skew has to come within it.
    this.belowLots = this.#coins
      ? Math.min(this.aboveLots, Math.max(0, inventory.targetLots))
      : this.aboveLots;
  }

  #read(account: AccountLook): void {
    const { spec, lot, tick, contractSize, makerFee } = this.#instrument;
    const tickLot = tick.decimal(1).mul(lot.decimal(1)).mul(contractSize.decimal(1));
    const own = (currency: string): Money => {
      const { total, borrowed } = account.balance(currency);
      return total.minus(borrowed);
    };
    if (account.kind === "futures") {
      const equity = account.equity(this.#instrument.settle).toDecimal();
      this.#capitalTickLots = equity.div(tickLot).toNumber();
      return;
    }
    const quote = own(spec.quote).toDecimal();
    this.#capitalTickLots = quote.div(tickLot).toNumber();
    this.baseLots = own(spec.base).toDecimal().div(lot.decimal(1)).floor().toNumber();
    if (account.kind === "spot") {
      const fee = Decimal.max(0, makerFee.fraction).plus(1);
      this.quoteTickLots = Decimal.max(0, quote).div(tickLot).div(fee).floor().toNumber();
    }
  }

  /** Lots that may be sold: a spot account sells what it has, others borrow or go short. */
  get sellableLots(): number {
    return this.#account?.kind === "spot" ? Math.max(0, this.baseLots) : Number.POSITIVE_INFINITY;
  }
}

/** Throws ConfigError for a hedge that is of another coin, or pays otherwise. */
export function lotsPerHedgeLot(instrument: Instrument, hedge: Instrument): number {
  if (hedge === instrument) {
    throw new ConfigError("hedge", "must be another instrument than the one that is quoted");
  }
  if (hedge.spec.base !== instrument.spec.base) {
    throw new ConfigError("hedge", `${hedge.id} is not of ${instrument.spec.base}`);
  }
  if (hedge.payoff !== "linear" || instrument.payoff !== "linear") {
    throw new ConfigError("hedge", "must be linear, as must be what it hedges");
  }
  const size = ({ lot, contractSize }: Instrument): Decimal =>
    lot.decimal(1).mul(contractSize.decimal(1));
  return size(hedge).div(size(instrument)).toNumber();
}
