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
  ANSWER_CANCEL_ALL_LOST,
  ANSWER_CANCELED,
  ANSWER_CANCELED_ALL,
  ANSWER_CANCEL_REFUSED,
  ANSWER_EXPIRED,
  ANSWER_REJECTED,
  ANSWER_TRIGGERED,
  REQUEST_AMEND,
  REQUEST_CANCEL,
  REQUEST_EVENT,
  REQUEST_CANCEL_ALL,
  REQUEST_SUBMIT,
  TIF_FOK,
  TIF_GTC,
  TIF_IOC,
  TIF_POST_ONLY,
  TYPE_MARKET,
} from "./messages.ts";
import type { ConditionalOrders } from "./conditional-orders.ts";
import type { Expiries } from "./expiries.ts";
import type { ReduceOnly } from "./reduce-only.ts";
import { rejectionCode } from "./rejections.ts";
import type { RestingOrders } from "./resting-orders.ts";
import { SelfTrades } from "./self-trades.ts";
import { isStop, StopDesk } from "./stop-desk.ts";
import type { VenueAccount } from "./venue-account.ts";
import type { VenueRequest } from "./venue-request.ts";

const UNKNOWN_ORDER = rejectionCode("no such open order");
const EXPIRY_PASSED = rejectionCode("the expiry has passed");
const POST_ONLY_WOULD_TAKE = rejectionCode("post-only order would take");

/**
 * An order on its way into the book; levels up to `afterKey` are taken by it already. `filledLots`
 * is what was filled of it before it came.
 */
