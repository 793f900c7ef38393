import type { Money, Side } from "@mexoms/core";
import type { ArbitrageSheet } from "./arbitrage-sheet.ts";

/**
 * What a run was worth and why, for market makers and arbitrage. Amounts are exact; proportions,
 * basis points and statistics are doubles; times are nanoseconds. `undefined` says that a figure has
 * no meaning in this run (no fill, no return), never that it was left out.
 *
 * Middle prices are those of the venue's book by the exchange's clock. The mid at a maker fill is that
 * of the instant before: all rows of earlier times are applied, none of the fill's own. The mid at a
 * taker fill is that of the book it met, with all rows up to its time. The mid a while later has all
 * rows up to then. Where a book has one side only, the last mid that was known counts; before the
 * first one, the fill's own price. The mid at the end is the one that values the run's position.
 */
export interface TearSheet {
  readonly format: 1;
  /** Digest of the run. */
  readonly digest: string;
  readonly startNs: bigint;
  readonly endNs: bigint;
  /** How long after a fill a move of the price counts as adverse selection and not as inventory. */
  readonly adverseNs: number;
  /** Times after a fill of the markouts, ascending. */
  readonly horizonsNs: readonly number[];
  readonly currencies: readonly CurrencySheet[];
  readonly instruments: readonly InstrumentSheet[];
  /** Only in runs whose strategy explained deals. */
  readonly arbitrage?: ArbitrageSheet;
  /** What the reader should know of these figures, each one sentence. */
  readonly notes: readonly string[];
}

/**
 * Where the profit came from. The parts sum to `equityChange`, to the last unit:
 * spreadCapture + adverseSelection + inventory + hedgeSlippage + fees + funding + other + residual.
 */
export interface Attribution {
  /** Maker fills: side * (mid at the fill - price) * size. */
  readonly spreadCapture: Money;
  /** Every fill: side * (mid `adverseNs` later - mid at the fill) * size. */
  readonly adverseSelection: Money;
  /** Every fill: side * (mid at the end - mid `adverseNs` after it) * size. */
  readonly inventory: Money;
  /** Taker fills: side * (mid at the fill - price) * size. */
  readonly hedgeSlippage: Money;
  /** Negative is paid. */
  readonly fees: Money;
  /** Negative is paid. */
  readonly funding: Money;
  /** Interest, liquidation fees and payments of insurance. */
  readonly other: Money;
  /** equityChange less the rest: zero, or roundings of inverse contracts to 10^-18. */
  readonly residual: Money;
  readonly equityChange: Money;
}

/** All instruments that settle in one currency. */
export interface CurrencySheet {
  readonly currency: string;
  readonly attribution: Attribution;
  readonly risk: RiskSheet;
}

/**
 * Ratios on returns of equal intervals over `capital`, not annualised unless they say so. They are
 * undefined below 30 whole intervals; nothing is annualised in a run of less than 7 days.
 */
export interface RiskSheet {
  /** Interval of the returns. */
  readonly intervalNs: number;
  /** Whole intervals of the run. */
  readonly intervals: number;
  /** What returns are a part of: the largest value of each instrument's position, summed. */
  readonly capital: Money;
  /** Mean return over its standard deviation. */
  readonly sharpe: number | undefined;
  /** sharpe * sqrt(intervals in 365 days). */
  readonly sharpeAnnual: number | undefined;
  /** Mean return over the root of the mean square of the returns below zero (the others count as zero). */
  readonly sortino: number | undefined;
  /** Largest fall of equity from a peak, over the run's samples and the zero at its start. */
  readonly maxDrawdown: Money;
  /** Of that fall: from when equity was last at the peak to when it was there again, or to the end. */
  readonly drawdownNs: number;
  /** Mean of the worst 5 % of the returns (rounded up to whole intervals). */
  readonly cvar95: number | undefined;
  /** Smallest profit of a whole hour (day) counted from the start of the run. */
  readonly worstHour: Money | undefined;
  readonly worstDay: Money | undefined;
  /** Profit of holding each instrument's mean position from its first to its last mid. */
  readonly hold: Money;
}

export interface InstrumentSheet {
  readonly instrument: string;
  readonly settle: string;
  readonly attribution: Attribution;
  /** Spread captured by maker fills in basis points of their turnover. */
  readonly captureBps: number | undefined;
  readonly markouts: readonly FillGroup[];
  readonly quality: FillQuality;
  readonly queue: QueueSheet;
  readonly presence: PresenceSheet;
  readonly inventory: InventorySheet;
  readonly churn: ChurnSheet;
  readonly capacity: readonly CapacityBucket[];
  readonly latency: LatencySheet;
}

/** Fills that have something in common; "all" comes first, then groups of each `by`. */
export interface FillGroup {
  readonly by:
    | "all"
    | "side"
    | "liquidity"
    | "level"
    | "queue-at-entry"
    | "order-age"
    | "imbalance"
    | "taker-size"
    | "hour"
    | "volatility";
  /** For example "buy", "level 2", "23:00". */
  readonly group: string;
  readonly fills: number;
  readonly qty: string;
  /** side * (mid at the fill - price) * size of all of them, takers too. */
  readonly spreadCapture: Money;
  /** By horizon, as in `horizonsNs`. */
  readonly markouts: readonly Markout[];
  /** Share of the fills whose mid `adverseNs` later is worse for us than their price. */
  readonly toxic: number | undefined;
}

