import { type SavedOrder, sideSign } from "@mexoms/core/internal";
import {
  ANSWER,
  ANSWER_ACCEPTED,
  ANSWER_AMEND_REFUSED,
  ANSWER_AMENDED,
  ANSWER_CANCELED,
  ANSWER_CANCEL_ALL_LOST,
  ANSWER_CANCELED_ALL,
  ANSWER_CANCEL_REFUSED,
  ANSWER_EXPIRED,
  ANSWER_FILLED,
  ANSWER_REJECTED,
  ANSWER_TRIGGERED,
  ANSWER_VENUE_ORDER,
  REQUEST,
  REQUEST_AMEND,
  REQUEST_CANCEL,
  REQUEST_CANCEL_ALL,
  REQUEST_SUBMIT,
} from "@mexoms/sim/internal";
import { HEADER, HEADER_FIELDS } from "../link/messages.ts";
import { AskQueue } from "./ask-queue.ts";
import { ASKED_AMEND, ASKED_CANCEL, ASKED_NOTHING, ASKED_SUBMIT, OmsOrder } from "./oms-order.ts";
import {
  CANCELED,
  EXPIRED,
  FILLED,
  INTENDED,
  isFinal,
  ORDER_STATES,
  PARTLY_FILLED,
  REJECTED,
  SENT,
  UNKNOWN,
  WORKING,
} from "./order-state.ts";
import { TradeIds } from "./trade-ids.ts";

export interface OmsOptions {
  /** Session time after which a request without an answer makes its order UNKNOWN. */
  readonly answerTimeoutNs: number;
  /** Position and last settled trade id at the start, by market. */
  readonly markets: readonly { readonly lots: number; readonly tradeId: number }[];
}

/**
 * What became of every order: a fold over the requests that leave and the events that come, and
 * over time. Pure: it reads no clock, sends nothing, and knows nothing of a connection. Records of
 * orders that are forgotten are used again, so that it allocates nothing in steady state.
 *
 * Messages are those of link/messages.ts, given as the doubles that they lie in and the place of
 * their header.
 */
export class Oms {
  /** Signed positions in lots, by market. */
  readonly positions: Float64Array;
  /** How many orders are in each state; see ORDER_STATES. Closed ones count for the session. */
  readonly counts: Float64Array = new Float64Array(ORDER_STATES.length);
  /** Executions that came a second time. */
  repeatedFills = 0;
  /** Messages about orders that it does not know. */
  strangers = 0;
  readonly #orders = new Map<number, OmsOrder>();
  readonly #closed: OmsOrder[] = [];
  /** Forgotten: nothing refers to them but requests of the past, which are told by their time. */
  readonly #free: OmsOrder[] = [];
  readonly #asks = new AskQueue();
  readonly #trades: readonly TradeIds[];
  /** Cancels of all that are unanswered: market by number. */
  readonly #massCancels = new Map<number, { readonly market: number; readonly askedNs: number }>();
  readonly #timeoutNs: number;

  constructor({ answerTimeoutNs, markets }: OmsOptions) {
    this.#timeoutNs = answerTimeoutNs;
    this.positions = Float64Array.from(markets, ({ lots }) => lots);
    this.#trades = markets.map(({ tradeId }) => new TradeIds(tradeId));
  }

  /** Takes over an order of an earlier session. */
  carry(from: SavedOrder): void {
    const order = new OmsOrder();
    order.id = from.venueId ?? from.id;
    order.market = from.market;
    order.side = from.side;
    order.priceTicks = from.priceTicks;
    order.qtyLots = from.qtyLots;
    order.filledLots = from.filledLots;
    order.told = TOLD_BY_NAME[from.state];
    order.asked = ASKED_BY_NAME[from.request];
    order.askedNs = from.requestNs;
    order.submittedNs = from.submittedNs;
    order.exchNs = from.exchNs;
    order.amendedNs = from.amendedNs;
    for (const tradeId of from.tradeIds) this.#trades[from.market]!.add(tradeId);
    this.#orders.set(order.id, order);
    this.#count(order, 1);
    if (order.closed) this.#closed.push(order);
    if (order.asked !== ASKED_NOTHING) this.#asks.push(order);
  }

  /** A request is in the journal and about to leave. */
  requested(fields: Float64Array, index: number, nowNs: number): void {
    const kind = fields[index + HEADER.kind]!;
    const body = index + HEADER_FIELDS;
    const id = fields[body + REQUEST.orderId]!;
    if (kind === REQUEST_SUBMIT) this.#submitted(fields, index, nowNs);
    else if (kind === REQUEST_CANCEL) this.#ask(id, ASKED_CANCEL, nowNs);
    else if (kind === REQUEST_AMEND) this.#ask(id, ASKED_AMEND, nowNs);
    else if (kind === REQUEST_CANCEL_ALL) {
      this.#massCancels.set(id, { market: fields[index + HEADER.market]!, askedNs: nowNs });
    }
  }