type Entering = VenueRequest & { readonly afterKey?: number; readonly filledLots?: number };

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
  readonly #stops: ConditionalOrders;
  readonly #stopDesk: StopDesk;
  readonly #reduceOnly: ReduceOnly;
  readonly #expiries: Expiries;
  /** Lots that the order which is entering has taken. */
  #tookLots = 0;

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
    stops: ConditionalOrders;
    reduceOnly: ReduceOnly;
    /** Where the times at which orders expire are noted. */
    expiries: Expiries;
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
    this.#stops = options.stops;
    this.#stopDesk = new StopDesk(options.stops, options.answers);
    this.#reduceOnly = options.reduceOnly;
    this.#expiries = options.expiries;
    this.#selfTrades = new SelfTrades({
      ...options,
      take: (order, atNs) => this.#execute(order, atNs),
    });
  }

  /**
   * Handles a request, which is good until this returns. `refusal`: code of the reason why the venue
   * does not even look at it, 0 when it does.
   */
  handle(arrived: VenueRequest, atNs: number, refusal: number): void {
    if (arrived.kind === REQUEST_EVENT) {
      this.#clearing(arrived).event(this.#market, arrived.event, atNs);
      return;
    }
    const refused = refusal === 0 ? this.#rules.check(arrived, atNs, this.#facts) : refusal;
    const request = isStop(arrived) ? arrived : this.#atAllowedPrice(arrived);
    if (request.kind === REQUEST_SUBMIT) {
      this.#submit(request, atNs, refused);
      if (request !== arrived) this.#tellPrice(request, atNs);
    }
    if (request.kind === REQUEST_CANCEL) this.#cancel(request, atNs, refused);
    if (request.kind === REQUEST_AMEND) this.#amend(request, atNs, refused);
    if (request.kind === REQUEST_CANCEL_ALL) this.#cancelAll(request, atNs, refused);
    this.#reduceOnly.expireExcess(atNs);
  }

  /** A stop has fired: from here on it is an order that arrives now. */
  wake(stop: VenueRequest, atNs: number): void {
    this.#tell(ANSWER_TRIGGERED, stop, atNs, stop.qtyLots, 0);
    const order = this.#atAllowedPrice(stop);
    const reason =
      this.#reduceOnly.refusalOfStop(order) ||
      this.#clearing(order).reserve(this.#market, order, atNs);
    if (reason === 0) this.#enter(order, atNs, false);
    else this.#tell(ANSWER_EXPIRED, order, atNs, order.qtyLots, reason);
    if (order !== stop) this.#tellPrice(order, atNs);
    this.#reduceOnly.expireExcess(atNs);
  }

  /** An order's time has come, if it is still open. */
  expire(account: number, orderId: number, side: number, atNs: number): void {
    const id = { account, orderId };
    const resting = this.#resting(side);
    const slot = resting.find(orderId);
    if (slot < 0) {
      this.#stopDesk.end(ANSWER_EXPIRED, id, atNs);
      return;
    }
    const about = { ...id, atNs, priceTicks: resting.priceTicks(slot), reason: 0 };
    const leavesLots = resting.leavesLots[slot]!;
    const filledLots = resting.filledLots[slot]!;
    this.#removeResting(resting, slot, atNs);
    this.#answers.told(ANSWER_EXPIRED, { ...about, leavesLots, filledLots });
  }

  #submit(order: VenueRequest, atNs: number, refused: number): void {
    const reason = refused === 0 ? this.#refusal(order, atNs) : refused;
    if (reason !== 0) {
      this.#tell(ANSWER_REJECTED, order, atNs, order.qtyLots, reason);
      return;
    }
    if (order.expiresNs > 0) this.#expiries.note(order);
    if (isStop(order)) this.#stopDesk.add(order, atNs);
    else this.#enter(order, atNs, true);
  }

  /** Stops are looked at by the account, and for what they may reduce, once they fire. */
  #refusal(order: VenueRequest, atNs: number): number {
    if (order.expiresNs > 0 && order.expiresNs <= atNs) return EXPIRY_PASSED;
    if (isStop(order)) return this.#stopDesk.refusal(order);
    return (
      this.#reduceOnly.refusal(order) || this.#clearing(order).reserve(this.#market, order, atNs)
    );
  }

  /** The order at the price that it gets. */
  #atAllowedPrice(order: VenueRequest): VenueRequest {
    const priceTicks = this.#rules.priceFor(order, this.#facts);
    return priceTicks === order.priceTicks ? order : { ...order, priceTicks };
  }

  /** Tells of an order that rests at another price than it asked for. */
  #tellPrice(order: VenueRequest, atNs: number): void {
    const resting = this.#resting(order.side);
    const slot = resting.find(order.orderId);
    if (slot < 0) return;
    const leavesLots = resting.leavesLots[slot]!;
    this.#tell(ANSWER_AMENDED, order, atNs, leavesLots, 0, resting.filledLots[slot]);
  }

  #cancel(request: VenueRequest, atNs: number, refused: number): void {
    const resting = this.#resting(request.side);
    const slot = resting.find(request.orderId);
    if (slot < 0 && refused === 0 && this.#stopDesk.end(ANSWER_CANCELED, request, atNs)) return;
    const reason = slot < 0 ? refused || UNKNOWN_ORDER : refused;
    if (reason !== 0) {
      this.#tell(ANSWER_CANCEL_REFUSED, request, atNs, 0, reason);
      return;
    }
    const filledLots = resting.filledLots[slot]!;
    this.#answers.log.nextAhead = resting.front[slot]!;
    this.#removeResting(resting, slot, atNs);
    this.#tell(ANSWER_CANCELED, request, atNs, 0, 0, filledLots);
  }

  /** Cancels all orders of an account, those with the lowest number first. */
  #cancelAll(request: VenueRequest, atNs: number, refused: number): void {
    const { account } = request;
    if (refused !== 0) {
      this.#tell(ANSWER_CANCEL_ALL_LOST, request, atNs, 0, refused);
      return;
    }
    const open = this.#stops.of(account).map(({ orderId, side }) => ({ orderId, side }));
    for (const resting of [this.#bids, this.#asks]) {
      for (const slot of resting.slots) {
        if (resting.account[slot] !== account) continue;
        open.push({ orderId: resting.orderId[slot]!, side: resting.side });
      }
    }
    open.sort((a, b) => a.orderId - b.orderId);
    for (const { orderId, side } of open) this.#cancel({ ...request, orderId, side }, atNs, 0);
    this.#tell(ANSWER_CANCELED_ALL, request, atNs, open.length, 0);
  }

  #amend(request: VenueRequest, atNs: number, refused: number): void {
    const { orderId, side, priceTicks, qtyLots } = request;
    const resting = this.#resting(side);
    const slot = resting.find(orderId);
    if (slot < 0 && this.#stopDesk.amend(request, atNs, refused)) return;
    const reason =
      slot < 0
        ? UNKNOWN_ORDER
        : refused === 0
          ? this.#reduceOnly.refusal(request) ||
            this.#clearing(request).reserve(this.#market, request, atNs)
          : refused;
    if (reason !== 0) {
      this.#tell(ANSWER_AMEND_REFUSED, request, atNs, 0, reason);
      return;
    }
    const keepsPlace =
      this.#rules.amendKeepsPlace &&
      resting.priceTicks(slot) === priceTicks &&
      qtyLots <= resting.leavesLots[slot]!;
    const filledLots = resting.filledLots[slot]!;
    this.#answers.log.nextAhead = resting.front[slot]!;
    this.#tell(ANSWER_AMENDED, request, atNs, qtyLots, 0, filledLots);
    if (keepsPlace) {
      resting.shrink(slot, qtyLots);
      return;
    }
    const timeInForce = resting.postOnly[slot] === 1 ? TIF_POST_ONLY : TIF_GTC;
    resting.remove(slot);
    this.#enter({ ...request, timeInForce, filledLots }, atNs, false);
  }

  /** An order arrives, new or back from an amend that cost it its place. */
  #enter(order: Entering, atNs: number, isNew: boolean): void {
    this.#tookLots = 0;
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

  #rest(order: Entering, atNs: number, isNew: boolean): void {
    const { side, priceTicks, qtyLots, timeInForce, orderId, account } = order;
    const levelLots = this.#book.lotsAt(side, priceTicks);
    const shown = this.#instrument.lot.float(levelLots);
    const front = this.#queue.aheadOnArrival?.(shown) ?? shown;
    const resting = this.#resting(side);
    const slot = resting.add({
      orderId,
      account,
      priceTicks,
      leavesLots: qtyLots,
      postOnly: timeInForce === TIF_POST_ONLY,
      front,
      displayLots: order.displayLots,
      reduceOnly: order.reduceOnly,
      filledLots: (order.filledLots ?? 0) + this.#tookLots,
    });
    this.#fifo?.stand(resting, slot, this.#book.ladder(side));
    const { log } = this.#answers;
    log.nextAhead = resting.front[slot]!;
    log.nextLevelLots = levelLots;
    if (isNew) this.#tell(ANSWER_ACCEPTED, order, atNs, qtyLots, 0);
    else log.rested({ orderId, atNs, priceTicks, leavesLots: qtyLots });
  }

  #refusePostOnly(order: Entering, atNs: number, isNew: boolean): void {
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
    const may = this.#mayTake(order);
    if (may === 0) return leavesLots;
    this.#exchange.take({ ...order, qtyLots: may }, this.#book, (priceTicks, qtyLots, reason) => {
      leavesLots -= qtyLots;
      this.#tookLots += qtyLots;
      const execution = { orderId, side, priceTicks, qtyLots, leavesLots, maker: false, atNs };
      this.#clearing(order).fill(this.#market, execution);
      this.#reduceOnly.filled(account, side, qtyLots);
      this.#answers.filled(account, execution, reason);
    });
    return leavesLots;
  }

  /** Most lots that an order may take. */
  #mayTake({ account, side, qtyLots, timeInForce, reduceOnly }: VenueRequest): number {
    const most = reduceOnly ? this.#reduceOnly.reducible(account, side) : qtyLots;
    if (timeInForce === TIF_FOK && most < qtyLots) return 0;
    return Math.min(qtyLots, most);
  }

  #removeResting(resting: RestingOrders, slot: number, atNs: number): void {
    const orderId = resting.orderId[slot]!;
    const { clearing } = this.#accounts[resting.account[slot]!]!;
    resting.remove(slot);
    clearing.release(this.#market, orderId, 0, atNs);
  }

  #expire(order: Entering, atNs: number, leavesLots: number): void {
    this.#clearing(order).release(this.#market, order.orderId, 0, atNs);
    const filledLots = (order.filledLots ?? 0) + this.#tookLots;
    this.#tell(ANSWER_EXPIRED, order, atNs, leavesLots, 0, filledLots);
  }

  #tell(
    kind: number,
    { account, orderId, priceTicks }: VenueRequest,
    atNs: number,
    leavesLots: number,
    reason: number,
    filledLots: number = 0,
  ): void {
    const about = { account, orderId, atNs, priceTicks, leavesLots, reason, filledLots };
    this.#answers.told(kind, about);
  }

  #resting(side: number): RestingOrders {
    return side === BUY ? this.#bids : this.#asks;
  }

  #clearing({ account }: VenueRequest): Clearing {
    return this.#accounts[account]!.clearing;
  }
}
