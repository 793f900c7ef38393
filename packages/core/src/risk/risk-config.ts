/**
 * Limits of one scope, as texts with units; what is left out is not limited. A limit may stand in
 * several scopes: each holds, and where they measure the same the tightest decides.
 */
export interface RiskLimits {
  /** Most that one order may be worth, "5000USDT". */
  readonly orderNotional?: string;
  /** Largest order, in the unit of the instruments that it is for, "0.5BTC". */
  readonly orderQty?: string;
  /** Largest distance of a price from the middle of the book, "200bps". */
  readonly priceCollar?: string;
  /** Largest distance of a price from the last trade, "300bps". */
  readonly tradeCollar?: string;
  /** Largest order as a share of what the other side shows, "20% of 10 levels". */
  readonly depthShare?: string;
  /** Largest order as a share of the instrument's `dailyVolume`, "0.1%". */
  readonly volumeShare?: string;
  /** How far an order that is to rest may be priced through the other side's best, "5bps". */
  readonly crossing?: string;
  /** A second order with the same side, price and size within this time is denied, "100ms". */
  readonly duplicateWithin?: string;
  /** Whether an order that could trade with an own one is denied. */
  readonly selfCross?: "deny" | "allow";
  /** Oldest book that orders may be based on, "2s". Without a value here a gap is no reason either. */
  readonly bookAge?: string;
  /** Most that worst-case exposure may be worth, all positions added up without their sign. */
  readonly position?: string;
  /** The same, longs against shorts. */
  readonly netPosition?: string;
  /** Most that position and open orders may come to in one instrument, "1BTC". */
  readonly positionQty?: string;
  /** Orders and amends, "50/1s". */
  readonly orderRate?: string;
  /** Cancels, "100/1s". */
  readonly cancelRate?: string;
  /** All requests, with the share that only cancels may use: "100/1s, 20% for cancels". */
  readonly messageRate?: string;
  /** Most requests a fill since the last reset, "50 after 1000": not looked at before 1000 requests. */
  readonly orderToTrade?: string;
  /** Rejects of the venue without an accepted order between them, "10 for 30s". */
  readonly rejectsInARow?: string;
}

/** Losses are measured over all that the strategy does. */
export interface LossLimits {
  /** Loss since the last reset, "1000USDT": realised, open at the worse side, fees and funding. */
  readonly dailyLoss?: string;
  /** Fall from the highest profit since the last reset. */
  readonly drawdown?: string;
  /** Loss of the last sixty minutes. */
  readonly hourLoss?: string;
}

export interface AccountRiskLimits extends RiskLimits {
  /** With less than this in the account, only what reduces passes. */
  readonly minBalance?: string;
  /** With more than this in the account, only what reduces passes. */
  readonly maxBalance?: string;
  /** Maintenance margin over equity, "60%": beyond it, only what reduces passes. */
  readonly marginUse?: string;
  /** How far the price must be from where a position would be liquidated, "5%". */
  readonly liquidationDistance?: string;
  /** From this much debt on, only what reduces passes. */
  readonly borrowed?: string;
  /** Funding paid since the last reset, less what was received: beyond it, only what reduces passes. */
  readonly fundingPaid?: string;
}

/** Of all instruments with one base currency, on all venues and accounts: spot and contracts net. */
export interface AssetRiskLimits extends Pick<RiskLimits, "position" | "netPosition"> {
  /** Most that longs against shorts may come to, in the base currency, "1BTC". */
  readonly netQty?: string;
}

export interface InstrumentRiskLimits extends RiskLimits {
  /** What is traded in it a day, "20000BTC", for `volumeShare`. */
  readonly dailyVolume?: string;
}

/** Risk as it stands in a file. Names "*" stand for each account, venue, instrument or asset. */
export interface RiskConfig {
  /** The currency that amounts are counted in. */
  readonly currency: string;
  /**
   * What one unit of another currency counts as: a fixed rate ("1"), or instruments that price it, of
   * which the first that is part of the run is used.
   */
  readonly count: Readonly<Record<string, string | readonly string[]>>;
  /** UTC time of day at which losses and counts begin anew, "00:00"; due with a loss limit and `fundingPaid`. */
  readonly resetAt?: string;
  /** Losses are looked at this often at least, "1s"; due with a loss limit. */
  readonly lookEvery?: string;
  /** Shares of a loss limit. Due with a loss limit. */
  readonly thresholds?: {
    readonly warn: readonly string[];
    readonly reduceOnly: string;
    readonly halt: string;
  };
  /** Of each single order. */
  readonly order?: Pick<
    RiskLimits,
    | "orderNotional"
    | "orderQty"
    | "priceCollar"
    | "tradeCollar"
    | "depthShare"
    | "volumeShare"
    | "crossing"
    | "duplicateWithin"
    | "selfCross"
    | "bookAge"
  >;
  readonly strategy?: RiskLimits & LossLimits;
  readonly global?: RiskLimits & LossLimits;
  readonly accounts?: Readonly<Record<string, AccountRiskLimits>>;
  readonly venues?: Readonly<Record<string, RiskLimits>>;
  readonly instruments?: Readonly<Record<string, InstrumentRiskLimits>>;
  /** By base currency. */
  readonly assets?: Readonly<Record<string, AssetRiskLimits>>;
}
