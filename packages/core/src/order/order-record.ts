import type { Instrument } from "../instrument/instrument.ts";
import { fail } from "../errors.ts";
import { type Side, sideName } from "../market/side.ts";
import { type OrderTerms, PLAIN_TERMS, type TriggerBy } from "./order-terms.ts";
import type { SavedOrder } from "./saved-order.ts";
import type {
  Order,
  OrderOrigin,
  OrderRequest,
  OrderState,
  OrderType,
  SelfTradeMode,
  TimeInForce,
} from "./order.ts";

/** What an order is made of. */
export interface OrderFields {
  readonly id: number;
  readonly instrument: Instrument;
  readonly account?: string | undefined;
  readonly origin?: OrderOrigin;
  readonly market: number;
  readonly sideIndex: number;
  readonly type: OrderType;
  readonly timeInForce: TimeInForce;
  readonly selfTrade?: SelfTradeMode | undefined;
  readonly priceTicks: number;
  readonly qtyLots: number;
  readonly nowNs: number;
  readonly terms?: OrderTerms;
}

/**
 * The record behind Order, written by the kernel alone. Answers may come in another order than they
 * were given in, and twice: each method says whether its answer told anything new, and the state is
 * in the end what the answers say, in whatever order they came.
 */
export class OrderRecord implements Order {
  id = 0;
  instrument: Instrument;
  market = 0;
  sideIndex = 0;
  type: OrderType = "limit";
  timeInForce: TimeInForce = "gtc";
  selfTrade: SelfTradeMode | undefined = undefined;
  submittedNs = 0;
  priceTicks = 0;
  qtyLots = 0;
  leavesLots = 0;
  filledLots = 0;
  state: OrderState = "pending";
  request: OrderRequest = "submit";
  reason: string | undefined = undefined;
  requestNs = 0;
  exchNs = -1;
  acceptedNs = -1;
  closedNs = -1;
  lastFillTicks = 0;
  lastFillMaker = false;
  // What not every order has is private: the text of an order that is explained stays as it was.
  #terms: OrderTerms = PLAIN_TERMS;
  #account: string | undefined = undefined;
  #origin: OrderOrigin = "strategy";
  #triggerTicks = 0;
  #triggeredNs = -1;
  #shownLots = 0;
  #amends = 0;
  /** An amend was asked for: its size may be another than we know, as answers may overtake. */
  #sizeMayDiffer = false;
  #amendedNs = -1;
  /** The venue's numbers of its executions: 0 before the first, and those after it. */
  #firstTradeId = 0;
  #moreTradeIds: number[] | undefined = undefined;

  constructor(fields: OrderFields) {
    this.instrument = fields.instrument;
    this.renew(fields);
  }

  /** Makes it another order, as good as new. Nobody may use it as the one that it was. */
  renew(fields: OrderFields): void {
    this.id = fields.id;
    this.instrument = fields.instrument;
    this.market = fields.market;
    this.sideIndex = fields.sideIndex;
    this.type = fields.type;
    this.timeInForce = fields.timeInForce;
    this.selfTrade = fields.selfTrade;
    this.submittedNs = fields.nowNs;
    this.priceTicks = fields.priceTicks;
    this.qtyLots = fields.qtyLots;
    this.leavesLots = fields.qtyLots;
    this.filledLots = 0;
    this.state = "pending";
    this.request = "submit";
    this.reason = undefined;
    this.requestNs = fields.nowNs;
    this.exchNs = -1;
    this.acceptedNs = -1;
    this.closedNs = -1;
    this.lastFillTicks = 0;
    this.lastFillMaker = false;
    this.#terms = fields.terms ?? PLAIN_TERMS;
    this.#account = fields.account;
    this.#origin = fields.origin ?? "strategy";
    this.#triggerTicks = this.#terms.triggerTicks;
    this.#triggeredNs = -1;
    this.#amends = 0;
    this.#sizeMayDiffer = false;
    this.#amendedNs = -1;
    this.#firstTradeId = 0;
    this.#moreTradeIds = undefined;
    this.#shownLots = this.#nextShown();
  }

  /** An order as it was saved. */
  static restored(saved: SavedOrder, instrument: Instrument): OrderRecord {
    const order = new OrderRecord({
      id: saved.id,
      instrument,
      account: saved.account,
      origin: saved.origin,
      market: saved.market,
      sideIndex: saved.side,
      type: saved.type,
      timeInForce: saved.timeInForce,
      selfTrade: saved.selfTrade,
      priceTicks: saved.priceTicks,
      qtyLots: saved.qtyLots,
      nowNs: saved.submittedNs,
      terms: saved.terms ?? PLAIN_TERMS,
    });
    order.#restore(saved);
    return order;
  }

