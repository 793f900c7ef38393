import type { Instrument } from "../instrument/instrument.ts";
import type { Side } from "../market/side.ts";
import type { TriggerBy } from "../order/order-terms.ts";
import type { Order, OrderType, SelfTradeMode, TimeInForce } from "../order/order.ts";

/** An order as a strategy wants it. */
export interface OrderIntent {
  readonly instrument: Instrument;
  readonly side: Side;
  /** Whole ticks, of limit and stop-limit orders. Ignored by the others, which have no limit. */
  readonly priceTicks?: number;
  /** Whole lots. */
  readonly qtyLots: number;
  /** "limit" unless given. */
  readonly type?: OrderType;
  readonly timeInForce: TimeInForce;
  /** Name of an account that trades the instrument; the first of them unless given. */
  readonly account?: string;
  /** What happens when it meets an own order; the venue's rule unless given. */
  readonly selfTrade?: SelfTradeMode;
  /** Of stop and stop-limit: a buy wakes up at this price or above, a sell at it or below. */
  readonly triggerTicks?: number;
  /** Price that a stop looks at: "last" unless given. */
  readonly triggerBy?: TriggerBy;
  /** Of trailing-stop: a buy wakes up this far above the lowest price since it follows. */
  readonly trailTicks?: number;
  /** Of trailing-stop: a buy follows once the price is at this or below. At once unless given. */
  readonly activationTicks?: number;
  /** Shows this much at once (iceberg); the rest waits hidden. All unless given. */
  readonly displayLots?: number;
  /** Never brings the position further from zero, or past it. False unless given. */
  readonly reduceOnly?: boolean;
  /** With risk: it is meant to be priced through the other side's best. False unless given. */
  readonly crossing?: boolean;
  /** Time of the run at which a gtd or post-only order expires at the venue, in nanoseconds. */
  readonly expiresNs?: number;
  /** The same as a time from now, as text with a unit ("30s") or whole nanoseconds. */
  readonly expiresAfter?: string | number;
}

/** What an amend asks for. */
export interface AmendTo {
  /** Whole ticks; ignored by orders without a limit. */
  readonly priceTicks: number;
  /** New open size, whole lots. */
  readonly qtyLots: number;
  /** New trigger of a stop or stop-limit that still waits. It stays unless given. */
  readonly triggerTicks?: number;
}

/** A cancel of everything that one instrument has at the venue. Its orders are told one by one. */
export interface MassCancel {
  readonly instrument: Instrument;
  /** done: the venue has done it. failed: it did not reach the venue. */
  readonly state: "pending" | "done" | "failed";
  /** How many orders it canceled. 0 until done. */
  readonly canceled: number;
}

/** Plain orders. */
export interface Orders {
  /**
   * Sends an order and returns it at once, pending. An order that the instrument's filters refuse, or
   * whose fields do not go together, is returned rejected, with its reason, and is not sent; so is one
   * that risk denies, with a code before the reason (docs/risk.md).
   */
  submit(intent: OrderIntent): Order;
  /**
   * Asks to cancel. False when there is nothing to ask: it is closed, still pending, or a request is
   * under way; or when risk's rates are used up, which the order's reason then says. `again` repeats a
   * request that has not been answered.
   */
  cancel(order: Order, options?: { readonly again: boolean }): boolean;
  /** Asks for a new price and open size. False as for cancel, and when risk denies it: see its reason. */
  amend(order: Order, to: AmendTo): boolean;
  /** Cancels every cancelable order, of one instrument or of all. Returns how many. */
  cancelAll(instrument?: Instrument): number;
  /**
   * Asks the venue, in one request, to cancel what the instrument has there when it arrives: orders
   * that are still pending or have a request under way here are canceled too if they are there.
   */
  cancelAllAtVenue(instrument: Instrument): MassCancel;
  /**
   * As submit for each, in one message on each connection: all arrive together, in this order, and
   * each has its own answer. Returns the orders in the same order.
   */
  submitAll(intents: readonly OrderIntent[]): readonly Order[];
  /** As cancel for each, in one message. Returns how many were asked for. */
  cancelMany(orders: readonly Order[]): number;
  /** As amend for each, in one message. Returns how many were asked for. */
  amendMany(changes: readonly { readonly order: Order; readonly to: AmendTo }[]): number;
  /** Orders that are not closed, in the order they were sent. Do not keep the array. */
  open(instrument: Instrument): readonly Order[];
}
