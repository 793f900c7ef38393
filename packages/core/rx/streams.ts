import type { BookView, Instrument, StrategyContext, Trade } from "@mexoms/core";
import { Observable, type SchedulerLike } from "rxjs";
import { timeoutProvider } from "rxjs/internal/scheduler/timeoutProvider";
import { KernelScheduler } from "./kernel-scheduler.ts";

/** RxJS over a strategy's context. */
export interface Streams {
  /** The book of an instrument, after each instant that touched it. The value is a live view. */
  readonly book$: (instrument: Instrument) => Observable<BookView>;
  /** Trades, each a copy. */
  readonly trade$: (instrument: Instrument) => Observable<Trade>;
  /**
   * A scheduler on the kernel's clock. Operators that deal in time take it as their last argument,
   * debounceTime(50, scheduler), and then work the same in a backtest and live. Times are in
   * milliseconds, as everywhere in RxJS.
   */
  readonly scheduler: SchedulerLike;
}

/**
 * Streams for a strategy that likes them. They live here, and not in the context, so that nobody
 * loads RxJS who does not use it. A stream wakes the strategy only while it is subscribed to.
 */
export function streams(ctx: StrategyContext): Streams {
  // RxJS throws what a subscriber throws later, from a timer of the host, which never comes in a run.
  // Its only use of this provider is that timer: without the delay the error ends the run where it
  // happens, as in any other handler.
  timeoutProvider.delegate = { setTimeout: (throwIt) => throwNow(throwIt), clearTimeout: () => {} };
  return {
    book$: (instrument) =>
      new Observable((subscriber) => {
        const listener = ctx.onBook(instrument, (book) => subscriber.next(book));
        return () => listener.cancel();
      }),
    trade$: (instrument) =>
      new Observable((subscriber) => {
        const listener = ctx.onTrade(instrument, (trade) => subscriber.next({ ...trade }));
        return () => listener.cancel();
      }),
    scheduler: new KernelScheduler(ctx),
  };
}

function throwNow(throwIt: () => void): never {
  throwIt();
  throw new Error("RxJS set a timer of the host");
}
