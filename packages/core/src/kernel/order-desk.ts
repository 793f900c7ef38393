import type { Instrument } from "../instrument/instrument.ts";
import { ConfigError, fail } from "../errors.ts";
import { sideIndex } from "../market/side.ts";
import { type OrderFields, OrderRecord } from "../order/order-record.ts";
import type { OrderShelf } from "../order/order-shelf.ts";
import { hasLimit, type OrderTerms, termsRefusal } from "../order/order-terms.ts";
import { termsOf } from "./terms-of.ts";
import type { Order } from "../order/order.ts";
import type { AmendTo, MassCancel, OrderIntent, Orders } from "../strategy/orders.ts";
import type { AmendIntent, KernelObserver, OrderGateway } from "./gateway.ts";
import { MassCancelRecord } from "./mass-cancel.ts";
import type { Accounts } from "./accounts.ts";
import type { Clock } from "./clock.ts";
import type { MarketState } from "./market-state.ts";
import type { Risk } from "../risk/risk.ts";
import { CLOSED_KEPT_NS, type KernelState } from "./kernel-state.ts";
import type { SentRequest } from "./sent-request.ts";

/** Orders looked at for each new one: more than one, so that what can be let go never piles up. */
const LOOKED_AT = 2;
/** Orders that are let go together: moving those behind them up costs time. */
const DROPPED_AT_ONCE = 4096;
/** Cancels of all that are remembered, answered or not. */
const MASS_CANCELS_KEPT = 1000;

/** Turns what a strategy wants into orders and requests, and keeps the orders: all of the run, or if it
 * forgets (see KernelOptions) those about which the venue may still tell something. */
export class OrderDesk implements Orders {
  /** Orders of this kernel, in the order of ids: all, or the last ones if it forgets. */
  readonly all: OrderRecord[] = [];
  /** Cancels of all of this kernel, in the order of ids: all, or the last ones if it forgets. */
  readonly massCancels: MassCancelRecord[] = [];
  /** When set, orders are refused with this reason. */
  closedFor: string | undefined = undefined;
  readonly #markets: readonly MarketState[];
  readonly #byInstrument: ReadonlyMap<Instrument, MarketState>;
  readonly #accounts: Accounts;
  readonly #adopted: Map<number, OrderRecord> = new Map();
  /** Id of the first of `all`, and of `massCancels`. */
  #firstId = 1;
  #firstMassId = 1;
  /** The first so many of `all` are gone from there: forgotten, or among the earlier ones. */
  #gone = 0;
  readonly #forgets: boolean;
  /** Orders and cancels of all of the kernel before, and old ones that still matter, by id. */
  readonly #earlier: Map<number, OrderRecord> = new Map();
  readonly #earlierMass: Map<number, MassCancelRecord> = new Map();
  /** Goes round the earlier orders, to find those that can be let go. */
  #round: IterableIterator<OrderRecord>;
  /** Orders of `all` before this place were over long ago when a state was last made. */
  #firstKept = 0;
  readonly #gateway: OrderGateway;
  readonly #observer: KernelObserver;
  readonly #onRejected: (order: OrderRecord) => void;
  readonly #risk: Risk | undefined;
  readonly #clock: Readonly<Clock>;
  readonly #shelf: OrderShelf | undefined;

  constructor(options: {
    markets: readonly MarketState[];
    byInstrument: ReadonlyMap<Instrument, MarketState>;
    accounts: Accounts;
    gateway: OrderGateway;
    observer: KernelObserver;
    onRejected: (order: OrderRecord) => void;
    /** Without it only the filters are asked. */
    risk?: Risk | undefined;
    clock: Readonly<Clock>;
    forgets: boolean;
    /** Where records are taken from; they are made anew without it. */
    shelf?: OrderShelf | undefined;
  }) {
    this.#forgets = options.forgets;
    this.#round = this.#earlier.values();
    this.#markets = options.markets;
    this.#byInstrument = options.byInstrument;
    this.#accounts = options.accounts;
    this.#gateway = options.gateway;
    this.#observer = options.observer;
    this.#onRejected = options.onRejected;
    this.#risk = options.risk;
    this.#clock = options.clock;
    this.#shelf = options.shelf;
  }