  /** The gateway has taken the submission of an order. */
  handedOver(id: number): void {
    const order = this.#orders.get(id);
    if (order?.told === INTENDED) this.#become(order, SENT);
  }

  /** Takes an event in. False when it told nothing new, or of an order that is not known. */
  event(fields: Float64Array, index: number): boolean {
    const kind = fields[index + HEADER.kind]!;
    const body = index + HEADER_FIELDS;
    const id = fields[body + ANSWER.orderId]!;
    if (kind === ANSWER_CANCELED_ALL || kind === ANSWER_CANCEL_ALL_LOST) {
      return this.#massCancels.delete(id);
    }
    if (kind === ANSWER_VENUE_ORDER) this.#adopt(fields, index);
    const order = this.#orders.get(id);
    if (order === undefined) {
      this.strangers += isAboutOrder(kind) ? 1 : 0;
      return false;
    }
    if (kind === ANSWER_FILLED) return this.#filled(order, fields, body);
    const exchNs = fields[body + ANSWER.exchNs]!;
    if (kind === ANSWER_ACCEPTED) return this.#accepted(order, exchNs);
    if (kind === ANSWER_CANCELED) return this.#ended(order, CANCELED, exchNs);
    if (kind === ANSWER_EXPIRED) return this.#ended(order, EXPIRED, exchNs);
    if (kind === ANSWER_REJECTED) return this.#ended(order, REJECTED, exchNs);
    if (kind === ANSWER_AMENDED) return this.#amended(order, fields, body);
    if (kind === ANSWER_CANCEL_REFUSED) this.#answered(order, ASKED_CANCEL);
    if (kind === ANSWER_AMEND_REFUSED) this.#answered(order, ASKED_AMEND);
    return true;
  }

  /** Orders whose request waits for too long become UNKNOWN. Returns how many did. */
  tick(nowNs: number): number {
    const asks = this.#asks;
    let doubtful = 0;
    while (asks.length > 0) {
      const order = asks.first!;
      const waits = order.asked !== ASKED_NOTHING && order.askedNs === asks.firstNs;
      if (waits && asks.firstNs + this.#timeoutNs > nowNs) break;
      asks.shift();
      if (waits && this.#doubt(order)) doubtful += 1;
    }
    return this.#massCancels.size === 0 ? doubtful : doubtful + this.#tickMassCancels(nowNs);
  }

  #tickMassCancels(nowNs: number): number {
    let doubtful = 0;
    for (const [id, { market, askedNs }] of this.#massCancels) {
      if (askedNs + this.#timeoutNs > nowNs) break;
      this.#massCancels.delete(id);
      for (const order of this.#orders.values()) {
        if (order.market === market && this.#doubt(order)) doubtful += 1;
      }
    }
    return doubtful;
  }

  /** The connection was lost: what was not answered may never be. Returns how many are UNKNOWN now. */
  lost(): number {
    let doubtful = 0;
    for (const order of this.#orders.values()) {
      if (order.asked !== ASKED_NOTHING && this.#doubt(order)) doubtful += 1;
    }
    return doubtful;
  }

  order(id: number): OmsOrder | undefined {
    return this.#orders.get(id);
  }

  /** Every order that is not closed. */
  *open(): Generator<OmsOrder> {
    for (const order of this.#orders.values()) if (!order.closed) yield order;
  }

  get unknown(): number {
    return this.counts[UNKNOWN]!;
  }

  get openCount(): number {
    let open = 0;
    for (let state = 0; state < this.counts.length; state++) {
      if (!isFinal(state)) open += this.counts[state]!;
    }
    return open;
  }

  knowsTrade(market: number, tradeId: number): boolean {
    return this.#trades[market]!.has(tradeId);
  }

  /** By market, the trade id up to which every execution is known for certain. */
  get settledTradeIds(): number[] {
    return this.#trades.map(({ upTo }) => upTo);
  }

  /** The venue has told of every execution of a market up to `tradeId`. */
  settle(market: number, tradeId: number): void {
    this.#trades[market]!.settle(tradeId);
  }

  /** Forgets closed orders that the venue last changed before `exchNs`: nothing more can come. */
  forgetClosed(exchNs: number): void {
    let keep = 0;
    for (const order of this.#closed) {
      if (!order.closed) continue;
      if (order.exchNs >= exchNs) this.#closed[keep++] = order;
      // One that was closed twice stands here twice.
      else if (this.#orders.delete(order.id)) this.#free.push(order);
    }
    this.#closed.length = keep;
  }

  #submitted(fields: Float64Array, index: number, nowNs: number): void {
    const body = index + HEADER_FIELDS;
    const order = this.#free.pop() ?? new OmsOrder();
    order.reset();
    order.id = fields[body + REQUEST.orderId]!;
    order.market = fields[index + HEADER.market]!;
    order.side = fields[body + REQUEST.side]!;
    order.priceTicks = fields[body + REQUEST.priceTicks]!;
    order.qtyLots = fields[body + REQUEST.qtyLots]!;
    order.told = INTENDED;
    order.askedNs = nowNs;
    order.submittedNs = nowNs;
    this.#orders.set(order.id, order);
    this.#count(order, 1);
    this.#asks.push(order);
  }

  #adopt(fields: Float64Array, index: number): void {
    const body = index + HEADER_FIELDS;
    const order = new OmsOrder();
    order.id = fields[body + ANSWER.orderId]!;
    order.market = fields[index + HEADER.market]!;
    order.side = fields[body + ANSWER.maker]!;
    order.qtyLots = fields[body + ANSWER.leavesLots]!;
    order.told = WORKING;
    order.asked = ASKED_NOTHING;
    this.#orders.set(order.id, order);
    this.#count(order, 1);
  }

  #ask(id: number, asked: number, nowNs: number): void {
    const order = this.#orders.get(id);
    if (order === undefined || order.closed) return;
    order.asked = asked;
    order.askedNs = nowNs;
    this.#asks.push(order);
  }

  #accepted(order: OmsOrder, exchNs: number): boolean {
    if (order.closed || (order.told !== INTENDED && order.told !== SENT)) return false;
    order.exchNs = exchNs;
    this.#become(order, WORKING);
    this.#answered(order, ASKED_SUBMIT);
    return true;
  }

  #filled(order: OmsOrder, fields: Float64Array, body: number): boolean {
    const tradeId = fields[body + ANSWER.tradeId]!;
    const trades = this.#trades[order.market]!;
    if (tradeId > 0 && trades.has(tradeId)) {
      this.repeatedFills += 1;
      return false;
    }
    if (tradeId > 0) trades.add(tradeId);
    const lots = fields[body + ANSWER.qtyLots]!;
    this.positions[order.market]! += sideSign(order.side) * lots;
    order.filledLots += lots;
    order.exchNs = fields[body + ANSWER.exchNs]!;
    this.#sized(order, order.qtyLots);
    this.#answered(order, ASKED_SUBMIT);
    return true;
  }

  #amended(order: OmsOrder, fields: Float64Array, body: number): boolean {
    const exchNs = fields[body + ANSWER.exchNs]!;
    if (exchNs < order.amendedNs) return false;
    order.amendedNs = exchNs;
    order.priceTicks = fields[body + ANSWER.priceTicks]!;
    const told = fields[body + ANSWER.filledLots]!;
    const filled = told < 0 ? order.filledLots : told;
    if (!order.closed) order.exchNs = exchNs;
    this.#sized(order, filled + fields[body + ANSWER.leavesLots]!);
    this.#answered(order, ASKED_AMEND);
    return true;
  }

