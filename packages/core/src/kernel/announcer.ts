import { InvariantError } from "../errors.ts";
import { ROW_BUY, ROW_SELL } from "../market/rows.ts";
import type { Side } from "../market/side.ts";
import type { OrderChange, OrderRecord } from "../order/order.ts";
import { formatDuration } from "../time/duration.ts";
import type { BookView } from "../strategy/book-view.ts";
import type { TimerHandle } from "../strategy/context.ts";
import type { Fill, Trade } from "../strategy/events.ts";
import type { Handlers } from "../strategy/strategy.ts";
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
  readonly market: MarketState;
  readonly run: (value: T) => void;
}

/** Tells a strategy what happened, in the order that Handlers promises. */
export class Announcer {
  #handlers: Handlers = {};
  #changes: Change[] = [];
  #telling: Change[] = [];
  readonly #markets: readonly MarketState[];
  readonly #timers: Timers;
  readonly #strategy: string;
  readonly #trade: Mutable<Trade>;
  readonly #bookListeners: Listener<BookView>[] = [];
  readonly #tradeListeners: Listener<Trade>[] = [];
  #place = "start";
  #begun = false;

  constructor(markets: readonly MarketState[], timers: Timers, strategy: string) {
    this.#markets = markets;
    this.#timers = timers;
    this.#strategy = strategy;
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
    return this.#listen(this.#bookListeners, market, run);
  }

  /** Calls `run` for each trade of a market, until it is canceled. */
  onTrade(market: MarketState, run: (trade: Trade) => void): TimerHandle {
    return this.#listen(this.#tradeListeners, market, run);
  }

  get hasNews(): boolean {
    return this.#changes.length > 0;
  }

  /** Calls `start`, takes the handlers that it returns and tells them what start has caused. */
  begin(nowNs: number, start: () => Handlers | void): void {
    try {
      const handlers = start();
      refusePromise(handlers);
      if (handlers) this.#handlers = handlers;
      this.#begun = true;
      this.#updateMasks();
      this.#tellChanges();
    } catch (cause) {
      throw this.#failed(cause, nowNs);
    }
  }

  changed(order: OrderRecord, change: OrderChange): void {
    // While start runs, nobody knows yet who listens.
    if (this.#begun && !this.#handlers.order) return;
    this.#changes.push({ order, change, fill: undefined });
  }

  filled(order: OrderRecord, lots: number): void {
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
    };
    this.#changes.push({ order, change: "filled", fill });
  }

  wake(nowNs: number): void {
    try {
      this.#tellChanges();
      this.#tellTrades();
      this.#tellBooks();
      this.#place = "timer";
      this.#timers.fire(nowNs);
      this.#place = "wake";
      refusePromise(this.#handlers.wake?.());
      // What the filters refused on the way is told before the instant ends.
      this.#tellChanges();
    } catch (cause) {
      throw this.#failed(cause, nowNs);
    }
  }

  #listen<T>(all: Listener<T>[], market: MarketState, run: (value: T) => void): TimerHandle {
    const listener = { market, run };
    all.push(listener);
    this.#updateMasks();
    return {
      cancel: () => {
        const at = all.indexOf(listener);
        if (at >= 0) all.splice(at, 1);
        this.#updateMasks();
      },
    };
  }

  /** Sets what wakes the strategy: rows that its handlers are for, or that something listens to. */
  #updateMasks(): void {
    const handlers = this.#handlers;
    for (const market of this.#markets) {
      const heard = (all: readonly Listener<never>[]): boolean =>
        all.some((listener) => listener.market === market);
      const book = "book" in handlers || "connection" in handlers || heard(this.#bookListeners);
      const trade = "trade" in handlers || heard(this.#tradeListeners);
      market.wakeMask = (book ? WAKE_BOOK : 0) | (trade ? WAKE_TRADE : 0);
    }
  }

  stop(nowNs: number): void {
    try {
      this.#tellChanges();
      this.#place = "stop";
      refusePromise(this.#handlers.stop?.());
    } catch (cause) {
      throw this.#failed(cause, nowNs);
    }
  }

  #tellChanges(): void {
    // What handlers cause at once (an order refused by the filters) is told in a round of its own.
    for (let rounds = 0; this.#changes.length > 0; rounds++) {
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
    }
  }

  #tellTrades(): void {
    this.#place = "trade";
    const trade = this.#trade;
    for (let m = 0; m < this.#markets.length; m++) {
      const market = this.#markets[m]!;
      const { trades } = market;
      const { event, exchNs, localNs, priceTicks, qtyLots, count } = trades;
      trades.count = 0;
      for (let n = 0; n < count; n++) {
        trade.instrument = market.instrument;
        trade.side = sideOf(event[n]!);
        trade.priceTicks = priceTicks[n]!;
        trade.qtyLots = qtyLots[n]!;
        trade.exchNs = exchNs[n]!;
        trade.localNs = localNs[n]!;
        refusePromise(this.#handlers.trade?.(trade));
        tell(this.#tradeListeners, market, trade);
      }
    }
  }

  #tellBooks(): void {
    const handlers = this.#handlers;
    this.#place = "connection";
    for (let m = 0; m < this.#markets.length; m++) {
      const market = this.#markets[m]!;
      if (market.book.gapped === market.toldGapped) continue;
      market.toldGapped = market.book.gapped;
      const state = market.toldGapped ? "gapped" : "restored";
      refusePromise(handlers.connection?.({ instrument: market.instrument, state }));
    }
    this.#place = "book";
    for (let m = 0; m < this.#markets.length; m++) {
      const market = this.#markets[m]!;
      if (!market.bookTouched) continue;
      market.bookTouched = false;
      refusePromise(handlers.book?.(market.view));
      tell(this.#bookListeners, market, market.view);
    }
  }

  #failed(cause: unknown, nowNs: number): Error {
    if (cause instanceof InvariantError) return cause;
    const message = cause instanceof Error ? cause.message : String(cause);
    return new StrategyError(
      `strategy ${this.#strategy} failed in ${this.#place}, ${formatDuration(nowNs)} into the run: ${message}`,
      { cause },
    );
  }
}

/** Tells those that listen to a market. A listener may cancel itself or others meanwhile. */
function tell<T>(listeners: readonly Listener<T>[], market: MarketState, value: T): void {
  for (let i = 0; i < listeners.length;) {
    const listener = listeners[i]!;
    if (listener.market === market) listener.run(value);
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