  submit(intent: OrderIntent): Order {
    const order = this.#make(intent);
    if (!order.closed) this.#gateway.submit([order], this.#clock.nowNs);
    return order;
  }

  submitAll(intents: readonly OrderIntent[]): readonly Order[] {
    const orders = intents.map((intent) => this.#make(intent));
    const sent = orders.filter((order) => !order.closed);
    if (sent.length > 0) this.#gateway.submit(sent, this.#clock.nowNs);
    return orders;
  }

  cancel(order: Order, options?: { readonly again: boolean }): boolean {
    const record = this.#record(order);
    const asked = this.#askCancel(record, options?.again === true);
    if (asked) this.#gateway.cancel([record], this.#clock.nowNs);
    return asked;
  }

  cancelMany(orders: readonly Order[]): number {
    const asked = orders
      .map((order) => this.#record(order))
      .filter((record) => this.#askCancel(record, false));
    if (asked.length > 0) this.#gateway.cancel(asked, this.#clock.nowNs);
    return asked.length;
  }

  amend(order: Order, to: AmendTo): boolean {
    return this.amendMany([{ order, to }]) === 1;
  }

  amendMany(changes: readonly { readonly order: Order; readonly to: AmendTo }[]): number {
    const asked: AmendIntent[] = [];
    for (const { order, to } of changes) {
      const record = this.#record(order);
      if (this.#askAmend(record, to)) asked.push({ order: record, to });
    }
    if (asked.length > 0) this.#gateway.amend(asked, this.#clock.nowNs);
    return asked.length;
  }

  cancelAll(instrument?: Instrument): number {
    const markets = instrument === undefined ? this.#markets : [this.market(instrument)];
    let sent = 0;
    for (const market of markets) {
      for (const order of market.open) if (this.cancel(order)) sent += 1;
    }
    return sent;
  }

  cancelAllAtVenue(instrument: Instrument): MassCancel {
    const market = this.market(instrument);
    const request = new MassCancelRecord(instrument);
    if (this.closedFor !== undefined) {
      request.state = "failed";
      return request;
    }
    const id = this.nextMassCancelId;
    this.massCancels.push(request);
    if (this.#forgets) this.#forgetMassCancel();
    this.#risk?.cancelAllAsked(market.index);
    this.#observer.cancelAll(market.index, id, this.#clock.nowNs);
    this.#gateway.cancelAll(market.index, id, this.#clock.nowNs);
    return request;
  }

  open(instrument: Instrument): readonly Order[] {
    return this.market(instrument).open;
  }

  /** Takes in an order that the venue has sent; `of.id` is the venue's number for it, below zero. */
  adopt(of: {
    id: number;
    market: number;
    account: number;
    side: number;
    lots: number;
  }): OrderRecord {
    const order = this.#new({
      id: this.nextOrderId,
      instrument: this.#markets[of.market]!.instrument,
      account: this.#accounts.name(of.account),
      origin: "venue",
      market: of.market,
      sideIndex: of.side,
      type: "market",
      timeInForce: "ioc",
      priceTicks: 0,
      qtyLots: of.lots,
      nowNs: this.#clock.nowNs,
    });
    this.#keep(order);
    this.#adopted.set(of.id, order);
    this.#risk?.adopted(order);
    order.accept(this.#clock.nowNs);
    return order;
  }

  /** The order with an id, below zero for one of the venue's. An unknown id is a bug of whoever asks. */
  byId(id: number): OrderRecord {
    return this.find(id) ?? failUnknown(id);
  }

  /** As `byId`, but undefined for an order that was over for long and is forgotten. */
  find(id: number): OrderRecord | undefined {
    const found = this.#lookUp(id);
    if (found === undefined && !(this.#forgets && id < this.nextOrderId)) failUnknown(id);
    return found;
  }

  /** The cancel of all with an id, undefined for one that is forgotten; see `find`. */
  massCancel(id: number): MassCancelRecord | undefined {
    const at = id - this.#firstMassId;
    const found = at < 0 ? this.#earlierMass.get(id) : this.massCancels[at];
    if (found === undefined && !(this.#forgets && at < 0)) fail(`no cancel of all with id ${id}`);
    return found;
  }

  get nextOrderId(): number {
    return this.#firstId + this.all.length;
  }

  get nextMassCancelId(): number {
    return this.#firstMassId + this.massCancels.length;
  }

  /** Goes on from a state. Before the first order. */
  restore(state: KernelState): void {
    this.#firstId = state.nextOrderId;
    this.#firstMassId = state.nextMassCancelId;
    for (const saved of state.orders) {
      const market = this.#markets[saved.market]!;
      const order = OrderRecord.restored(saved, market.instrument);
      this.#earlier.set(order.id, order);
      if (saved.venueId !== undefined) this.#adopted.set(saved.venueId, order);
      // Orders of the venue's own are not among the open ones before they are filled.
      if (saved.venueId === undefined || saved.filledLots > 0) market.keep(order);
    }
    for (const { id, market } of state.massCancels) {
      this.#earlierMass.set(id, new MassCancelRecord(this.#markets[market]!.instrument));
    }
  }

  /**
   * The orders of a state: see KernelState; of those that are over the ones of the last
   * `closedKeptNs`, at most CLOSED_KEPT_NS. Amortized over the orders of the kernel.
   */
  kept(closedKeptNs: number): OrderRecord[] {
    const since = this.#clock.nowNs - CLOSED_KEPT_NS;
    const keptSince = this.#clock.nowNs - Math.min(closedKeptNs, CLOSED_KEPT_NS);
    const owed = (order: OrderRecord): boolean =>
      !order.closed || (this.#risk?.book.of(order)?.openLots ?? 0) > 0;
    const matters = (order: OrderRecord): boolean => order.closedNs >= since || owed(order);
    const { all } = this;
    this.#firstKept = Math.max(this.#firstKept, this.#gone);
    while (this.#firstKept < all.length && !matters(all[this.#firstKept]!)) this.#firstKept += 1;
    return [...this.#earlier.values(), ...all.slice(this.#firstKept)].filter(
      (order) => order.closedNs >= keptSince || owed(order),
    );
  }

  /** The venue's number for an order of its own. */
  venueIdOf(order: OrderRecord): number | undefined {
    if (order.origin === "strategy") return undefined;
    for (const [venueId, adopted] of this.#adopted) if (adopted === order) return venueId;
    return undefined;
  }

  /** Cancels of all that are under way. */
  pendingMassCancels(): KernelState["massCancels"] {
    const numbered = [
      ...this.#earlierMass,
      ...this.massCancels.map((each, i) => [this.#firstMassId + i, each] as const),
    ];
    return numbered
      .filter(([, { state }]) => state === "pending")
      .map(([id, { instrument }]) => ({ id, market: this.market(instrument).index }));
  }

  /** Takes in what another kernel has sent: nothing is checked, and nothing is sent. */
  requested(request: SentRequest): void {
    const nowNs = this.#clock.nowNs;
    if (request.what === "submit") {
      if (this.all.length > 0) fail("a kernel that sends orders cannot follow another one");
      const { instrument } = this.#markets[request.market]!;
      const order = new OrderRecord({ ...request, instrument, sideIndex: request.side, nowNs });
      this.#firstId = Math.max(this.#firstId, order.id + 1);
      this.#earlier.set(order.id, order);
      if (this.#forgets) this.#forget();
      this.#markets[request.market]!.open.push(order);
      this.#risk?.submitted(order);
    } else if (request.what === "cancel-all") {
      this.#firstMassId = Math.max(this.#firstMassId, request.id + 1);
      const { instrument } = this.#markets[request.market]!;
      this.#earlierMass.set(request.id, new MassCancelRecord(instrument));
      this.#risk?.cancelAllAsked(request.market);
    } else {
      const order = this.byId(request.id);
      if (request.what === "amend") this.#risk?.amendAsked(order, request.to);
      else this.#risk?.cancelAsked(order);
      order.ask(request.what, nowNs);
    }
  }

  /** An order as it is sent, or rejected at once. */
  #make(intent: OrderIntent): OrderRecord {
    const market = this.market(intent.instrument);
    const type = intent.type ?? "limit";
    const terms = termsOf(intent, this.#clock.nowNs);
    const order = this.#new({
      id: this.nextOrderId,
      instrument: intent.instrument,
      account: this.#accounts.nameFor(intent.instrument, intent.account),
      market: market.index,
      sideIndex: sideIndex(intent.side),
      type,
      timeInForce: intent.timeInForce,
      selfTrade: intent.selfTrade,
      priceTicks: intent.priceTicks ?? 0,
      qtyLots: intent.qtyLots,
      nowNs: this.#clock.nowNs,
      terms,
    });
    this.#keep(order);
    this.#observer.intent("submit", order, this.#clock.nowNs);
    const closedFor = this.closedFor ?? market.suspended;
    const refusal = closedFor ?? this.#denial(order, terms, intent.crossing === true);
    if (refusal === undefined) {
      this.#risk?.submitted(order);
      market.open.push(order);
      return order;
    }
    order.reason = refusal;
    order.end("rejected", this.#clock.nowNs);
    this.#observer.answer("rejected", order, this.#clock.nowNs);
    // Told once it is over, it would make a strategy that replaces what has ended try for ever.
    if (this.closedFor === undefined) this.#onRejected(order);
    return order;
  }

  /** Why an order is not sent, by the filters and then by risk. */
  #denial(order: OrderRecord, terms: OrderTerms, crossing: boolean): string | undefined {
    const refusal = this.#refusal(order, terms);
    const risk = this.#risk;
    if (risk === undefined) return refusal;
    return refusal === undefined ? risk.denyOrder(order, crossing) : risk.filtered(refusal);
  }

  #refusal(order: OrderRecord, terms: OrderTerms): string | undefined {
    if (this.#accounts.given && order.account === undefined) return "no account trades it";
    const { instrument, type, timeInForce, qtyLots } = order;
    // An order without a limit has no price of its own: the filters see the smallest one.
    const price = hasLimit(type) ? order.priceTicks : instrument.minPriceFor(qtyLots);
    return (
      instrument.refusal(price, qtyLots) ??
      termsRefusal({ instrument, type, timeInForce, qtyLots, nowNs: this.#clock.nowNs, terms })
    );
  }

  #askCancel(record: OrderRecord, again: boolean): boolean {
    const repeats = again && record.origin === "strategy" && record.live;
    if (!(record.cancelable || repeats) || this.closedFor !== undefined) return false;
    const denial = this.#risk?.denyCancel(record);
    if (denial !== undefined) {
      record.reason = denial;
      return false;
    }
    this.#risk?.cancelAsked(record);
    record.ask("cancel", this.#clock.nowNs);
    this.#observer.intent("cancel", record, this.#clock.nowNs);
    return true;
  }

  #askAmend(record: OrderRecord, to: AmendTo): boolean {
    if (!record.cancelable || this.closedFor !== undefined) return false;
    const { instrument, type } = record;
    const free = type === "stop" || type === "trailing-stop";
    const price = free ? instrument.minPriceFor(to.qtyLots) : to.priceTicks;
    const refusal = instrument.refusal(price, to.qtyLots) ?? triggerRefusal(record, to);
    if (refusal !== undefined) throw new ConfigError("amend", `order ${record.id}: ${refusal}`);
    const { suspended } = this.#markets[record.market]!;
    const denial = suspended ?? this.#risk?.denyAmend(record, to);
    if (denial !== undefined) {
      record.reason = denial;
      return false;
    }
    this.#risk?.amendAsked(record, to);
    record.ask("amend", this.#clock.nowNs);
    this.#observer.intent("amend", record, this.#clock.nowNs, to);
    return true;
  }

  #record(order: Order): OrderRecord {
    const record = this.#lookUp(order.id);
    if (record === order) return record;
    // A strategy may hold on to what is forgotten here: it is over, and nothing is done about it.
    const isForgotten = this.#forgets && record === undefined && order.id < this.nextOrderId;
    if (isForgotten && order instanceof OrderRecord && order.closed) return order;
    throw new ConfigError("order", "is not an order of this strategy");
  }

  #lookUp(id: number): OrderRecord | undefined {
    if (id < 0) return this.#adopted.get(id);
    const at = id - this.#firstId;
    return at < this.#gone ? this.#earlier.get(id) : this.all[at];
  }

  #new(fields: OrderFields): OrderRecord {
    return this.#shelf === undefined ? new OrderRecord(fields) : this.#shelf.take(fields);
  }

  #keep(order: OrderRecord): void {
    this.all.push(order);
    if (this.#forgets) this.#forget();
  }

  /**
   * Lets old orders go. How many are looked at depends on the orders that are made, and which of them
   * go on time and answers: a replayed kernel forgets the same ones at the same inputs.
   */
  #forget(): void {
    const { all } = this;
    const since = this.#clock.nowNs - CLOSED_KEPT_NS;
    for (let n = 0; n < LOOKED_AT && this.#gone < all.length - 1; n++) {
      const order = all[this.#gone]!;
      const over = this.#isOver(order, since);
      if (!over && order.submittedNs > since) break;
      this.#gone += 1;
      if (over) this.#letGo(order);
      else this.#earlier.set(order.id, order);
    }
    for (let n = 0; n < LOOKED_AT && this.#earlier.size > 0; n++) this.#lookAtEarlier(since);
    if (this.#gone < DROPPED_AT_ONCE) return;
    all.splice(0, this.#gone);
    this.#firstId += this.#gone;
    this.#firstKept = Math.max(0, this.#firstKept - this.#gone);
    this.#gone = 0;
    this.#risk?.book.dropBefore(this.#firstId);
  }

  #lookAtEarlier(since: number): void {
    let next = this.#round.next();
    if (next.done === true) {
      this.#round = this.#earlier.values();
      next = this.#round.next();
    }
    if (next.done === true || !this.#isOver(next.value, since)) return;
    this.#earlier.delete(next.value.id);
    this.#letGo(next.value);
  }

  /** Nothing can follow of an order any more. */
  #isOver(order: OrderRecord, since: number): boolean {
    if (!order.closed) return false;
    // It was denied here, so that no venue knows of it.
    if (order.state === "rejected" && order.closedNs <= order.submittedNs) return true;
    if (order.closedNs >= since || (this.#risk?.book.of(order)?.openLots ?? 0) > 0) return false;
    // While something is in doubt, what the venue did may be told late.
    return this.#markets[order.market]!.suspended === undefined;
  }

  #letGo(order: OrderRecord): void {
    this.#risk?.book.forget(order.id);
    if (order.origin === "strategy") return;
    const venueId = this.venueIdOf(order);
    if (venueId !== undefined) this.#adopted.delete(venueId);
  }

  #forgetMassCancel(): void {
    if (this.massCancels.length <= MASS_CANCELS_KEPT) return;
    const oldest = this.massCancels.shift()!;
    if (oldest.state === "pending") this.#earlierMass.set(this.#firstMassId, oldest);
    this.#firstMassId += 1;
  }

  /** The market of an instrument. Throws ConfigError when the run does not have it. */
  market(instrument: Instrument): MarketState {
    const market = this.#byInstrument.get(instrument);
    if (!market) throw new ConfigError("instrument", `${instrument.id} is not part of this run`);
    return market;
  }
}

function failUnknown(id: number): never {
  fail(id < 0 ? `no order ${id} of the venue` : `no order ${id}`);
}

/** Why a trigger cannot be amended, or undefined. */
function triggerRefusal(record: OrderRecord, { triggerTicks }: AmendTo): string | undefined {
  if (triggerTicks === undefined) return undefined;
  if (record.triggerTicks === 0) return "triggerTicks: it has no trigger price";
  const fits = Number.isSafeInteger(triggerTicks) && triggerTicks > 0;
  return fits ? undefined : "triggerTicks: is not a price in whole ticks";
}
