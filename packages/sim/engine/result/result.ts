import type { AccountKind, InstrumentSpec, Money, RiskConfig, RiskState, Side } from "@mexoms/core";
import type { AccountConfig } from "../account/account-config.ts";
import type { Counterparty, LedgerKind } from "../account/ledger.ts";
import type { OrderTimeline } from "./order-timeline.ts";
import type { FaultSpec } from "../faults/fault-script.ts";
import type { VenueRulesSpec } from "../rules/venue-rules.ts";

/** Why an order was filled. */
export type FillReason =
  /** Maker: the other side of the book moved to or through the order's price. */
  | "book-crossed"
  /** Maker: a trade printed at a worse price than the order's. */
  | "traded-through"
  /** Maker: trades at the order's price used up the queue ahead of it. */
  | "queue-reached"
  /** Taker: the order crossed on arrival and took a level of the book. */
  | "took-level"
  /** Taker: the rest of a crossing order, filled at its own limit. */
  | "took-at-limit";

/** One execution. Times are nanoseconds since 1970; price and qty are exact decimal text. */
export interface FillRow {
  readonly exchNs: bigint;
  /** When the strategy's side learned of it. */
  readonly localNs: bigint;
  readonly orderId: number;
  readonly instrument: string;
  readonly side: Side;
  readonly price: string;
  readonly qty: string;
  readonly priceTicks: number;
  readonly qtyLots: number;
  /** What was left of the order after this fill. */
  readonly leavesLots: number;
  readonly liquidity: "maker" | "taker";
  readonly reason: FillReason;
  /** In the instrument's settle currency; negative is a rebate. */
  readonly fee: Money;
  /** Only in a run with accounts. */
  readonly account?: string;
}

/** One order, as it stood at the end of its life or of the run. Zero times mean "never". */
export interface OrderRow {
  readonly orderId: number;
  readonly instrument: string;
  readonly side: Side;
  readonly price: string;
  readonly qty: string;
  readonly filledQty: string;
  readonly type: string;
  readonly timeInForce: string;
  /** Only in a run with accounts. */
  readonly account?: string;
  /** Price at which a stop wakes up; empty for other orders and trailing stops. */
  readonly trigger: string;
  /** Price that a stop looks at: last, quote or mid; empty for other orders. */
  readonly triggerBy: string;
  /** Distance of a trailing stop as a price; empty for other orders. */
  readonly trail: string;
  /** Price at which a trailing stop begins to follow; empty when it did at once. */
  readonly activation: string;
  /** Size that an iceberg shows at once; empty for other orders. */
  readonly displayQty: string;
  readonly reduceOnly: boolean;
  /** When it expires; zero for never. */
  readonly expiresNs: bigint;
  readonly state: string;
  /** Why the venue ended it, when it said so; empty for all others. */
  readonly reason: string;
  readonly submittedNs: bigint;
  /** When the venue answered the submission. */
  readonly acceptedNs: bigint;
  /** When a stop woke up. */
  readonly triggeredNs: bigint;
  readonly closedNs: bigint;
  /** How often the venue amended it: price and size are those of the last time. */
  readonly amends: number;
}

/** Samples at a fixed interval. All arrays have one entry a sample; 0 ticks means no such price. */
export interface InstrumentSeries {
  readonly instrument: string;
  readonly bidTicks: Int32Array;
  readonly askTicks: Int32Array;
  readonly ownBidTicks: Int32Array;
  readonly ownAskTicks: Int32Array;
  readonly positionLots: Float64Array;
}

export interface EquitySeries {
  readonly currency: string;
  /** Cash + position at mid - fees, from zero at the start; with accounts all their charges too. */
  readonly amount: readonly Money[];
}

export interface Samples {
  readonly startNs: bigint;
  readonly everyNs: number;
  /** Nanoseconds after startNs. */
  readonly timeNs: Float64Array;
  readonly instruments: readonly InstrumentSeries[];
  readonly equity: readonly EquitySeries[];
}

/** What accounts were charged or paid for positions in an instrument beside fees. */
export interface InstrumentCharges {
  /** Received; negative is paid. */
  readonly funding: Money;
  readonly liquidationFees: Money;
  /** Losses beyond the margin that the venue's insurance fund has paid. */
  readonly insurance: Money;
}

/** One currency of an account at the end. total = opening + everything else but held and free. */
export interface BalanceSummary {
  readonly currency: string;
  readonly opening: Money;
  /** Sums of the ledger by kind; only those that moved. */
  readonly moved: Readonly<Partial<Record<LedgerKind, Money>>>;
  readonly total: Money;
  readonly held: Money;
  readonly free: Money;
  readonly borrowed: Money;
}

