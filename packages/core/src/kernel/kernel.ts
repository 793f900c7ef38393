import type { AccountState } from "../account/account-state.ts";
import type { Instrument } from "../instrument/instrument.ts";
import { Book } from "../book/book.ts";
import type { BookShelf } from "../book/book-shelf.ts";
import { ConfigError, fail } from "../errors.ts";
import type { OrderRecord } from "../order/order-record.ts";
import type { OrderShelf } from "../order/order-shelf.ts";
import type { OrderChange } from "../order/order.ts";
import type { ParamValues, Params } from "../params/param.ts";
import type { Explanation, Strategy } from "../strategy/strategy.ts";
import { NO_RISK, type RiskEvent } from "../strategy/risk-look.ts";
import type { ParsedRisk } from "../risk/parse-risk.ts";
import { Risk } from "../risk/risk.ts";
import { type AccountOptions, Accounts } from "./accounts.ts";
import { Announcer } from "./announcer.ts";
import type { Clock } from "./clock.ts";
import { IgnoredAnswers } from "./ignored-answers.ts";
import type { KernelObserver, OrderGateway } from "./gateway.ts";
import { KernelContext, WARMING } from "./kernel-context.ts";
import { checkState, CLOSED_KEPT_NS, type KernelState } from "./kernel-state.ts";
import { MarketSet } from "./market-set.ts";
import { MarketState } from "./market-state.ts";
import { OrderDesk } from "./order-desk.ts";
import type { SentRequest } from "./sent-request.ts";
import { SuspendableRisk } from "./suspendable-risk.ts";
import { Timers } from "./timers.ts";

export interface KernelOptions<P extends Params> {
  readonly instruments: readonly Instrument[];
  readonly strategy: Strategy<P>;
  readonly params: ParamValues<P>;
  readonly seed: number;
  /** UTC time that all times of the run are relative to, in nanoseconds since 1970. */
  readonly epochNs: bigint;
  readonly gateway: OrderGateway;
  readonly observer: KernelObserver;
  /** Whether the feed's sizes count our own resting orders: true live, false on a recording. */
  readonly bookIncludesOwn: boolean;
  /** The strategy may not trade before `openTrading`. */
  readonly warming?: boolean | undefined;
  /** What an earlier run of the strategy saved. */
  readonly saved?: string | undefined;
  /**
   * Where an earlier kernel of the same epoch, instruments and accounts was: this one goes on from
   * there. Its strategy finds the orders as its own, and what the earlier one saved, unless `saved`
   * is given.
   */
  readonly opening?: KernelState | undefined;
  /** Accounts that orders may go to; without them orders carry no account. */
  readonly accounts?: readonly AccountOptions[] | undefined;
  /** Where books are taken from; they are made anew without it. */
  readonly books?: BookShelf | undefined;
  /** Where records of orders are taken from; they are made anew without it. */
  readonly orders?: OrderShelf | undefined;
  /** Checks before every order; without them only the instruments' filters. */
  readonly risk?: ParsedRisk | undefined;
  /**
   * Orders are let go some time after they are over, so that a kernel may run for weeks: not before
   * CLOSED_KEPT_NS, nor while their market is suspended or fills of them are owed. Answers about them
   * are counted in `ignored` and change nothing. Without it every order is kept.
   */
  readonly forgets?: boolean | undefined;
}

/**
 * The deterministic state machine: books, orders, positions and a strategy. A fold over inputs that
 * a driver hands in, in a defined order; intents go out to the gateway. It reads no clock: time
 * arrives with each input and never goes back.
 *
 * A driver applies all inputs of one instant (market rows by `market(i).applyRows`, answers of the
 * venue by `accepted`, `filled`, ...), then calls `wake` once.
 */