  /** A new size; what is filled and open follows. */
  #sized(order: OmsOrder, qtyLots: number): void {
    order.qtyLots = Math.max(qtyLots, order.filledLots);
    if (order.closed && order.told !== FILLED) return;
    if (order.filledLots === 0) return;
    const whole = order.leavesLots === 0;
    this.#become(order, whole ? FILLED : PARTLY_FILLED);
  }

  #ended(order: OmsOrder, how: number, exchNs: number): boolean {
    if (order.closed && order.told !== FILLED) return false;
    order.exchNs = exchNs;
    this.#become(order, how);
    return true;
  }

  /** A request is answered; an order without one that waits is not in doubt. */
  #answered(order: OmsOrder, asked: number): void {
    if (order.asked !== asked) return;
    this.#count(order, -1);
    order.asked = ASKED_NOTHING;
    order.doubtful = false;
    this.#count(order, 1);
  }

  #doubt(order: OmsOrder): boolean {
    if (order.closed || order.doubtful) return false;
    this.#count(order, -1);
    order.doubtful = true;
    this.#count(order, 1);
    return true;
  }

  #become(order: OmsOrder, told: number): void {
    const wasClosed = order.closed;
    this.#count(order, -1);
    order.told = told;
    if (isFinal(told)) {
      order.asked = ASKED_NOTHING;
      order.doubtful = false;
      if (!wasClosed) this.#closed.push(order);
    }
    this.#count(order, 1);
  }

  #count(order: OmsOrder, by: number): void {
    this.counts[order.state]! += by;
  }
}

const TOLD_BY_NAME = {
  pending: SENT,
  working: WORKING,
  "partly-filled": PARTLY_FILLED,
  filled: FILLED,
  canceled: CANCELED,
  expired: EXPIRED,
  rejected: REJECTED,
} as const;
const ASKED_BY_NAME = {
  none: ASKED_NOTHING,
  submit: ASKED_SUBMIT,
  cancel: ASKED_CANCEL,
  amend: ASKED_AMEND,
} as const;

/** Whether an event of this kind tells of one order. */
export function isAboutOrder(kind: number): boolean {
  return kind >= ANSWER_ACCEPTED && kind <= ANSWER_TRIGGERED;
}