export interface AccountSummary {
  readonly account: string;
  readonly venue: string;
  readonly kind: AccountKind;
  readonly instruments: readonly string[];
  readonly balances: readonly BalanceSummary[];
}

/** One movement of an account's balance; the counterparty at the venue moves the other way. */
export interface LedgerRow {
  /** Nanoseconds since 1970, at the venue. */
  readonly ns: bigint;
  readonly account: string;
  readonly currency: string;
  readonly kind: LedgerKind;
  readonly counterparty: Counterparty;
  /** Empty for none. */
  readonly instrument: string;
  /** 0 for none. */
  readonly orderId: number;
  readonly amount: Money;
  /** Of the account, after it. */
  readonly balance: Money;
}

export interface InstrumentSummary {
  readonly instrument: string;
  readonly settle: string;
  readonly rows: number;
  readonly orders: number;
  readonly fills: number;
  readonly makerFills: number;
  readonly fillsByReason: Readonly<Record<FillReason, number>>;
  readonly volume: string;
  readonly turnover: Money;
  readonly positionQty: string;
  readonly maxPositionQty: string;
  readonly realized: Money;
  readonly unrealized: Money;
  readonly fees: Money;
  /** Only in a run with accounts. */
  readonly charges?: InstrumentCharges;
  /** realized + unrealized - fees; with charges + funding - liquidationFees + insurance. */
  readonly equity: Money;
  readonly maxDrawdown: Money;
}

/** Every input that decides the result; equal inputs give an equal digest. */
export interface RunInputs {
  readonly engine: string;
  readonly strategy: { readonly name: string; readonly codeDigest: string };
  readonly params: Readonly<Record<string, string>>;
  readonly tapes: readonly { readonly instrument: string; readonly digest: string }[];
  readonly instruments: readonly InstrumentSpec[];
  readonly latency: string;
  readonly queue: string;
  readonly exchange: string;
  /** Rules of venues' markets that were enforced; absent when there were none. */
  readonly rules?: readonly VenueRulesSpec[];
  /** What was to go wrong; absent when nothing was. */
  readonly faults?: readonly FaultSpec[];
  readonly fees: readonly string[];
  /** Only in a run with accounts. */
  readonly accounts?: readonly AccountConfig[];
  /** Only in a run with risk. */
  readonly risk?: RiskConfig;
  /** How long the strategy saw the data before it could trade; absent when it could at once. */
  readonly warmup?: string;
  readonly seed: number;
}

/** What risk did in a run. */
export interface RiskSummary {
  /** Orders and requests that were denied, by code in order. */
  readonly denials: Readonly<Record<string, number>>;
  /** Each change of the state. */
  readonly changes: readonly {
    readonly ns: bigint;
    readonly state: RiskState;
    readonly before: RiskState;
    readonly reason: string;
  }[];
  /** Names in the limits that the run does not have: nothing was limited by them. */
  readonly unused: readonly string[];
}

export interface BacktestResult {
  /** SHA-256 over inputs and outputs. */
  readonly digest: string;
  /** SHA-256 over outputs alone: every intent, answer and fill, and the final books and positions. */
  readonly outputsDigest: string;
  readonly inputs: RunInputs;
  readonly startNs: bigint;
  readonly endNs: bigint;
  readonly fills: readonly FillRow[];
  readonly orders: readonly OrderRow[];
  /** What happened to them at the venues and when, by instrument: for tear sheets. */
  readonly timelines: readonly OrderTimeline[];
  readonly samples: Samples;
  readonly summary: readonly InstrumentSummary[];
  /** The accounts at the end; none in a run without accounts. */
  readonly accounts: readonly AccountSummary[];
  /** Every movement of their balances, in order; empty in a run without accounts. */
  readonly ledger: readonly LedgerRow[];
  /** Answers of the venues that told nothing new, by kind: repeated, or overtaken by others. */
  readonly ignoredAnswers: Readonly<Record<string, number>>;
  /** How often each kind of fault struck; absent when there were none in the inputs. */
  readonly faults?: Readonly<Record<string, number>>;
  /** Absent in a run without risk. */
  readonly risk?: RiskSummary;
  /** What the strategy explained, in order. */
  readonly explained: readonly {
    readonly ns: bigint;
    readonly topic: string;
    readonly text: string;
  }[];
}
