import type { Instrument } from "../instrument/instrument.ts";
import { ConfigError, fail } from "../errors.ts";
import { sideIndex } from "../market/side.ts";
import { OrderRecord } from "../order/order-record.ts";
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

/** Turns what a strategy wants into orders and requests, and keeps every order of the run. */
export class OrderDesk implements Orders {
  /** Every order of the run; the order with id n stands at n - 1. */
  readonly all: OrderRecord[] = [];
  /** Every cancel of all; the one with id n stands at n - 1. */
  readonly massCancels: MassCancelRecord[] = [];
  /** When set, orders are refused with this reason. */
  closedFor: string | undefined = undefined;
  readonly #markets: readonly MarketState[];
  readonly #byInstrument: ReadonlyMap<Instrument, MarketState>;
  readonly #accounts: Accounts;
  readonly #adopted: Map<number, OrderRecord> = new Map();
  readonly #gateway: OrderGateway;
  readonly #observer: KernelObserver;
  readonly #onRejected: (order: OrderRecord) => void;
  readonly #risk: Risk | undefined;
  readonly #clock: Readonly<Clock>;

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
  }) {
    this.#markets = options.markets;
    this.#byInstrument = options.byInstrument;
    this.#accounts = options.accounts;
    this.#gateway = options.gateway;
    this.#observer = options.observer;
    this.#onRejected = options.onRejected;
    this.#risk = options.risk;
    this.#clock = options.clock;
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
    this.massCancels.push(request);
    const id = this.massCancels.length;
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
    const order = new OrderRecord({
      id: this.all.length + 1,
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
    this.all.push(order);
    this.#adopted.set(of.id, order);
    this.#risk?.adopted(order);
    order.accept(this.#clock.nowNs);
    return order;
  }

  /** The order with an id, below zero for one of the venue's. An unknown id is a bug of whoever asks. */
  byId(id: number): OrderRecord {
    if (id < 0) return this.#adopted.get(id) ?? fail(`no order ${id} of the venue`);
    return this.all[id - 1] ?? fail(`no order ${id}`);
  }

  /** An order as it is sent, or rejected at once. */
  #make(intent: OrderIntent): OrderRecord {
    const market = this.market(intent.instrument);
    const type = intent.type ?? "limit";
    const terms = termsOf(intent, this.#clock.nowNs);
    const order = new OrderRecord({
      id: this.all.length + 1,
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
    this.all.push(order);
    this.#observer.intent("submit", order, this.#clock.nowNs);
    const refusal = this.closedFor ?? this.#denial(order, terms, intent.crossing === true);
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
    const denial = this.#risk?.denyAmend(record, to);
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
    const record = this.all[order.id - 1];
    if (record !== order) throw new ConfigError("order", "is not an order of this strategy");
    return record;
  }

  /** The market of an instrument. Throws ConfigError when the run does not have it. */
  market(instrument: Instrument): MarketState {
    const market = this.#byInstrument.get(instrument);
    if (!market) throw new ConfigError("instrument", `${instrument.id} is not part of this run`);
    return market;
  }
}

/** Why a trigger cannot be amended, or undefined. */
function triggerRefusal(record: OrderRecord, { triggerTicks }: AmendTo): string | undefined {
  if (triggerTicks === undefined) return undefined;
  if (record.triggerTicks === 0) return "triggerTicks: it has no trigger price";
  const fits = Number.isSafeInteger(triggerTicks) && triggerTicks > 0;
  return fits ? undefined : "triggerTicks: is not a price in whole ticks";
}
