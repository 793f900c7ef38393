import type { SelfTradeMode } from "@mexoms/core";
import { BUY, type Book } from "@mexoms/core/internal";
import type { AnswerDesk } from "./answer-desk.ts";
import {
  ANSWER_AMENDED,
  ANSWER_EXPIRED,
  TIF_FOK,
  TIF_IOC,
  TYPE_LIMIT,
  TYPE_MARKET,
} from "./messages.ts";
import { rejectionCode } from "./rejections.ts";
import type { RestingOrders } from "./resting-orders.ts";
import type { VenueAccount } from "./venue-account.ts";
import type { VenueRequest } from "./venue-request.ts";

const PREVENTED = rejectionCode("self-trade prevention");
const NONE = -1;

/** What goes on of an order that has met own orders. */
export interface Remainder {
  /** 0 when it has ended. */
  readonly leavesLots: number;
  /** Levels up to this key are taken. */
  readonly afterKey: number;
}

/**
 * Keeps orders of one account from trading with each other. An order that arrives takes the levels
 * before the first own order that it meets; then the mode says who gives way, and so on.
 */
export class SelfTrades {
  readonly #market: number;
  readonly #book: Book;
  readonly #bids: RestingOrders;
  readonly #asks: RestingOrders;
  readonly #accounts: readonly VenueAccount[];
  readonly #answers: AnswerDesk;
  readonly #take: (order: VenueRequest & { afterKey: number }, atNs: number) => number;

  constructor(options: {
    market: number;
    book: Book;
    bids: RestingOrders;
    asks: RestingOrders;
    accounts: readonly VenueAccount[];
    answers: AnswerDesk;
    /** Executes what an order can get and returns the lots that it did not. */
    take: (order: VenueRequest & { afterKey: number }, atNs: number) => number;
  }) {
    this.#market = options.market;
    this.#book = options.book;
    this.#bids = options.bids;
    this.#asks = options.asks;
    this.#accounts = options.accounts;
    this.#answers = options.answers;
    this.#take = options.take;
  }

  /** Whether an order's price reaches an own resting order of the other side. */
  meets(order: VenueRequest): boolean {
    return this.#firstMet(order) !== NONE;
  }

  /** Lets the order meet own orders one by one, until it ends or meets no more. */
  settle(order: VenueRequest, mode: SelfTradeMode, atNs: number): Remainder {
    const own = this.#others(order);
    let leavesLots = order.qtyLots;
    let afterKey = Number.NEGATIVE_INFINITY;
    const over = { leavesLots: 0, afterKey };
    for (let slot = this.#firstMet(order); slot !== NONE; slot = this.#firstMet(order)) {
      const key = own.key[slot]!;
      leavesLots = this.#takeBefore({ ...order, qtyLots: leavesLots }, afterKey, key, atNs);
      if (leavesLots === 0) return over;
      afterKey = Math.max(afterKey, key - 1);
      // What must fill whole cannot go on with less.
      const whole = order.timeInForce === TIF_FOK;
      if (mode === "expire-taker" || (mode === "decrement" && whole)) {
        this.#end(order, leavesLots, atNs);
        return over;
      }
      if (mode === "decrement") {
        leavesLots -= this.#decrement(own, slot, leavesLots, atNs);
        if (leavesLots === 0) {
          this.#end(order, 0, atNs);
          return over;
        }
        this.#tell(ANSWER_AMENDED, order, atNs, leavesLots);
        continue;
      }
      this.#endMaker(own, slot, atNs);
      if (mode === "expire-both") {
        this.#end(order, leavesLots, atNs);
        return over;
      }
    }
    return { leavesLots, afterKey };
  }

  /** The slot of the own order that stands first in the order's way, NONE when none does. */
  #firstMet(order: VenueRequest): number {
    const { side, account, type, priceTicks } = order;
    const own = this.#others(order);
    const reach = type === TYPE_MARKET ? Infinity : side === BUY ? priceTicks : -priceTicks;
    let first = NONE;
    for (const slot of own.slots) {
      if (own.account[slot] !== account || own.key[slot]! > reach) continue;
      if (first === NONE || own.key[slot]! < own.key[first]!) first = slot;
    }
    return first;
  }

  /** Takes the levels after one key and before another; returns the lots that found none. */
  #takeBefore(order: VenueRequest, afterKey: number, key: number, atNs: number): number {
    if (this.#book.ladder(1 - order.side).best >= key || afterKey >= key - 1) return order.qtyLots;
    const last = key - 1;
    const priceTicks = order.side === BUY ? last : -last;
    const timeInForce = order.timeInForce === TIF_FOK ? TIF_FOK : TIF_IOC;
    return this.#take({ ...order, priceTicks, timeInForce, type: TYPE_LIMIT, afterKey }, atNs);
  }

  /** Takes the smaller size of the two off the resting order; returns it. */
  #decrement(own: RestingOrders, slot: number, lots: number, atNs: number): number {
    const cut = Math.min(lots, own.leavesLots[slot]!);
    const leavesLots = own.leavesLots[slot]! - cut;
    if (leavesLots === 0) {
      this.#endMaker(own, slot, atNs);
      return cut;
    }
    own.shrink(slot, leavesLots);
    this.#tell(ANSWER_AMENDED, this.#resting(own, slot), atNs, leavesLots);
    return cut;
  }

  #endMaker(own: RestingOrders, slot: number, atNs: number): void {
    this.#end(this.#resting(own, slot), own.leavesLots[slot]!, atNs);
    own.remove(slot);
  }

  #end(
    order: { account: number; orderId: number; priceTicks: number },
    leavesLots: number,
    atNs: number,
  ): void {
    this.#tell(ANSWER_EXPIRED, order, atNs, leavesLots);
  }

  #tell(
    kind: number,
    { account, orderId, priceTicks }: { account: number; orderId: number; priceTicks: number },
    atNs: number,
    leavesLots: number,
  ): void {
    const open = kind === ANSWER_EXPIRED ? 0 : leavesLots;
    this.#accounts[account]!.clearing.release(this.#market, orderId, open, atNs);
    const reason = PREVENTED;
    this.#answers.told(kind, { account, orderId, atNs, priceTicks, leavesLots, reason });
  }

  #resting(
    own: RestingOrders,
    slot: number,
  ): { account: number; orderId: number; priceTicks: number } {
    const priceTicks = own.priceTicks(slot);
    return { account: own.account[slot]!, orderId: own.orderId[slot]!, priceTicks };
  }

  #others({ side }: VenueRequest): RestingOrders {
    return side === BUY ? this.#asks : this.#bids;
  }
}