export class Kernel<P extends Params = Params> {
  readonly markets: readonly MarketState[];
  readonly desk: OrderDesk;
  readonly timers: Timers = new Timers();
  readonly accounts: Accounts;
  /** Undefined without risk. */
  readonly risk: Risk | undefined;
  /** Answers that told nothing new. */
  readonly ignored: IgnoredAnswers = new IgnoredAnswers();
  /** Markets whose `wakeMask` has changed since a driver last cleared this. */
  readonly remasked: MarketSet;
  readonly #strategy: Strategy<P>;
  readonly #params: ParamValues<P>;
  readonly #observer: KernelObserver;
  readonly #announcer: Announcer;
  readonly #context: KernelContext;
  readonly #clock: Clock = { nowNs: 0 };
  #started = false;

  constructor(options: KernelOptions<P>) {
    this.#strategy = options.strategy;
    this.#params = options.params;
    this.#observer = options.observer;
    const { bookIncludesOwn, books } = options;
    const touched = new MarketSet(options.instruments.length);
    this.markets = options.instruments.map(
      (instrument, index) =>
        new MarketState({
          instrument,
          index,
          bookIncludesOwn,
          touched,
          book: books?.take() ?? new Book(),
        }),
    );
    this.remasked = new MarketSet(this.markets.length);
    const byInstrument = new Map(this.markets.map((market) => [market.instrument, market]));
    if (byInstrument.size !== this.markets.length) {
      throw new ConfigError("instruments", "the same instrument is given twice");
    }
    this.#announcer = new Announcer({
      markets: this.markets,
      timers: this.timers,
      strategy: options.strategy.name,
      touched,
      remasked: this.remasked,
      clock: this.#clock,
    });
    this.accounts = new Accounts(options.accounts ?? [], this.markets);
    const { risk, epochNs } = options;
    this.risk = risk && this.#makeRisk(risk, epochNs);
    this.desk = new OrderDesk({
      markets: this.markets,
      accounts: this.accounts,
      byInstrument,
      gateway: options.gateway,
      observer: options.observer,
      onRejected: (order) => this.#announcer.changed(order, "rejected"),
      risk: this.risk,
      clock: this.#clock,
      forgets: options.forgets === true,
      shelf: options.orders,
    });
    if (options.warming === true) this.desk.closedFor = WARMING;
    this.#context = new KernelContext({
      desk: this.desk,
      timers: this.timers,
      accounts: this.accounts,
      announcer: this.#announcer,
      observer: options.observer,
      risk: new SuspendableRisk(this.risk?.view ?? NO_RISK, byInstrument),
      epochNs,
      seed: options.seed,
      saved: options.saved ?? options.opening?.strategy,
    });
    if (options.opening) this.#restore(options.opening);
  }

  /** Something waits to be told to the strategy, whatever the clock says. */
  get hasNews(): boolean {
    return this.#announcer.hasNews;
  }

  get nowNs(): number {
    return this.#clock.nowNs;
  }

  start(nowNs: number): void {
    if (this.#started) fail("the kernel was started twice");
    this.#started = true;
    this.advance(nowNs);
    const everyNs = this.risk?.everyNs ?? 0;
    // Losses are looked at when the kernel is woken; this sees to it that it is.
    if (everyNs > 0) this.timers.add(nowNs + everyNs, everyNs, () => {});
    this.#announcer.begin(this.#params, () => this.#strategy.start(this.#context, this.#params));
  }

  /** The venue took an order in. */
  accepted(id: number, exchNs: number): void {
    const order = this.desk.find(id);
    if (order === undefined) return this.ignored.count("late-accepted");
    if (order.accept(exchNs)) {
      this.risk?.accepted(order);
      this.#told("accepted", order);
    } else this.ignored.count("accepted");
  }

  /** A stop woke up. */
  triggered(id: number, exchNs: number): void {
    const order = this.desk.find(id);
    if (order === undefined) return this.ignored.count("late-triggered");
    if (order.trigger(exchNs)) this.#told("triggered", order);
    else this.ignored.count("triggered");
  }

  /**
   * An order was filled, in part or in whole. `tradeId` is the venue's number of the execution, 0 for
   * unknown: one that comes again is ignored. False when it was.
   */
  filled(
    id: number,
    exchNs: number,
    ticks: number,
    lots: number,
    maker: boolean,
    tradeId: number = 0,
  ): boolean {
    const order = this.desk.find(id);
    if (order === undefined) {
      this.ignored.count("late-filled");
      return false;
    }
    const market = this.markets[order.market]!;
    if (!order.fill(exchNs, ticks, lots, maker, tradeId)) {
      this.ignored.count("filled");
      return false;
    }
    if (tradeId > market.lastTradeId) market.lastTradeId = tradeId;
    const feeRate = this.accounts.feeRate(order, maker);
    market.position.fill(order.sideIndex, ticks, lots, maker, feeRate);
    market.keep(order);
    this.risk?.filled(order, lots);
    this.#observer.answer("filled", order, this.nowNs);
    this.#announcer.filled(order, lots, tradeId);
    return true;
  }

  /**
   * An order's life ended without a fill. `filledLots` is what the venue had filled of it, where it
   * says so: fills of it that come later were counted by risk all the while.
   */
  ended(
    id: number,
    exchNs: number,
    how: "canceled" | "expired" | "rejected",
    why?: string,
    filledLots?: number,
  ): void {
    const order = this.desk.find(id);
    if (order === undefined) return this.ignored.count(`late-${how}`);
    if (!order.end(how, exchNs)) {
      this.ignored.count(how);
      return;
    }
    order.reason = why;
    this.markets[order.market]!.keep(order);
    this.risk?.ended(order, how, filledLots);
    this.#told(how, order);
  }

  /** The venue has sent an order of its own for us: it closes a position that it liquidates. */
  adopted(of: { id: number; market: number; account: number; side: number; lots: number }): void {
    this.#told("accepted", this.desk.adopt(of));
  }

  /** The venue told how account number `account` stands. */
  accountChanged(account: number, state: AccountState): void {
    this.accounts.update(account, state);
    this.risk?.accountChanged(account);
  }

  /** An order has a new price and open size, see OrderRecord.amend. */
  amended(
    id: number,
    exchNs: number,
    priceTicks: number,
    leavesLots: number,
    more?: { readonly filledLots?: number; readonly triggerTicks?: number },
  ): void {
    const order = this.desk.find(id);
    if (order === undefined) return this.ignored.count("late-amended");
    const { risk } = this;
    if (risk) {
      // A stop that waits has nothing filled.
      const waits = order.conditional && (more?.triggerTicks ?? 0) > 0;
      const filledLots = more?.filledLots ?? (waits ? 0 : undefined);
      risk.book.amended(order, { exchNs, ticks: priceTicks, lots: leavesLots, filledLots });
    }
    const news = order.amend(exchNs, priceTicks, leavesLots, more);
    this.markets[order.market]!.keep(order);
    if (news) this.#told("amended", order);
    else this.ignored.count("amended");
  }

  /** A cancel or amend had no effect, most often because the order was filled first. */
  refused(id: number, exchNs: number, what: "cancel" | "amend", why?: string): void {
    const order = this.desk.find(id);
    if (order === undefined) return this.ignored.count(`late-${what}-refused`);
    if (!order.closed) order.reason = why;
    order.refuse(what);
    if (what === "amend") this.risk?.book.amendRefused(order, exchNs);
    this.#observer.answer("refused", order, this.nowNs);
    this.#announcer.changed(order, what === "cancel" ? "cancel-refused" : "amend-refused");
  }

  /** The venue has canceled all of a market, as asked for with this id; undefined: it was not asked. */
  canceledAll(id: number, orders: number | undefined): void {
    const request = this.desk.massCancel(id);
    if (request?.state !== "pending") {
      this.ignored.count("canceled-all");
      return;
    }
    request.state = orders === undefined ? "failed" : "done";
    request.canceled = orders ?? 0;
  }

  #told(
    change: Exclude<OrderChange, "filled" | "cancel-refused" | "amend-refused">,
    order: OrderRecord,
  ): void {
    this.#observer.answer(change, order, this.nowNs);
    this.#announcer.changed(order, change);
  }

  /** Moves the clock. Inputs that follow are at this time. */
  advance(nowNs: number): void {
    const clock = this.#clock;
    if (!(nowNs >= clock.nowNs)) failBack(clock, nowNs);
    clock.nowNs = nowNs;
    this.#context.nowNs = nowNs;
    this.risk?.advance(nowNs);
  }

  /** Tells the strategy all that happened since it was last woken, and runs due timers. */
  wake(nowNs: number): void {
    this.advance(nowNs);
    this.#wake();
  }

  /** Apart from `wake`, which is so short that it is inlined and the time costs no heap number. */
  #wake(): void {
    if (this.risk === undefined) this.#announcer.wake();
    else this.#wakeAtRisk(this.risk);
  }

  /** As wake; while halted, what is open is asked to be canceled, and what is pending once it is. */
  #wakeAtRisk(risk: Risk): void {
    risk.look();
    if (risk.halted) this.desk.cancelAll();
    this.#announcer.wake();
    if (risk.halted) this.desk.cancelAll();
  }

  #makeRisk(risk: ParsedRisk, epochNs: bigint): Risk {
    const { markets, accounts } = this;
    const onChange = (event: RiskEvent): void => this.#announcer.riskChanged(event);
    return new Risk({ risk, markets, accounts, epochNs, onChange });
  }

  /** The strategy has seen enough to trade from here on. */
  openTrading(): void {
    if (this.desk.closedFor === WARMING) this.desk.closedFor = undefined;
  }

  /** Why the strategy does what it does; undefined when it does not say. Changes nothing. */
  explain(): Explanation | undefined {
    return this.#announcer.explain();
  }

  /** What the strategy would go on from in a later run; undefined when it keeps nothing. */
  save(): string | undefined {
    return this.#announcer.save();
  }

  /**
   * Where this kernel is, for another one to go on from. Changes nothing. `closedKeptNs`: how long
   * orders that are over still matter, where that is known to be less than CLOSED_KEPT_NS.
   */
  state(closedKeptNs: number = CLOSED_KEPT_NS): KernelState {
    const { desk, markets } = this;
    const orders = desk.kept(closedKeptNs);
    return {
      version: 1,
      instruments: markets.map(({ instrument }) => instrument.id),
      nextOrderId: desk.nextOrderId,
      nextMassCancelId: desk.nextMassCancelId,
      massCancels: desk.pendingMassCancels(),
      orders: orders.map((order) => order.save(desk.venueIdOf(order))),
      positions: markets.map(({ position }) => position.save()),
      tradeIds: markets.map(({ lastTradeId }) => lastTradeId),
      accounts: this.accounts.save(),
      risk: this.risk?.snapshot(orders),
      strategy: this.#started ? this.save() : undefined,
    };
  }

  #restore(state: KernelState): void {
    const { markets } = this;
    checkState(
      state,
      markets.map(({ instrument }) => instrument.id),
    );
    markets.forEach((market, m) => {
      market.position.restore(state.positions[m]!);
      market.lastTradeId = state.tradeIds[m]!;
    });
    this.accounts.restore(state.accounts);
    this.desk.restore(state);
    if (state.risk) this.risk?.resume(state.risk, state.nextOrderId);
  }

  /**
   * Orders and amends of market number `market` are denied with `why` from here on; cancels pass. The
   * strategy is told as of a connection. Once more changes the reason.
   */
  suspend(market: number, why: string): void {
    this.markets[market]!.suspended = why;
    this.#announcer.linkChanged(this.markets[market]!);
  }

  /** Ends what `suspend` began. */
  resume(market: number): void {
    if (this.markets[market]!.suspended === undefined) return;
    this.markets[market]!.suspended = undefined;
    this.#announcer.linkChanged(this.markets[market]!);
  }

  /**
   * Takes in a request that another kernel has sent, as of now: so a kernel with LEDGER as its strategy
   * follows that one, with the same answers, to the same state.
   */
  requested(request: SentRequest): void {
    this.desk.requested(request);
  }

  /** The run is over: tells the last answers, refuses further orders, stops the strategy. */
  stop(): void {
    this.desk.closedFor = "the run is over";
    this.#announcer.stop();
  }
}

function failBack({ nowNs }: Clock, toNs: number): never {
  fail(`time goes back from ${nowNs} to ${toNs}`);
}
