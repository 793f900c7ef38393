import type { Instrument } from "../instrument/instrument.ts";
import { ConfigError, fail } from "../errors.ts";
import { sideIndex } from "../market/side.ts";
import { type Order, OrderRecord } from "../order/order.ts";
import type { OrderIntent, Orders } from "../strategy/orders.ts";
import type { Accounts } from "./accounts.ts";
import type { KernelObserver, OrderGateway } from "./gateway.ts";
import type { MarketState } from "./market-state.ts";

/** Turns what a strategy wants into orders and requests, and keeps every order of the run. */
export class OrderDesk implements Orders {
  /** Every order of the run; the order with id n stands at n - 1. */
  readonly all: OrderRecord[] = [];
  nowNs = 0;
  /** When set, orders are refused with this reason. */
  closedFor: string | undefined = undefined;
  readonly #markets: readonly MarketState[];
  readonly #byInstrument: ReadonlyMap<Instrument, MarketState>;
  readonly #accounts: Accounts;
  readonly #adopted: Map<number, OrderRecord> = new Map();
  readonly #gateway: OrderGateway;
  readonly #observer: KernelObserver;
  readonly #onRejected: (order: OrderRecord) => void;

  constructor(options: {
    markets: readonly MarketState[];
    byInstrument: ReadonlyMap<Instrument, MarketState>;
    accounts: Accounts;
    gateway: OrderGateway;
    observer: KernelObserver;
    onRejected: (order: OrderRecord) => void;
  }) {
    this.#markets = options.markets;
    this.#byInstrument = options.byInstrument;
    this.#accounts = options.accounts;
    this.#gateway = options.gateway;
    this.#observer = options.observer;
    this.#onRejected = options.onRejected;
  }

  submit(intent: OrderIntent): Order {
    const market = this.market(intent.instrument);
    const order = new OrderRecord({
      id: this.all.length + 1,
      instrument: intent.instrument,
      account: this.#accounts.nameFor(intent.instrument, intent.account),
      market: market.index,
      sideIndex: sideIndex(intent.side),
      type: intent.type ?? "limit",
      timeInForce: intent.timeInForce,
      selfTrade: intent.selfTrade,
      priceTicks: intent.priceTicks,
      qtyLots: intent.qtyLots,
      nowNs: this.nowNs,
    });
    this.all.push(order);
    this.#observer.intent("submit", order, this.nowNs);
    const refusal = this.closedFor ?? this.#refusal(order);
    if (refusal !== undefined) {
      order.reason = refusal;
      order.end("rejected", this.nowNs);
      this.#observer.answer("rejected", order, this.nowNs);
      // Told once it is over, it would make a strategy that replaces what has ended try for ever.
      if (this.closedFor === undefined) this.#onRejected(order);
      return order;
    }
    market.open.push(order);
    this.#gateway.submit(order, this.nowNs);
    return order;
  }

  cancel(order: Order, options?: { readonly again: boolean }): boolean {
    const record = this.#record(order);
    const repeats = options?.again === true && record.origin === "strategy" && record.resting;
    if (!(record.cancelable || repeats) || this.closedFor !== undefined) return false;
    record.request = "cancel";
    record.requestNs = this.nowNs;
    this.#observer.intent("cancel", record, this.nowNs);
    this.#gateway.cancel(record, this.nowNs);
    return true;
  }

  amend(order: Order, to: { readonly priceTicks: number; readonly qtyLots: number }): boolean {
    const record = this.#record(order);
    if (!record.cancelable || this.closedFor !== undefined) return false;
    const refusal = record.instrument.refusal(to.priceTicks, to.qtyLots);
    if (refusal !== undefined) throw new ConfigError("amend", `order ${record.id}: ${refusal}`);
    record.request = "amend";
    record.requestNs = this.nowNs;
    this.#observer.intent("amend", record, this.nowNs, to);
    this.#gateway.amend(record, to.priceTicks, to.qtyLots, this.nowNs);
    return true;
  }

  cancelAll(instrument?: Instrument): number {
    const markets = instrument === undefined ? this.#markets : [this.market(instrument)];
    let sent = 0;
    for (const market of markets) {
      for (const order of market.open) if (this.cancel(order)) sent += 1;
    }
    return sent;
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
      nowNs: this.nowNs,
    });
    this.all.push(order);
    this.#adopted.set(of.id, order);
    order.accept(this.nowNs);
    return order;
  }

  /** The order with an id, below zero for one of the venue's. An unknown id is a bug of whoever asks. */
  byId(id: number): OrderRecord {
    if (id < 0) return this.#adopted.get(id) ?? fail(`no order ${id} of the venue`);
    return this.all[id - 1] ?? fail(`no order ${id}`);
  }

  #refusal(order: OrderRecord): string | undefined {
    if (this.#accounts.given && order.account === undefined) return "no account trades it";
    // A market order has no price of its own: the filters see the smallest one.
    const price =
      order.type === "market" ? order.instrument.minPriceFor(order.qtyLots) : order.priceTicks;
    return order.instrument.refusal(price, order.qtyLots);
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
