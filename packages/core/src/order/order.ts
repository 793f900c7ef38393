import type { Instrument } from "../instrument/instrument.ts";
import { fail } from "../errors.ts";
import { type Side, sideName } from "../market/side.ts";

/**
 * How long an order lives and whether it may take.
 * gtc: until filled or canceled. post-only: as gtc, but expires instead of taking.
 * ioc: takes what it can on arrival, the rest expires. fok: all on arrival or nothing.
 */
export type TimeInForce = "gtc" | "post-only" | "ioc" | "fok";
export type OrderType = "limit" | "market";

/**
 * Who gives way when an order meets one of the same account: the one that arrives, the one that
 * rests, both, or each by the smaller size of the two.
 */
export const SELF_TRADE_MODES = [
  "expire-taker",
  "expire-maker",
  "expire-both",
  "decrement",
] as const;
export type SelfTradeMode = (typeof SELF_TRADE_MODES)[number];

/**
 * pending: sent, not answered. working: resting at the venue. partly-filled: working with fills.
 * The others are final: filled, canceled, expired (by its time in force), rejected (never lived).
 */
export type OrderState =
  | "pending"
  | "working"
  | "partly-filled"
  | "filled"
  | "canceled"
  | "expired"
  | "rejected";

/** The request that the venue has not answered yet. */
export type OrderRequest = "none" | "submit" | "cancel" | "amend";

/** Who sent an order: the strategy, or the venue that liquidates a position. */
export type OrderOrigin = "strategy" | "venue";

/** What changed an order. */
export type OrderChange =
  | "accepted"
  | "filled"
  | "canceled"
  | "expired"
  | "rejected"
  | "amended"
  | "cancel-refused"
  | "amend-refused";

/** An order as its strategy sees it. Times are nanoseconds since the run's epoch, -1 for never. */
export interface Order {
  readonly id: number;
  readonly instrument: Instrument;
  /** Name of the account it trades on; undefined in a run without accounts. */
  readonly account: string | undefined;
  readonly origin: OrderOrigin;
  readonly side: Side;
  readonly type: OrderType;
  readonly timeInForce: TimeInForce;
  readonly priceTicks: number;
  /** Open size plus what was filled. */
  readonly qtyLots: number;
  readonly leavesLots: number;
  readonly filledLots: number;
  readonly state: OrderState;
  readonly request: OrderRequest;
  /** Undefined leaves it to the venue. */
  readonly selfTrade: SelfTradeMode | undefined;
  /** Why the venue ended it or refused the last request about it, when it said so. */
  readonly reason: string | undefined;
  readonly submittedNs: number;
  /** Time of the last request about it. */
  readonly requestNs: number;
  /** Venue time of the last answer. */
  readonly exchNs: number;
  readonly acceptedNs: number;
  readonly closedNs: number;
  readonly lastFillTicks: number;
  readonly lastFillMaker: boolean;
  /** How often the venue amended it. */
  readonly amends: number;
  /** Working or partly filled, with no request under way. */
  readonly cancelable: boolean;
  readonly closed: boolean;
}

/** The record behind Order, written by the kernel alone. */
export class OrderRecord implements Order {
  readonly id: number;
  readonly instrument: Instrument;
  readonly account: string | undefined;
  readonly origin: OrderOrigin;
  readonly market: number;
  readonly sideIndex: number;
  readonly type: OrderType;
  readonly timeInForce: TimeInForce;
  readonly selfTrade: SelfTradeMode | undefined;
  readonly submittedNs: number;
  priceTicks: number;
  qtyLots: number;
  leavesLots: number;
  filledLots = 0;
  state: OrderState = "pending";
  request: OrderRequest = "submit";
  reason: string | undefined = undefined;
  requestNs: number;
  exchNs = -1;
  acceptedNs = -1;
  closedNs = -1;
  lastFillTicks = 0;
  lastFillMaker = false;
  amends = 0;

  constructor(fields: {
    id: number;
    instrument: Instrument;
    account?: string | undefined;
    origin?: OrderOrigin;
    market: number;
    sideIndex: number;
    type: OrderType;
    timeInForce: TimeInForce;
    selfTrade?: SelfTradeMode | undefined;
    priceTicks: number;
    qtyLots: number;
    nowNs: number;
  }) {
    this.id = fields.id;
    this.instrument = fields.instrument;
    this.account = fields.account;
    this.origin = fields.origin ?? "strategy";
    this.market = fields.market;
    this.sideIndex = fields.sideIndex;
    this.type = fields.type;
    this.timeInForce = fields.timeInForce;
    this.selfTrade = fields.selfTrade;
    this.priceTicks = fields.priceTicks;
    this.qtyLots = fields.qtyLots;
    this.leavesLots = fields.qtyLots;
    this.submittedNs = fields.nowNs;
    this.requestNs = fields.nowNs;
  }

  get side(): Side {
    return sideName(this.sideIndex);
  }

  /** In the venue's book, as far as we know. */
  get resting(): boolean {
    return this.state === "working" || this.state === "partly-filled";
  }

  get cancelable(): boolean {
    return this.resting && this.request === "none" && this.origin === "strategy";
  }

  get closed(): boolean {
    return (
      this.state === "filled" ||
      this.state === "canceled" ||
      this.state === "expired" ||
      this.state === "rejected"
    );
  }

  /** The venue took the order in and it rests there. */
  accept(exchNs: number): void {
    this.#expectOpen("accepted");
    if (this.state === "pending") this.state = "working";
    if (this.request === "submit") this.request = "none";
    this.exchNs = exchNs;
    this.acceptedNs = exchNs;
  }

  fill(exchNs: number, ticks: number, lots: number, maker: boolean): void {
    this.#expectOpen("filled");
    if (!(lots > 0 && lots <= this.leavesLots)) {
      fail(`order ${this.id}: a fill of ${lots} lots, but ${this.leavesLots} are open`);
    }
    this.leavesLots -= lots;
    this.filledLots += lots;
    this.lastFillTicks = ticks;
    this.lastFillMaker = maker;
    this.exchNs = exchNs;
    if (this.acceptedNs < 0) this.acceptedNs = exchNs;
    if (this.request === "submit") this.request = "none";
    if (this.leavesLots === 0) this.#close("filled", exchNs);
    else this.state = "partly-filled";
  }

  end(state: "canceled" | "expired" | "rejected", exchNs: number): void {
    this.#expectOpen(state);
    this.exchNs = exchNs;
    this.#close(state, exchNs);
  }

  amend(exchNs: number, priceTicks: number, leavesLots: number): void {
    this.#expectOpen("amended");
    this.amends += 1;
    this.exchNs = exchNs;
    this.priceTicks = priceTicks;
    this.leavesLots = leavesLots;
    this.qtyLots = this.filledLots + leavesLots;
    if (this.request === "amend") this.request = "none";
  }

  /** A cancel or amend came back without effect; the order may have ended before. */
  refuse(what: "cancel" | "amend"): void {
    if (this.request === what) this.request = "none";
  }

  #close(state: OrderState, exchNs: number): void {
    this.state = state;
    this.request = "none";
    this.closedNs = exchNs;
  }

  #expectOpen(change: string): void {
    if (this.closed) fail(`order ${this.id} is ${this.state} and cannot be ${change}`);
  }
}
