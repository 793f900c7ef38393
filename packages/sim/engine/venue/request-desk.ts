import { type Book, BUY, NO_LEVEL } from "@mexoms/core/internal";
import type { Instrument } from "@mexoms/core";
import type { Clearing } from "../account/clearing.ts";
import type { ExchangeModel } from "../exchange/exchange-model.ts";
import type { Admission } from "../rules/admission.ts";
import type { AnswerDesk } from "./answer-desk.ts";
import {
  ANSWER_ACCEPTED,
  ANSWER_AMEND_REFUSED,
  ANSWER_AMENDED,
  ANSWER_CANCELED,
  ANSWER_CANCEL_REFUSED,
  ANSWER_EXPIRED,
  ANSWER_REJECTED,
  REQUEST_AMEND,
  REQUEST_CANCEL,
  REQUEST_EVENT,
  REQUEST_SUBMIT,
  TIF_FOK,
  TIF_GTC,
  TIF_IOC,
  TIF_POST_ONLY,
  TYPE_MARKET,
} from "./messages.ts";
import { rejectionCode } from "./rejections.ts";
import type { RestingOrders } from "./resting-orders.ts";
import type { VenueAccount } from "./venue-account.ts";
import type { VenueRequest } from "./venue-request.ts";

const UNKNOWN_ORDER = rejectionCode("no such open order");

/** Handles the requests that arrive for one instrument at a simulated venue. */
export class RequestDesk {
  readonly #instrument: Instrument;
  readonly #market: number;
  readonly #book: Book;
  readonly #bids: RestingOrders;
  readonly #asks: RestingOrders;
  readonly #exchange: ExchangeModel;
  readonly #admission: Admission;
  readonly #accounts: readonly VenueAccount[];
  readonly #answers: AnswerDesk;

  constructor(options: {
    instrument: Instrument;
    /** Number of the instrument in the run. */
    market: number;
    book: Book;
    bids: RestingOrders;
    asks: RestingOrders;
    exchange: ExchangeModel;
    admission: Admission;
    accounts: readonly VenueAccount[];
    answers: AnswerDesk;
  }) {
    this.#instrument = options.instrument;
    this.#market = options.market;
    this.#book = options.book;
    this.#bids = options.bids;
    this.#asks = options.asks;
    this.#exchange = options.exchange;
    this.#admission = options.admission;
    this.#accounts = options.accounts;
    this.#answers = options.answers;
  }

  handle(request: VenueRequest, atNs: number): void {
    if (request.kind === REQUEST_EVENT) {
      this.#clearing(request).event(this.#market, request.event, atNs);
      return;
    }
    const refused = this.#admission.check(request, atNs);
    if (request.kind === REQUEST_SUBMIT) this.#submit(request, atNs, refused);
    else if (request.kind === REQUEST_CANCEL) this.#cancel(request, atNs, refused);
    else if (request.kind === REQUEST_AMEND) this.#amend(request, atNs, refused);
  }

  #submit(order: VenueRequest, atNs: number, refused: number): void {
    const reason =
      refused === 0 ? this.#clearing(order).reserve(this.#market, order, atNs) : refused;
    if (reason === 0) this.#enter(order, atNs, true);
    else this.#tell(ANSWER_REJECTED, order, atNs, order.qtyLots, reason);
  }

  #cancel(request: VenueRequest, atNs: number, refused: number): void {
    const resting = this.#resting(request.side);
    const slot = resting.find(request.orderId);
    const reason = slot < 0 ? UNKNOWN_ORDER : refused;
    if (reason !== 0) {
      this.#tell(ANSWER_CANCEL_REFUSED, request, atNs, 0, reason);
      return;
    }
    resting.remove(slot);
    this.#clearing(request).release(this.#market, request.orderId, 0, atNs);
    this.#tell(ANSWER_CANCELED, request, atNs, 0, 0);
  }

  #amend(request: VenueRequest, atNs: number, refused: number): void {
    const { orderId, side, priceTicks, qtyLots } = request;
    const resting = this.#resting(side);
    const slot = resting.find(orderId);
    const reason =
      slot < 0
        ? UNKNOWN_ORDER
        : refused === 0
          ? this.#clearing(request).reserve(this.#market, request, atNs)
          : refused;
    if (reason !== 0) {
      this.#tell(ANSWER_AMEND_REFUSED, request, atNs, 0, reason);
      return;
    }
    const keepsPlace =
      resting.priceTicks(slot) === priceTicks && qtyLots <= resting.leavesLots[slot]!;
    this.#tell(ANSWER_AMENDED, request, atNs, qtyLots, 0);
    if (keepsPlace) {
      resting.leavesLots[slot] = qtyLots;
      return;
    }
    const timeInForce = resting.postOnly[slot] === 1 ? TIF_POST_ONLY : TIF_GTC;
    resting.remove(slot);
    this.#enter({ ...request, timeInForce }, atNs, false);
  }

  /** An order arrives, new or back from an amend that cost it its place. */
  #enter(order: VenueRequest, atNs: number, isNew: boolean): void {
    const { side, priceTicks, qtyLots, timeInForce, orderId, account } = order;
    const opposite = this.#book.ladder(1 - side).best;
    const key = side === BUY ? priceTicks : -priceTicks;
    const isMarket = order.type === TYPE_MARKET;
    if (isMarket || (opposite !== NO_LEVEL && key >= opposite)) {
      this.#take(order, atNs);
    } else if (timeInForce === TIF_IOC || timeInForce === TIF_FOK) {
      this.#expire(order, atNs, qtyLots);
    } else {
      const front = this.#instrument.lot.float(this.#book.lotsAt(side, priceTicks));
      const postOnly = timeInForce === TIF_POST_ONLY;
      const leavesLots = qtyLots;
      this.#resting(side).add({ orderId, account, priceTicks, leavesLots, postOnly, front });
      if (isNew) this.#tell(ANSWER_ACCEPTED, order, atNs, qtyLots, 0);
    }
  }

  #take(order: VenueRequest, atNs: number): void {
    const { account, orderId, side } = order;
    let leavesLots = order.qtyLots;
    if (order.timeInForce !== TIF_POST_ONLY) {
      this.#exchange.take(order, this.#book, (priceTicks, qtyLots, reason) => {
        leavesLots -= qtyLots;
        const execution = { orderId, side, priceTicks, qtyLots, leavesLots, maker: false, atNs };
        this.#clearing(order).fill(this.#market, execution);
        this.#answers.filled({ ...execution, account, reason });
      });
    }
    if (leavesLots > 0) this.#expire(order, atNs, leavesLots);
  }

  #expire(order: VenueRequest, atNs: number, leavesLots: number): void {
    this.#clearing(order).release(this.#market, order.orderId, 0, atNs);
    this.#tell(ANSWER_EXPIRED, order, atNs, leavesLots, 0);
  }

  #tell(
    kind: number,
    { account, orderId, priceTicks }: VenueRequest,
    atNs: number,
    leavesLots: number,
    reason: number,
  ): void {
    this.#answers.told(kind, { account, orderId, atNs, priceTicks, leavesLots, reason });
  }

  #resting(side: number): RestingOrders {
    return side === BUY ? this.#bids : this.#asks;
  }

  #clearing({ account }: VenueRequest): Clearing {
    return this.#accounts[account]!.clearing;
  }
}
