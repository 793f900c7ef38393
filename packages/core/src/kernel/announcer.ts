import { ConfigError, InvariantError } from "../errors.ts";
import { ROW_BUY, ROW_SELL } from "../market/rows.ts";
import type { Side } from "../market/side.ts";
import type { OrderRecord } from "../order/order-record.ts";
import type { OrderChange } from "../order/order.ts";
import { formatDuration } from "../time/duration.ts";
import type { BookView } from "../strategy/book-view.ts";
import type { TimerHandle } from "../strategy/context.ts";
import type { Fill, Trade } from "../strategy/events.ts";
import type { RiskEvent } from "../strategy/risk-look.ts";
import type { Explanation, Handlers } from "../strategy/strategy.ts";
import type { Clock } from "./clock.ts";
import type { MarketSet } from "./market-set.ts";
import { type MarketState, WAKE_BOOK, WAKE_TRADE } from "./market-state.ts";
import type { Timers } from "./timers.ts";

/** An error thrown by a strategy, with where it was. `cause` is what it threw. */
export class StrategyError extends Error {
  override readonly name: string = "StrategyError";
}

type Mutable<T> = { -readonly [K in keyof T]: T[K] };

interface Change {
  readonly order: OrderRecord;
  readonly change: OrderChange;
  readonly fill: Fill | undefined;
}

interface Listener<T> {
  readonly run: (value: T) => void;
}

/** What listens to one market. */
interface Listeners {
  readonly book: Listener<BookView>[];
  readonly trade: Listener<Trade>[];
}

/** Tells a strategy what happened, in the order that Handlers promises. */
export class Announcer {
  #handlers: Handlers = {};
  #changes: Change[] = [];
  #telling: Change[] = [];
  readonly #riskEvents: RiskEvent[] = [];
  readonly #markets: readonly MarketState[];
  readonly #timers: Timers;
  readonly #strategy: string;
  readonly #trade: Mutable<Trade>;
  /** By the index of the market. */
  readonly #listeners: readonly Listeners[];
  /** Markets with rows that the strategy has not been told of. */
  readonly #touched: MarketSet;
  readonly #remasked: MarketSet;
  readonly #clock: Readonly<Clock>;
  /** A market was suspended or resumed. */
  #linkNews = false;
  #place = "start";
  #begun = false;

