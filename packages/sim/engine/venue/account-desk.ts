import type { Book } from "@mexoms/core/internal";
import type { ExchangeModel } from "../exchange/exchange-model.ts";
import type { ConditionalOrders } from "./conditional-orders.ts";
import type { ReduceOnly } from "./reduce-only.ts";
import type { AnswerDesk } from "./answer-desk.ts";
import {
  ANSWER_ACCOUNT,
  ANSWER_CANCELED,
  ANSWER_EXPIRED,
  ANSWER_VENUE_ORDER,
  TIF_IOC,
  TYPE_MARKET,
} from "./messages.ts";
import { rejectionCode } from "./rejections.ts";
import type { RestingOrders } from "./resting-orders.ts";
import type { VenueAccount } from "./venue-account.ts";
import type { VenueRequest } from "./venue-request.ts";

const LIQUIDATED = rejectionCode("liquidated");

/** What a venue does in one instrument with accounts by itself. */
export class AccountDesk {
  readonly #market: number;
  readonly #book: Book;
  readonly #resting: readonly RestingOrders[];
  readonly #exchange: ExchangeModel;
  readonly #accounts: readonly VenueAccount[];
  readonly #answers: AnswerDesk;
  readonly #stops: ConditionalOrders;
  readonly #reduceOnly: ReduceOnly;

  constructor(options: {
    /** Number of the instrument in the run. */
    market: number;
    book: Book;
    bids: RestingOrders;
    asks: RestingOrders;
    exchange: ExchangeModel;
    accounts: readonly VenueAccount[];
    answers: AnswerDesk;
    stops: ConditionalOrders;
    reduceOnly: ReduceOnly;
  }) {
    this.#market = options.market;
    this.#book = options.book;
    this.#resting = [options.bids, options.asks];
    this.#exchange = options.exchange;
    this.#accounts = options.accounts;
    this.#answers = options.answers;
    this.#stops = options.stops;
    this.#reduceOnly = options.reduceOnly;
  }

  /** The worst price that a market order would take now, 0 when it would take nothing. */
  worstTicks(order: VenueRequest): number {
    let worst = 0;
    this.#exchange.take(order, this.#book, (priceTicks) => {
      worst = priceTicks;
    });
    return worst;
  }

  /** Tells an account's owner how it stands. */
  tell(account: number, atNs: number): void {
    const nothing = { orderId: 0, priceTicks: 0, leavesLots: 0, reason: 0 };
    this.#answers.told(ANSWER_ACCOUNT, { ...nothing, account, atNs });
  }

  /** Ends all open orders of an account that is liquidated, stops that wait too. */
  cancelAll(account: number, atNs: number): void {
    for (const { orderId, priceTicks } of this.#stops.of(account).slice()) {
      this.#stops.remove(account, orderId);
      const about = { account, orderId, atNs, priceTicks, leavesLots: 0, reason: LIQUIDATED };
      this.#answers.told(ANSWER_CANCELED, about);
    }
    for (const resting of this.#resting) {
      for (const slot of resting.slots.slice()) {
        if (resting.account[slot] !== account) continue;
        const orderId = resting.orderId[slot]!;
        const priceTicks = resting.priceTicks(slot);
        resting.remove(slot);
        this.#accounts[account]!.clearing.release(this.#market, orderId, 0, atNs);
        const about = { account, orderId, atNs, priceTicks, leavesLots: 0, reason: LIQUIDATED };
        this.#answers.told(ANSWER_CANCELED, about);
      }
    }
  }

  /** Closes a position of an account at the book with an order of the venue's own. */
  closeOut(of: {
    account: number;
    /** Below zero. */
    orderId: number;
    side: number;
    lots: number;
    atNs: number;
  }): void {
    const { account, orderId, side, lots, atNs } = of;
    const order = { side, priceTicks: 0, qtyLots: lots, timeInForce: TIF_IOC, type: TYPE_MARKET };
    const about = { account, orderId, atNs, priceTicks: 0, reason: 0 };
    this.#answers.told(ANSWER_VENUE_ORDER, { ...about, leavesLots: lots }, side);
    let leavesLots = lots;
    this.#exchange.take(order, this.#book, (priceTicks, qtyLots, reason) => {
      leavesLots -= qtyLots;
      const execution = { orderId, side, priceTicks, qtyLots, leavesLots, maker: false, atNs };
      this.#accounts[account]!.clearing.fill(this.#market, execution);
      this.#reduceOnly.filled(account, side, qtyLots);
      this.#answers.filled({ ...execution, account, reason });
    });
    if (leavesLots > 0) this.#answers.told(ANSWER_EXPIRED, { ...about, leavesLots });
  }
}
