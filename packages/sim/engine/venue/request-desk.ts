import { type Book, BUY, NO_LEVEL } from "@mexoms/core/internal";
import type { Instrument } from "@mexoms/core";
import type { Clearing } from "../account/clearing.ts";
import type { ExchangeModel } from "../exchange/exchange-model.ts";
import type { QueueModel } from "../queue/queue-model.ts";
import type { MarketFacts, MarketRules } from "../rules/market-rules.ts";
import type { AnswerDesk } from "./answer-desk.ts";
import type { FifoQueue } from "./fifo-queue.ts";
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
import { SelfTrades } from "./self-trades.ts";
import type { VenueAccount } from "./venue-account.ts";
import type { VenueRequest } from "./venue-request.ts";

const UNKNOWN_ORDER = rejectionCode("no such open order");
const POST_ONLY_WOULD_TAKE = rejectionCode("post-only order would take");

/** An order on its way into the book; levels up to `afterKey` are taken by it already. */
type Entering = VenueRequest & { readonly afterKey?: number };

/** Handles the requests that arrive for one instrument at a simulated venue. */
export class RequestDesk {
  readonly #instrument: Instrument;
  readonly #market: number;
  readonly #book: Book;
  readonly #bids: RestingOrders;
  readonly #asks: RestingOrders;
  readonly #queue: QueueModel;
  readonly #fifo: FifoQueue | undefined;
  readonly #exchange: ExchangeModel;
  readonly #rules: MarketRules;
  readonly #facts: MarketFacts;
  readonly #selfTrades: SelfTrades;
  readonly #accounts: readonly VenueAccount[];
  readonly #answers: AnswerDesk;

  constructor(options: {
    instrument: Instrument;
    /** Number of the instrument in the run. */
    market: number;
    book: Book;
    bids: RestingOrders;
    asks: RestingOrders;
    queue: QueueModel;
    /** Keeps the places of own orders where the tape tells of every order. */
    fifo: FifoQueue | undefined;
    exchange: ExchangeModel;
    rules: MarketRules;
    facts: MarketFacts;
    accounts: readonly VenueAccount[];
    answers: AnswerDesk;
  }) {
    this.#instrument = options.instrument;
    this.#market = options.market;
    this.#book = options.book;
    this.#bids = options.bids;
    this.#asks = options.asks;
    this.#queue = options.queue;
    this.#fifo = options.fifo;
    this.#exchange = options.exchange;
    this.#rules = options.rules;
    this.#facts = options.facts;
    this.#accounts = options.accounts;
    this.#answers = options.answers;
    this.#selfTrades = new SelfTrades({
      ...options,
      take: (order, atNs) => this.#execute(order, atNs),
    });
  }

  /** `refusal`: code of the reason why the venue does not even look at it, 0 when it does. */
  handle(arrived: VenueRequest, atNs: number, refusal: number): void {
    if (arrived.kind === REQUEST_EVENT) {
      this.#clearing(arrived).event(this.#market, arrived.event, atNs);
      return;
    }
    const refused = refusal === 0 ? this.#rules.check(arrived, atNs, this.#facts) : refusal;
    const priceTicks = this.#rules.priceFor(arrived, this.#facts);
    const request = priceTicks === arrived.priceTicks ? arrived : { ...arrived, priceTicks };
    if (request.kind === REQUEST_SUBMIT) {
      this.#submit(request, atNs, refused);
      if (request !== arrived) this.#tellPrice(request, atNs);
    }
    if (request.kind === REQUEST_CANCEL) this.#cancel(request, atNs, refused);
    if (request.kind === REQUEST_AMEND) this.#amend(request, atNs, refused);
  }

  #submit(order: VenueRequest, atNs: number, refused: number): void {
    const reason =
      refused === 0 ? this.#clearing(order).reserve(this.#market, order, atNs) : refused;
    if (reason === 0) this.#enter(order, atNs, true);
    else this.#tell(ANSWER_REJECTED, order, atNs, order.qtyLots, reason);
  }

  /** Tells of an order that rests at another price than it asked for. */
  #tellPrice(order: VenueRequest, atNs: number): void {
    const resting = this.#resting(order.side);
    const slot = resting.find(order.orderId);
    if (slot >= 0) this.#tell(ANSWER_AMENDED, order, atNs, resting.leavesLots[slot]!, 0);
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
      this.#rules.amendKeepsPlace &&
      resting.priceTicks(slot) === priceTicks &&
      qtyLots <= resting.leavesLots[slot]!;
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
    const mode = this.#rules.selfTrade(order);
    const meets = mode !== undefined && this.#selfTrades.meets(order);
    if (order.timeInForce === TIF_POST_ONLY && (meets || this.#crosses(order))) {
      this.#refusePostOnly(order, atNs, isNew);
      return;
    }
    let rest: Entering = order;
    if (meets) {
      const { leavesLots, afterKey } = this.#selfTrades.settle(order, mode, atNs);
      if (leavesLots === 0) return;
      rest = { ...order, qtyLots: leavesLots, afterKey };
    }
    if (this.#crosses(order)) this.#take(rest, atNs);
    else if (order.timeInForce === TIF_IOC || order.timeInForce === TIF_FOK) {
      this.#expire(order, atNs, rest.qtyLots);
    } else this.#rest(rest, atNs, isNew);
  }

  #crosses({ side, type, priceTicks }: VenueRequest): boolean {
    const opposite = this.#book.ladder(1 - side).best;
    const key = side === BUY ? priceTicks : -priceTicks;
    return type === TYPE_MARKET || (opposite !== NO_LEVEL && key >= opposite);
  }

  #rest(order: VenueRequest, atNs: number, isNew: boolean): void {
    const { side, priceTicks, qtyLots, timeInForce, orderId, account } = order;
    const shown = this.#instrument.lot.float(this.#book.lotsAt(side, priceTicks));
    const front = this.#queue.aheadOnArrival?.(shown) ?? shown;
    const postOnly = timeInForce === TIF_POST_ONLY;
    const leavesLots = qtyLots;
    const resting = this.#resting(side);
    const slot = resting.add({ orderId, account, priceTicks, leavesLots, postOnly, front });
    this.#fifo?.stand(resting, slot, this.#book.ladder(side));
    if (isNew) this.#tell(ANSWER_ACCEPTED, order, atNs, qtyLots, 0);
  }

  #refusePostOnly(order: VenueRequest, atNs: number, isNew: boolean): void {
    if (!(isNew && this.#rules.rejectsPostOnly)) {
      this.#expire(order, atNs, order.qtyLots);
      return;
    }
    this.#clearing(order).release(this.#market, order.orderId, 0, atNs);
    this.#tell(ANSWER_REJECTED, order, atNs, order.qtyLots, POST_ONLY_WOULD_TAKE);
  }

  #take(order: Entering, atNs: number): void {
    const leavesLots = this.#execute(order, atNs);
    if (leavesLots > 0) this.#expire(order, atNs, leavesLots);
  }

  /** Takes what the order can get; returns the lots that it did not. */
  #execute(order: Entering, atNs: number): number {
    const { account, orderId, side } = order;
    let leavesLots = order.qtyLots;
    this.#exchange.take(order, this.#book, (priceTicks, qtyLots, reason) => {
      leavesLots -= qtyLots;
      const execution = { orderId, side, priceTicks, qtyLots, leavesLots, maker: false, atNs };
      this.#clearing(order).fill(this.#market, execution);
      this.#answers.filled({ ...execution, account, reason });
    });
    return leavesLots;
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
