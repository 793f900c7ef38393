import {
  Book,
  BUY,
  type Instrument,
  type MarketRows,
  NEVER,
  NO_LEVEL,
  ROW_BUY,
  ROW_DEPTH,
  ROW_EXCH,
  ROW_KIND_MASK,
  ROW_SELL,
  ROW_SNAPSHOT,
  ROW_TRADE,
  SELL,
} from "@mexoms/core";
import type { ExchangeModel } from "../exchange/exchange-model.ts";
import type { OrderLatency } from "../latency/latency-model.ts";
import type { QueueModel } from "../queue/queue-model.ts";
import type { TapeCursor } from "../tape/tape-cursor.ts";
import { MessageQueue } from "./message-queue.ts";
import {
  ANSWER_ACCEPTED,
  ANSWER_AMEND_REFUSED,
  ANSWER_AMENDED,
  ANSWER_CANCELED,
  ANSWER_CANCEL_REFUSED,
  ANSWER_EXPIRED,
  ANSWER_FILLED,
  BOOK_CROSSED,
  QUEUE_REACHED,
  REQUEST,
  REQUEST_CANCEL,
  REQUEST_SUBMIT,
  TIF_FOK,
  TIF_IOC,
  TIF_POST_ONLY,
  TRADED_THROUGH,
  TYPE_MARKET,
} from "./messages.ts";
import { RestingOrders } from "./resting-orders.ts";

interface Arrival {
  readonly orderId: number;
  readonly side: number;
  readonly priceTicks: number;
  readonly qtyLots: number;
  readonly timeInForce: number;
  readonly type: number;
}

/**
 * One instrument at a simulated venue: the book as it was there, the own orders in it, requests on
 * their way in and answers on their way out. The market does not react to own orders.
 *
 * Requests and rows are handled in order of time; a row comes before a request of the same instant.
 */
