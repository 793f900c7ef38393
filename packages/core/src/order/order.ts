import type { Instrument } from "../instrument/instrument.ts";
import type { Side } from "../market/side.ts";
import type { TriggerBy } from "./order-terms.ts";

/**
 * How long an order lives and whether it may take.
 * gtc: until filled or canceled. post-only: as gtc, but expires instead of taking.
 * ioc: takes what it can on arrival, the rest expires. fok: all on arrival or nothing.
 * gtd: as gtc, but expires at its `expiresNs`.
 */
export type TimeInForce = "gtc" | "post-only" | "ioc" | "fok" | "gtd";
/**
 * limit and market; stop: a market order once its trigger is reached; stop-limit: a limit order once
 * it is; trailing-stop: a stop whose trigger follows the best price at a distance.
 */
export type OrderType = "limit" | "market" | "stop" | "stop-limit" | "trailing-stop";

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
 * pending: sent, not answered. working: resting at the venue, or a stop that waits there for its
 * trigger. partly-filled: working with fills. The others are final: filled, canceled, expired (by its
 * time in force or by a rule of the venue), rejected (never lived).
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
  | "triggered"
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
  /** Limit in whole ticks; of no meaning for orders that have none (market, stop, trailing-stop). */
  readonly priceTicks: number;
  /** Price at which a stop wakes up, in whole ticks; 0 for any other order and for trailing stops. */
  readonly triggerTicks: number;
  /** Which price a stop looks at. */
  readonly triggerBy: TriggerBy;
  /** Distance of a trailing stop in ticks; 0 for any other order. */
  readonly trailTicks: number;
  /** Price at which a trailing stop begins to follow; 0 for at once. */
  readonly activationTicks: number;
  /** Largest part that is shown at once; 0 shows all. */
  readonly displayLots: number;
  /** It may only bring the position nearer to zero. */
  readonly reduceOnly: boolean;
  /** When it expires at the venue; -1 for never. */
  readonly expiresNs: number;
  /** When the venue woke up a stop; -1 for not yet, and for orders that are no stops. */
  readonly triggeredNs: number;
  /** Open size plus what was filled. */
  readonly qtyLots: number;
  readonly leavesLots: number;
  readonly filledLots: number;
  readonly state: OrderState;
  readonly request: OrderRequest;
  /** Undefined leaves it to the venue. */
  readonly selfTrade: SelfTradeMode | undefined;
  /** Why the venue ended it, or it or risk refused the last request about it, when it said so. */
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
