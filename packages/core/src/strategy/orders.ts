import type { Instrument } from "../instrument/instrument.ts";
import type { Side } from "../market/side.ts";
import type { Order, OrderType, SelfTradeMode, TimeInForce } from "../order/order.ts";

/** An order as a strategy wants it. */
export interface OrderIntent {
  readonly instrument: Instrument;
  readonly side: Side;
  /** Whole ticks. Ignored by market orders. */
  readonly priceTicks: number;
  /** Whole lots. */
  readonly qtyLots: number;
  readonly type?: OrderType;
  readonly timeInForce: TimeInForce;
  /** Name of an account that trades the instrument; the first of them unless given. */
  readonly account?: string;
  /** What happens when it meets an own order; the venue's rule unless given. */
  readonly selfTrade?: SelfTradeMode;
}

/** Plain orders. */
export interface Orders {
  /**
   * Sends an order and returns it at once, pending. An order that the instrument's filters refuse
   * is returned rejected, with its reason, and is not sent.
   */
  submit(intent: OrderIntent): Order;
  /**
   * Asks to cancel. False when there is nothing to ask: it is closed, still pending, or a request is
   * under way. `again` repeats a request that has not been answered.
   */
  cancel(order: Order, options?: { readonly again: boolean }): boolean;
  /** Asks for a new price and open size. False as for cancel. */
  amend(order: Order, to: { readonly priceTicks: number; readonly qtyLots: number }): boolean;
  /** Cancels every cancelable order, of one instrument or of all. Returns how many. */
  cancelAll(instrument?: Instrument): number;
  /** Orders that are not closed, in the order they were sent. Do not keep the array. */
  open(instrument: Instrument): readonly Order[];
}