/** side * (mid at t + h - price) over the price, weighted by volume, in basis points. */
export interface Markout {
  readonly horizonNs: number;
  /** Fills whose horizon lies within the data. */
  readonly fills: number;
  readonly bps: number | undefined;
  /** 95 % band of the mean: mean -+ 1.96 standard errors. Undefined below two fills. */
  readonly lowBps: number | undefined;
  readonly highBps: number | undefined;
}

export interface FillQuality {
  readonly orders: number;
  readonly fills: number;
  readonly quotedQty: string;
  readonly filledQty: string;
  /** filledQty / quotedQty. */
  readonly fillRatio: number | undefined;
  readonly fillsPerHour: number;
  /** From an order's arrival in the book to its first maker fill. */
  readonly timeToFill: Quantiles | undefined;
  /** Orders that were filled in part and then ended. */
  readonly partials: number;
  readonly makerShare: number | undefined;
  readonly postOnlyRejects: number;
  readonly rejects: number;
  /** Trades went through the price of an order that we had taken away less than `requoteNs` before. */
  readonly missed: { readonly times: number; readonly qty: string; readonly requoteNs: number };
}

export interface Quantiles {
  readonly count: number;
  readonly minNs: number;
  readonly p50Ns: number;
  readonly p90Ns: number;
  readonly p99Ns: number;
  readonly maxNs: number;
}

/** Places in the queue as the queue model estimates them. */
export interface QueueSheet {
  /** Size ahead on arrival over the size of the level with us, mean over resting orders. */
  readonly shareAtEntry: number | undefined;
  /** Size ahead when filled over that on arrival, mean over maker fills. */
  readonly shareAtFill: number | undefined;
  /** Resting orders that nothing was ahead of when they were filled or taken away. */
  readonly reachedFront: number;
  /** Orders that we took from their place (cancel, amend) when part of the queue ahead was gone already. */
  readonly lostToCancel: number;
  /** Amends of all amends and cancels that were sent. */
  readonly amendShare: number | undefined;
}

/** Shares of the run's time, from 0 to 1, by what rested at the venue. */
export interface PresenceSheet {
  readonly twoSided: number;
  readonly oneSided: number;
  readonly atTouch: Readonly<Record<Side, number>>;
  /** Both sides within so many basis points of the mid. */
  readonly within: readonly { readonly bps: number; readonly share: number }[];
  /** Means over time while two-sided, in basis points of the mid. */
  readonly quotedSpreadBps: number | undefined;
  readonly marketSpreadBps: number | undefined;
  /** Mean open size over the run. */
  readonly quotedQty: Readonly<Record<Side, string>>;
}

export interface InventorySheet {
  readonly meanAbsQty: string;
  readonly maxAbsQty: string;
  /** How long inventory takes to halve, from its autocorrelation at `intervalNs`; undefined if it does not. */
  readonly halfLifeNs: number | undefined;
  readonly intervalNs: number;
  /** Share of time at nine tenths of the largest position or beyond. */
  readonly atMax: number;
  /** Volume over the mean size held, in a day of this trading. */
  readonly turnsPerDay: number | undefined;
  /** Paid by taker fills that reduced the position: half-spread and fees. */
  readonly rebalancingCost: Money;
}

export interface ChurnSheet {
  readonly submits: number;
  readonly cancels: number;
  readonly amends: number;
  readonly perSecond: number;
  readonly peakPerSecond: number;
  /** Messages for each fill. */
  readonly orderToTrade: number | undefined;
  /** Largest part of each of the venue's rate limits that was used in a window; none without rules. */
  readonly rates: readonly { readonly name: string; readonly peakShare: number }[];
  /** How orders ended: by state, with the venue's reason where it gave one. */
  readonly ends: Readonly<Record<string, number>>;
}

/** Fills of like size: what is left of the profit, marked at `adverseNs`, when each is larger. */
export interface CapacityBucket {
  readonly fromQty: string;
  readonly toQty: string;
  readonly fills: number;
  readonly bpsAfterFees: number | undefined;
}

export interface LatencySheet {
  /** From the row that woke the strategy to its request; undefined in a backtest, where it takes no time. */
  readonly tickToIntent: Quantiles | undefined;
  /** From a submission to the venue's handling of it. */
  readonly intentToVenue: Quantiles | undefined;
  /** From a submission to the venue's first answer in our hands. */
  readonly ack: Quantiles | undefined;
  /** From a cancel to its answer. */
  readonly cancelAck: Quantiles | undefined;
  /** Profit of fills before fees, marked at `adverseNs`, by the `ack` of their orders. */
  readonly profitByAck: readonly {
    readonly fromNs: number;
    readonly toNs: number;
    readonly fills: number;
    readonly bps: number | undefined;
  }[];
}