  /** All that is known of it. `venueId`: the venue's number for an order of its own. */
  save(venueId?: number): SavedOrder {
    return {
      id: this.id,
      venueId,
      market: this.market,
      account: this.#account,
      origin: this.#origin,
      side: this.sideIndex,
      type: this.type,
      timeInForce: this.timeInForce,
      selfTrade: this.selfTrade,
      terms: this.#terms === PLAIN_TERMS ? undefined : this.#terms,
      priceTicks: this.priceTicks,
      qtyLots: this.qtyLots,
      leavesLots: this.leavesLots,
      filledLots: this.filledLots,
      state: this.state,
      request: this.request,
      reason: this.reason,
      submittedNs: this.submittedNs,
      requestNs: this.requestNs,
      exchNs: this.exchNs,
      acceptedNs: this.acceptedNs,
      closedNs: this.closedNs,
      lastFillTicks: this.lastFillTicks,
      lastFillMaker: this.lastFillMaker,
      triggerTicks: this.#triggerTicks,
      triggeredNs: this.#triggeredNs,
      shownLots: this.#shownLots,
      amends: this.#amends,
      amendedNs: this.#amendedNs,
      sizeMayDiffer: this.#sizeMayDiffer,
      tradeIds: this.#tradeIds(),
    };
  }