  constructor(options: {
    markets: readonly MarketState[];
    timers: Timers;
    /** Name of the strategy. */
    strategy: string;
    /** Where each market says that it has something to tell. */
    touched: MarketSet;
    /** Where markets go whose `wakeMask` has changed. */
    remasked: MarketSet;
    clock: Readonly<Clock>;
  }) {
    const { markets } = options;
    this.#markets = markets;
    this.#timers = options.timers;
    this.#strategy = options.strategy;
    this.#touched = options.touched;
    this.#remasked = options.remasked;
    this.#clock = options.clock;
    this.#listeners = markets.map(() => ({ book: [], trade: [] }));
    this.#trade = {
      instrument: markets[0]!.instrument,
      side: undefined,
      priceTicks: 0,
      qtyLots: 0,
      exchNs: 0,
      localNs: 0,
    };
  }

  /** Calls `run` after each instant that touched the book of a market, until it is canceled. */
  onBook(market: MarketState, run: (book: BookView) => void): TimerHandle {
    return this.#listen(this.#listeners[market.index]!.book, market, run);
  }

  /** Calls `run` for each trade of a market, until it is canceled. */
  onTrade(market: MarketState, run: (trade: Trade) => void): TimerHandle {
    return this.#listen(this.#listeners[market.index]!.trade, market, run);
  }

  get hasNews(): boolean {
    return this.#changes.length > 0 || this.#riskEvents.length > 0 || this.#linkNews;
  }

  /** A market was suspended or resumed. */
  linkChanged(market: MarketState): void {
    this.#linkNews = true;
    this.#touched.add(market.index);
  }

  /** The state of risk has changed. */
  riskChanged(event: RiskEvent): void {
    if (this.#begun && !this.#handlers.risk) return;
    this.#riskEvents.push(event);
  }

  /**
   * Calls `start`, takes the handlers that it returns and tells them what start has caused. Throws
   * what start throws: a ConfigError about one of `params` as it is, all else as a StrategyError.
   */
  begin(params: object, start: () => Handlers | void): void {
    try {
      const handlers = start();
      refusePromise(handlers);
      if (handlers) this.#handlers = handlers;
      this.#begun = true;
      for (const market of this.#markets) this.#updateMask(market);
      this.#tellChanges();
    } catch (cause) {
      // Parameters that do not go together are the user's to change, as one that is out of its range.
      if (cause instanceof ConfigError && Object.hasOwn(params, cause.field)) throw cause;
      throw this.#failed(cause);
    }
  }

  changed(order: OrderRecord, change: OrderChange): void {
    // While start runs, nobody knows yet who listens.
    if (this.#begun && !this.#handlers.order) return;
    this.#changes.push({ order, change, fill: undefined });
  }

  filled(order: OrderRecord, lots: number, tradeId: number): void {
    if (!this.#handlers.order && !this.#handlers.fill) return;
    const fill: Fill = {
      order,
      instrument: order.instrument,
      side: order.side,
      priceTicks: order.lastFillTicks,
      qtyLots: lots,
      leavesLots: order.leavesLots,
      liquidity: order.lastFillMaker ? "maker" : "taker",
      exchNs: order.exchNs,
      tradeId,
    };
    this.#changes.push({ order, change: "filled", fill });
  }

  wake(): void {
    try {
      this.#linkNews = false;
      this.#tellChanges();
      if (this.#touched.size > 0) this.#tellMarkets();
      this.#place = "timer";
      this.#timers.fire(this.#clock);
      this.#place = "wake";
      refusePromise(this.#handlers.wake?.());
      // What the filters refused on the way is told before the instant ends.
      this.#tellChanges();
    } catch (cause) {
      throw this.#failed(cause);
    }
  }

  #listen<T>(all: Listener<T>[], market: MarketState, run: (value: T) => void): TimerHandle {
    const listener = { run };
    all.push(listener);
    this.#updateMask(market);
    return {
      cancel: () => {
        const at = all.indexOf(listener);
        if (at >= 0) all.splice(at, 1);
        this.#updateMask(market);
      },
    };
  }

  /** Sets what wakes the strategy: rows that its handlers are for, or that something listens to. */
  #updateMask(market: MarketState): void {
    const handlers = this.#handlers;
    const { book, trade } = this.#listeners[market.index]!;
    const wakesByBook = "book" in handlers || "connection" in handlers || book.length > 0;
    const wakesByTrade = "trade" in handlers || trade.length > 0;
    const mask = (wakesByBook ? WAKE_BOOK : 0) | (wakesByTrade ? WAKE_TRADE : 0);
    if (mask === market.wakeMask) return;
    market.wakeMask = mask;
    this.#remasked.add(market.index);
  }

  /** What the strategy says of itself; undefined when it does not. */
  explain(): Explanation | undefined {
    return this.#ask("explain", () => this.#handlers.explain?.());
  }

  /** What the strategy wants to find again; undefined when it keeps nothing. */
  save(): string | undefined {
    return this.#ask("save", () => this.#handlers.save?.());
  }

  #ask<T>(place: string, question: () => T): T {
    try {
      this.#place = place;
      const answer = question();
      refusePromise(answer);
      return answer;
    } catch (cause) {
      throw this.#failed(cause);
    }
  }

  stop(): void {
    try {
      this.#tellChanges();
      this.#place = "stop";
      refusePromise(this.#handlers.stop?.());
    } catch (cause) {
      throw this.#failed(cause);
    }
  }

  #tellChanges(): void {
    // What handlers cause at once (an order refused by the filters) is told in a round of its own.
    for (let rounds = 0; this.#changes.length > 0 || this.#riskEvents.length > 0; rounds++) {
      if (rounds > 10_000) throw new Error("each answer sends an order that is refused at once");
      const telling = this.#changes;
      this.#changes = this.#telling;
      this.#telling = telling;
      for (const { order, change, fill } of telling) {
        if (fill && this.#handlers.fill) {
          this.#place = "fill";
          refusePromise(this.#handlers.fill(fill));
        }
        if (this.#handlers.order) {
          this.#place = "order";
          refusePromise(this.#handlers.order(order, change));
        }
      }
      telling.length = 0;
      if (this.#riskEvents.length > 0) this.#tellRisk();
    }
  }

  #tellRisk(): void {
    for (const event of this.#riskEvents.splice(0)) {
      this.#place = "risk";
      refusePromise(this.#handlers.risk?.(event));
    }
  }

  /** Tells trades, then what feeds lost or have again, then books; each in the order of markets. */
  #tellMarkets(): void {
    const touched = this.#touched;
    const first = touched.next(0);
    if (touched.size === 1) {
      const market = this.#markets[first]!;
      touched.delete(first);
      this.#tellTrades(market);
      this.#tellConnection(market);
      this.#tellBook(market);
      return;
    }
    for (let m = first; m >= 0; m = touched.next(m + 1)) this.#tellTrades(this.#markets[m]!);
    for (let m = first; m >= 0; m = touched.next(m + 1)) this.#tellConnection(this.#markets[m]!);
    for (let m = first; m >= 0; m = touched.next(m + 1)) this.#tellBook(this.#markets[m]!);
    touched.clear();
  }

  #tellTrades(market: MarketState): void {
    if (market.trades.count === 0) return;
    this.#place = "trade";
    const trade = this.#trade;
    const listeners = this.#listeners[market.index]!.trade;
    const { event, exchNs, localNs, priceTicks, qtyLots, count } = market.trades;
    market.trades.count = 0;
    for (let n = 0; n < count; n++) {
      trade.instrument = market.instrument;
      trade.side = sideOf(event[n]!);
      trade.priceTicks = priceTicks[n]!;
      trade.qtyLots = qtyLots[n]!;
      trade.exchNs = exchNs[n]!;
      trade.localNs = localNs[n]!;
      refusePromise(this.#handlers.trade?.(trade));
      tell(listeners, trade);
    }
  }

  #tellConnection(market: MarketState): void {
    const { instrument, book } = market;
    if (book.gapped !== market.toldGapped) {
      this.#place = "connection";
      market.toldGapped = book.gapped;
      const state = market.toldGapped ? "gapped" : "restored";
      refusePromise(this.#handlers.connection?.({ instrument, state }));
    }
    if ((market.suspended !== undefined) !== market.toldSuspended) {
      this.#place = "connection";
      market.toldSuspended = market.suspended !== undefined;
      const state = market.toldSuspended ? "suspended" : "resumed";
      refusePromise(this.#handlers.connection?.({ instrument, state }));
    }
  }

  #tellBook(market: MarketState): void {
    if (!market.bookTouched) return;
    this.#place = "book";
    market.bookTouched = false;
    refusePromise(this.#handlers.book?.(market.view));
    tell(this.#listeners[market.index]!.book, market.view);
  }

  #failed(cause: unknown): Error {
    if (cause instanceof InvariantError) return cause;
    const message = cause instanceof Error ? cause.message : String(cause);
    return new StrategyError(
      `strategy ${this.#strategy} failed in ${this.#place}, ${formatDuration(this.#clock.nowNs)} into the run: ${message}`,
      { cause },
    );
  }
}

/** Tells those that listen to a market. A listener may cancel itself or others meanwhile. */
function tell<T>(listeners: readonly Listener<T>[], value: T): void {
  for (let i = 0; i < listeners.length;) {
    const listener = listeners[i]!;
    listener.run(value);
    // One that has canceled itself has given its place to the next.
    if (listeners[i] === listener) i += 1;
  }
}

/** Handlers are synchronous: a promise would run on at a time that nobody can repeat. */
export function refusePromise(returned: unknown): void {
  if (typeof returned !== "object" || returned === null || !("then" in returned)) return;
  // What becomes of it no longer matters; unhandled, its own failure would end the process.
  if (returned instanceof Promise) returned.catch(() => undefined);
  throw new Error("it returned a promise; strategies are synchronous");
}

function sideOf(event: number): Side | undefined {
  if (event & ROW_BUY) return "buy";
  return event & ROW_SELL ? "sell" : undefined;
}