export class VenueMarket {
  readonly book: Book = new Book();
  readonly requests: MessageQueue = new MessageQueue();
  readonly answers: MessageQueue = new MessageQueue();
  readonly #resting: readonly [RestingOrders, RestingOrders] = [
    new RestingOrders(BUY),
    new RestingOrders(SELL),
  ];
  readonly #cursor: TapeCursor;
  readonly #instrument: Instrument;
  readonly #latency: OrderLatency;
  readonly #queue: QueueModel;
  readonly #exchange: ExchangeModel;
  readonly #lotSize: number;

  constructor(options: {
    instrument: Instrument;
    cursor: TapeCursor;
    latency: OrderLatency;
    queue: QueueModel;
    exchange: ExchangeModel;
  }) {
    this.#instrument = options.instrument;
    this.#cursor = options.cursor;
    this.#latency = options.latency;
    this.#queue = options.queue;
    this.#exchange = options.exchange;
    this.#lotSize = options.instrument.lot.float(1);
  }

  /** Time of the next row, NEVER when there is none. */
  get nextRowNs(): number {
    return this.#cursor.nextNs();
  }

  /** Time of the next row or request, NEVER when there is none. */
  get nextNs(): number {
    return Math.min(this.nextRowNs, this.requests.headNs);
  }

  /** Whether anything that happens up to `untilNs` could make an answer. */
  mayAnswer(untilNs: number): boolean {
    return (
      this.requests.headNs <= untilNs ||
      this.#resting[BUY].slots.length + this.#resting[SELL].slots.length > 0
    );
  }

  /**
   * Handles all rows and requests up to `untilNs` inclusive, but none after the arrival of the first
   * answer: the strategy may react to it. Returns the time up to which all is handled.
   */
  runTo(untilNs: number): number {
    let until = Math.min(untilNs, this.answers.headNs);
    for (;;) {
      this.#applyRows(Math.min(until, this.requests.headNs));
      until = Math.min(until, this.answers.headNs);
      const due = this.requests.headNs;
      if (due > until || due === NEVER) return until;
      while (this.requests.headNs === due) this.#handleRequest(due);
      until = Math.min(until, this.answers.headNs);
    }
  }

  #applyRows(untilNs: number): void {
    const cursor = this.#cursor;
    let until = untilNs;
    do {
      const { rows, offsetNs } = cursor;
      until = this.#applyColumns(rows, until, offsetNs);
    } while (cursor.atEnd && cursor.nextTape());
  }

  /** Applies rows of the cursor's tape; stops early when an answer must be seen first. */
  #applyColumns(rows: MarketRows, untilNs: number, offsetNs: number): number {
    const { event, exchNs, priceTicks, qtyLots } = rows;
    const book = this.book;
    const floorNs = this.#cursor.floorNs;
    const length = event.length;
    let until = untilNs;
    let limit = until - offsetNs;
    let i = this.#cursor.index;
    for (; i < length; i++) {
      const ev = event[i]!;
      if ((ev & ROW_EXCH) === 0) continue;
      const at = exchNs[i]!;
      if (at > limit) break;
      const kind = ev & ROW_KIND_MASK;
      if (kind === ROW_DEPTH || kind === ROW_SNAPSHOT) {
        if ((ev & (ROW_BUY | ROW_SELL)) === 0) continue;
        const side = (ev & ROW_BUY) !== 0 ? BUY : SELL;
        if (this.#level(side, priceTicks[i]!, qtyLots[i]!, Math.max(at + offsetNs, floorNs))) {
          until = Math.min(until, this.answers.headNs);
          limit = until - offsetNs;
        }
      } else if (kind === ROW_TRADE) {
        if ((ev & (ROW_BUY | ROW_SELL)) === 0) continue;
        const side = (ev & ROW_BUY) !== 0 ? BUY : SELL;
        if (this.#trade(side, priceTicks[i]!, qtyLots[i]!, Math.max(at + offsetNs, floorNs))) {
          until = Math.min(until, this.answers.headNs);
          limit = until - offsetNs;
        }
      } else {
        book.apply(ev, priceTicks[i]!, qtyLots[i]!);
      }
    }
    this.#cursor.index = i;
    return until;
  }

  /** A level changed. True when own orders were filled. */
  #level(side: number, priceTicks: number, qtyLots: number, atNs: number): boolean {
    const key = side === BUY ? -priceTicks : priceTicks;
    const ladder = this.book.ladder(side);
    const bestBefore = ladder.best;
    const before = this.book.set(side, priceTicks, qtyLots);
    const own = this.#resting[side === BUY ? BUY : SELL];
    for (let slot = own.firstAt(key); slot >= 0; slot = own.nextAt(slot)) {
      const { lot } = this.#instrument;
      own.front[slot] = this.#queue.levelChanged(
        own.front[slot]!,
        own.traded[slot]!,
        lot.float(before),
        lot.float(qtyLots),
      );
      own.traded[slot] = 0;
    }
    // A better best takes what it reaches on the other side. Opposite keys have opposite signs.
    const others = this.#resting[side === BUY ? SELL : BUY];
    if (ladder.best >= bestBefore || others.best + ladder.best > 0) return false;
    const reached = -ladder.best;
    let filled = false;
    for (let n = 0; n < others.slots.length;) {
      const slot = others.slots[n]!;
      if (others.key[slot]! <= reached) {
        this.#fillMaker(others, slot, others.leavesLots[slot]!, atNs, BOOK_CROSSED);
        filled = true;
      } else {
        n += 1;
      }
    }
    return filled;
  }

  /** A trade with its aggressor's side. True when own orders were filled. */
  #trade(side: number, priceTicks: number, qtyLots: number, atNs: number): boolean {
    const resting = this.#resting[side === BUY ? SELL : BUY];
    const key = side === BUY ? priceTicks : -priceTicks;
    if (key < resting.best) return false;
    const qty = this.#instrument.lot.float(qtyLots);
    let filled = false;
    for (let n = 0; n < resting.slots.length;) {
      const slot = resting.slots[n]!;
      const at = resting.key[slot]!;
      let lots = 0;
      let reason = TRADED_THROUGH;
      if (at < key) {
        lots = resting.leavesLots[slot]!;
      } else if (at === key) {
        lots = this.#queueLots(resting, slot, qty);
        reason = QUEUE_REACHED;
      }
      const count = resting.slots.length;
      if (lots > 0) {
        this.#fillMaker(resting, slot, lots, atNs, reason);
        filled = true;
      }
      if (resting.slots.length === count) n += 1;
    }
    return filled;
  }

  /** Moves an order forward by a trade at its price; the lots that reach it. */
  #queueLots(resting: RestingOrders, slot: number, qty: number): number {
    const front = resting.front[slot]! - qty;
    resting.front[slot] = front;
    resting.traded[slot] = resting.traded[slot]! + qty;
    const reached = Math.floor(-front / this.#lotSize + 0.5);
    if (!(reached > 0)) return 0;
    resting.front[slot] = 0;
    return this.#exchange.queueFill(reached, resting.leavesLots[slot]!);
  }

  #fillMaker(
    resting: RestingOrders,
    slot: number,
    lots: number,
    atNs: number,
    reason: number,
  ): void {
    const leaves = resting.leavesLots[slot]! - lots;
    resting.leavesLots[slot] = leaves;
    const id = resting.orderId[slot]!;
    this.#answer(ANSWER_FILLED, id, atNs, resting.priceTicks(slot), lots, leaves, 1, reason);
    if (leaves === 0) resting.remove(slot);
  }

  #handleRequest(atNs: number): void {
    const { requests } = this;
    const kind = requests.field(REQUEST.kind);
    const arrival: Arrival = {
      orderId: requests.field(REQUEST.orderId),
      side: requests.field(REQUEST.side),
      priceTicks: requests.field(REQUEST.priceTicks),
      qtyLots: requests.field(REQUEST.qtyLots),
      timeInForce: requests.field(REQUEST.timeInForce),
      type: requests.field(REQUEST.type),
    };
    requests.shift();
    if (kind === REQUEST_SUBMIT) this.#enter(arrival, atNs, true);
    else if (kind === REQUEST_CANCEL) this.#cancel(arrival, atNs);
    else this.#amend(arrival, atNs);
  }

  #cancel({ orderId, side }: Arrival, atNs: number): void {
    const resting = this.#resting[side === BUY ? BUY : SELL];
    const slot = resting.find(orderId);
    if (slot >= 0) resting.remove(slot);
    const kind = slot >= 0 ? ANSWER_CANCELED : ANSWER_CANCEL_REFUSED;
    this.#answer(kind, orderId, atNs, 0, 0, 0, 0, 0);
  }

  #amend(arrival: Arrival, atNs: number): void {
    const { orderId, side, priceTicks, qtyLots } = arrival;
    const resting = this.#resting[side === BUY ? BUY : SELL];
    const slot = resting.find(orderId);
    if (slot < 0) {
      this.#answer(ANSWER_AMEND_REFUSED, orderId, atNs, 0, 0, 0, 0, 0);
      return;
    }
    const keepsPlace =
      resting.priceTicks(slot) === priceTicks && qtyLots <= resting.leavesLots[slot]!;
    this.#answer(ANSWER_AMENDED, orderId, atNs, priceTicks, qtyLots, qtyLots, 0, 0);
    if (keepsPlace) {
      resting.leavesLots[slot] = qtyLots;
      return;
    }
    const timeInForce = resting.postOnly[slot] === 1 ? TIF_POST_ONLY : 0;
    resting.remove(slot);
    this.#enter({ ...arrival, timeInForce }, atNs, false);
  }

  /** An order arrives, new or back from an amend that cost it its place. */
  #enter(order: Arrival, atNs: number, isNew: boolean): void {
    const { side, priceTicks, qtyLots, timeInForce, orderId } = order;
    const opposite = this.book.ladder(1 - side).best;
    const key = side === BUY ? priceTicks : -priceTicks;
    const isMarket = order.type === TYPE_MARKET;
    if (isMarket || (opposite !== NO_LEVEL && key >= opposite)) {
      this.#take(order, atNs);
    } else if (timeInForce === TIF_IOC || timeInForce === TIF_FOK) {
      this.#answer(ANSWER_EXPIRED, orderId, atNs, 0, 0, qtyLots, 0, 0);
    } else {
      const front = this.#instrument.lot.float(this.book.lotsAt(side, priceTicks));
      const postOnly = timeInForce === TIF_POST_ONLY;
      const resting = this.#resting[side === BUY ? BUY : SELL];
      resting.add({ orderId, priceTicks, leavesLots: qtyLots, postOnly, front });
      if (isNew) this.#answer(ANSWER_ACCEPTED, orderId, atNs, priceTicks, qtyLots, qtyLots, 0, 0);
    }
  }

  #take(order: Arrival, atNs: number): void {
    let left = order.qtyLots;
    if (order.timeInForce !== TIF_POST_ONLY) {
      this.#exchange.take(order, this.book, (priceTicks, lots, reason) => {
        left -= lots;
        this.#answer(ANSWER_FILLED, order.orderId, atNs, priceTicks, lots, left, 0, reason);
      });
    }
    if (left > 0) this.#answer(ANSWER_EXPIRED, order.orderId, atNs, 0, 0, left, 0, 0);
  }

  #answer(
    kind: number,
    orderId: number,
    exchNs: number,
    priceTicks: number,
    qtyLots: number,
    leavesLots: number,
    maker: number,
    reason: number,
  ): void {
    const arrives = exchNs + this.#latency.responseNs(exchNs);
    this.answers.push(
      arrives,
      kind,
      orderId,
      exchNs,
      priceTicks,
      qtyLots,
      leavesLots,
      maker,
      reason,
    );
  }
}