  #restore(saved: SavedOrder): void {
    this.leavesLots = saved.leavesLots;
    this.filledLots = saved.filledLots;
    this.state = saved.state;
    this.request = saved.request;
    this.reason = saved.reason;
    this.requestNs = saved.requestNs;
    this.exchNs = saved.exchNs;
    this.acceptedNs = saved.acceptedNs;
    this.closedNs = saved.closedNs;
    this.lastFillTicks = saved.lastFillTicks;
    this.lastFillMaker = saved.lastFillMaker;
    this.#triggerTicks = saved.triggerTicks;
    this.#triggeredNs = saved.triggeredNs;
    this.#shownLots = saved.shownLots;
    this.#amends = saved.amends;
    this.#amendedNs = saved.amendedNs;
    this.#sizeMayDiffer = saved.sizeMayDiffer;
    for (const tradeId of saved.tradeIds) this.#addTrade(tradeId);
  }

  /** The venue's largest number of an execution of it, 0 when it told none. */
  get lastTradeId(): number {
    return Math.max(0, ...this.#tradeIds());
  }

  get side(): Side {
    return sideName(this.sideIndex);
  }

  get account(): string | undefined {
    return this.#account;
  }

  get origin(): OrderOrigin {
    return this.#origin;
  }

  /** How often the venue amended it. */
  get amends(): number {
    return this.#amends;
  }

  get triggerTicks(): number {
    return this.#triggerTicks;
  }

  get triggerBy(): TriggerBy {
    return this.#terms.triggerBy;
  }

  get trailTicks(): number {
    return this.#terms.trailTicks;
  }

  get activationTicks(): number {
    return this.#terms.activationTicks;
  }

  get displayLots(): number {
    return this.#terms.displayLots;
  }

  get reduceOnly(): boolean {
    return this.#terms.reduceOnly;
  }

  get expiresNs(): number {
    return this.#terms.expiresNs;
  }

  get triggeredNs(): number {
    return this.#triggeredNs;
  }

  /** Lots that others see of it while it rests. */
  get shownLots(): number {
    return this.#shownLots;
  }

  /** A stop of any kind, woken up or not. */
  get conditional(): boolean {
    return this.triggerTicks > 0 || this.trailTicks > 0;
  }

  /** An order that says more than a plain limit or market order can. */
  get special(): boolean {
    return this.conditional || this.displayLots > 0 || this.reduceOnly || this.expiresNs >= 0;
  }

  /** Open at the venue, as far as we know: in the book, or waiting for a trigger. */
  get live(): boolean {
    return this.state === "working" || this.state === "partly-filled";
  }

  /** In the venue's book, as far as we know. */
  get resting(): boolean {
    return this.live && (!this.conditional || this.triggeredNs >= 0);
  }

  get cancelable(): boolean {
    return this.live && this.request === "none" && this.#origin === "strategy";
  }

  get closed(): boolean {
    return this.state === "filled" || this.#ended;
  }

  /** A cancel or amend goes out. */
  ask(request: "cancel" | "amend", nowNs: number): void {
    this.request = request;
    this.requestNs = nowNs;
    if (request === "amend") this.#sizeMayDiffer = true;
  }

  /** The venue took the order in. False when that was known, or is of no more interest. */
  accept(exchNs: number): boolean {
    const known = this.acceptedNs >= 0 || this.closed;
    if (this.acceptedNs < 0 || exchNs < this.acceptedNs) this.acceptedNs = exchNs;
    if (known) return false;
    if (this.state === "pending") this.state = "working";
    if (this.request === "submit") this.request = "none";
    this.exchNs = exchNs;
    return true;
  }

  /** A stop woke up. False when that was known, or is of no more interest. */
  trigger(exchNs: number): boolean {
    const known = this.triggeredNs >= 0 || this.closed;
    if (this.triggeredNs < 0 || exchNs < this.triggeredNs) this.#triggeredNs = exchNs;
    if (!known) this.exchNs = exchNs;
    return !known;
  }

  /** One execution. False when its trade id, unless 0, is that of one that we know. */
  fill(exchNs: number, ticks: number, lots: number, maker: boolean, tradeId: number = 0): boolean {
    if (tradeId > 0 && this.#knowsTrade(tradeId)) return false;
    if (!(lots > 0 && (lots <= this.leavesLots || this.#sizeMayDiffer))) {
      fail(`order ${this.id}: a fill of ${lots} lots, but ${this.leavesLots} are open`);
    }
    if (tradeId > 0) this.#addTrade(tradeId);
    this.filledLots += lots;
    this.lastFillTicks = ticks;
    this.lastFillMaker = maker;
    this.exchNs = exchNs;
    if (this.acceptedNs < 0) this.acceptedNs = exchNs;
    if (this.conditional && this.triggeredNs < 0) this.#triggeredNs = exchNs;
    if (this.request === "submit") this.request = "none";
    this.#shownLots -= maker ? lots : 0;
    this.#setSize(Math.max(this.qtyLots, this.filledLots), exchNs);
    return true;
  }

  /** Its life ended without a fill. False when that was known. */
  end(state: "canceled" | "expired" | "rejected", exchNs: number): boolean {
    if (this.#ended) return false;
    if (this.state === "filled" && !this.#sizeMayDiffer) {
      fail(`order ${this.id} is filled and cannot be ${state}`);
    }
    this.exchNs = exchNs;
    this.#close(state, exchNs);
    return true;
  }

  /**
   * A new price and open size. `filledLots` is what the venue had filled of it by then, what we know
   * of unless given. False when it is an older answer than one that came before it, or the same.
   */
  amend(
    exchNs: number,
    priceTicks: number,
    leavesLots: number,
    more: { readonly filledLots?: number; readonly triggerTicks?: number } = {},
  ): boolean {
    const qtyLots = (more.filledLots ?? this.filledLots) + leavesLots;
    const same = priceTicks === this.priceTicks && qtyLots === this.qtyLots;
    const repeated = exchNs === this.#amendedNs && same && this.request !== "amend";
    if (exchNs < this.#amendedNs || repeated) return false;
    this.#amends += 1;
    this.#amendedNs = exchNs;
    const open = !this.#ended;
    if (open) this.exchNs = exchNs;
    const smaller = priceTicks === this.priceTicks && leavesLots <= this.leavesLots;
    this.priceTicks = priceTicks;
    if (more.triggerTicks !== undefined && more.triggerTicks > 0) {
      this.#triggerTicks = more.triggerTicks;
    }
    if (!smaller) this.#shownLots = 0;
    this.#setSize(qtyLots, exchNs);
    if (this.request === "amend") this.request = "none";
    return open;
  }

  /** A cancel or amend came back without effect; the order may have ended before. */
  refuse(what: "cancel" | "amend"): void {
    if (this.request === what) this.request = "none";
  }

  #knowsTrade(tradeId: number): boolean {
    return tradeId === this.#firstTradeId || this.#moreTradeIds?.includes(tradeId) === true;
  }

  #addTrade(tradeId: number): void {
    // Most orders have one execution at most: no array for it.
    if (this.#firstTradeId === 0) this.#firstTradeId = tradeId;
    else if (this.#moreTradeIds === undefined) this.#moreTradeIds = [tradeId];
    else this.#moreTradeIds.push(tradeId);
  }

  #tradeIds(): number[] {
    return this.#firstTradeId === 0 ? [] : [this.#firstTradeId, ...(this.#moreTradeIds ?? [])];
  }

  get #ended(): boolean {
    return this.state === "canceled" || this.state === "expired" || this.state === "rejected";
  }

  /** Sets the size, and with it what is open and whether the order is filled. */
  #setSize(qtyLots: number, exchNs: number): void {
    this.qtyLots = Math.max(qtyLots, this.filledLots);
    this.leavesLots = this.qtyLots - this.filledLots;
    if (this.shownLots <= 0 || this.displayLots === 0) this.#shownLots = this.#nextShown();
    this.#shownLots = Math.min(this.shownLots, this.leavesLots);
    if (this.#ended) return;
    if (this.filledLots > 0 && this.leavesLots === 0) {
      if (this.state !== "filled") this.#close("filled", exchNs);
    } else if (this.filledLots > 0) {
      this.state = "partly-filled";
      this.closedNs = -1;
    }
  }

  #nextShown(): number {
    return this.displayLots > 0 ? Math.min(this.displayLots, this.leavesLots) : this.leavesLots;
  }

  #close(state: OrderState, exchNs: number): void {
    this.state = state;
    this.request = "none";
    this.closedNs = exchNs;
  }
}
