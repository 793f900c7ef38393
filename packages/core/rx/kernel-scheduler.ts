import type { StrategyContext, TimerHandle } from "@mexoms/core";
import { type SchedulerAction, type SchedulerLike, Subscription } from "rxjs";

const NS_PER_MS = 1e6;

type Work<T> = (this: SchedulerAction<T>, state?: T) => void;

/** An RxJS scheduler whose time is the kernel's. */
export class KernelScheduler implements SchedulerLike {
  readonly #ctx: StrategyContext;

  constructor(ctx: StrategyContext) {
    this.#ctx = ctx;
  }

  /** Milliseconds since 1970. */
  now(): number {
    return Number(this.#ctx.time) / NS_PER_MS;
  }

  schedule<T>(work: Work<T>, delay = 0, state?: T): Subscription {
    return new KernelAction(this.#ctx, work).schedule(state, delay);
  }
}

/** One piece of work that may schedule itself again; it ends when it has run and did not. */
class KernelAction<T> extends Subscription implements SchedulerAction<T> {
  readonly #ctx: StrategyContext;
  readonly #work: Work<T>;
  #timer: TimerHandle | undefined;

  constructor(ctx: StrategyContext, work: Work<T>) {
    super();
    this.#ctx = ctx;
    this.#work = work;
  }

  schedule(state?: T, delay = 0): Subscription {
    if (this.closed) return this;
    this.#timer?.cancel();
    const timer = this.#ctx.after(Math.max(0, Math.round(delay * NS_PER_MS)), () => {
      this.#timer = undefined;
      this.#work.call(this, state);
      if (this.#timer === undefined) this.unsubscribe();
    });
    this.#timer = timer;
    return this;
  }

  override unsubscribe(): void {
    this.#timer?.cancel();
    this.#timer = undefined;
    super.unsubscribe();
  }
}
