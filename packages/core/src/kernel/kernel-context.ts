import type { Instrument } from "../instrument/instrument.ts";
import { ConfigError } from "../errors.ts";
import { Prng } from "../random/prng.ts";
import type { BookView } from "../strategy/book-view.ts";
import type {
  AccountLook,
  PositionView,
  StrategyContext,
  TimerHandle,
} from "../strategy/context.ts";
import type { Trade } from "../strategy/events.ts";
import type { Orders } from "../strategy/orders.ts";
import { Quotes } from "../strategy/quotes.ts";
import type { RiskLook } from "../strategy/risk-look.ts";
import { parseDuration } from "../time/duration.ts";
import type { Accounts } from "./accounts.ts";
import { type Announcer, refusePromise } from "./announcer.ts";
import type { Clock } from "./clock.ts";
import { describe } from "./describe.ts";
import type { KernelObserver } from "./gateway.ts";
import type { OrderDesk } from "./order-desk.ts";
import type { Timers } from "./timers.ts";

/** Why orders are refused before trading opens. */
export const WARMING = "the strategy is warming up";

/**
 * What a kernel gives to its strategy. A class, not an object literal: one with getters in it is
 * kept as a dictionary, where every look costs a search and every time that is written a heap number.
 * Its functions are fields, so that a strategy may take them out of it: `const { book } = ctx`.
 */
export class KernelContext implements StrategyContext, Clock {
  /** Written by the kernel; not a getter, for the reason that Clock tells. */
  nowNs = 0;
  readonly saved: string | undefined;
  readonly orders: Orders;
  readonly risk: RiskLook;
  readonly random: Prng;
  readonly #desk: OrderDesk;
  readonly #timers: Timers;
  readonly #accounts: Accounts;
  readonly #announcer: Announcer;
  readonly #observer: KernelObserver;
  readonly #epochNs: bigint;
  readonly #quotes: Map<Instrument, Quotes> = new Map();

  constructor(of: {
    desk: OrderDesk;
    timers: Timers;
    accounts: Accounts;
    announcer: Announcer;
    observer: KernelObserver;
    risk: RiskLook;
    epochNs: bigint;
    seed: number;
    saved: string | undefined;
  }) {
    this.#desk = of.desk;
    this.#timers = of.timers;
    this.#accounts = of.accounts;
    this.#announcer = of.announcer;
    this.#observer = of.observer;
    this.#epochNs = of.epochNs;
    this.orders = of.desk;
    this.risk = of.risk;
    this.random = new Prng(of.seed, 1);
    this.saved = of.saved;
  }

  get time(): bigint {
    return this.#epochNs + BigInt(this.nowNs);
  }

  get warming(): boolean {
    return this.#desk.closedFor === WARMING;
  }

  readonly book = (instrument: Instrument): BookView => {
    return this.#desk.market(instrument).view;
  };

  readonly position = (instrument: Instrument): PositionView => {
    return this.#desk.market(instrument).position;
  };

  readonly account = (instrument: Instrument, name?: string): AccountLook | undefined => {
    return this.#accounts.viewOf(this.#desk.market(instrument).instrument, name);
  };

  readonly quotes = (instrument: Instrument): Quotes => {
    const known = this.#quotes.get(instrument);
    if (known) return known;
    const made = new Quotes(instrument, this.#desk.market(instrument).open, this.#desk);
    this.#quotes.set(instrument, made);
    return made;
  };

  readonly every = (period: string | number, run: () => void): TimerHandle => {
    const ns = nanoseconds(period, "every");
    if (ns === 0) throw new ConfigError("every", "the period must be above zero");
    return this.#timers.add(this.nowNs + ns, ns, synchronous(run));
  };

  readonly after = (delay: string | number, run: () => void): TimerHandle => {
    return this.#timers.add(this.nowNs + nanoseconds(delay, "after"), 0, synchronous(run));
  };

  readonly onBook = (instrument: Instrument, run: (book: BookView) => void): TimerHandle => {
    return this.#announcer.onBook(this.#desk.market(instrument), run);
  };

  readonly onTrade = (instrument: Instrument, run: (trade: Trade) => void): TimerHandle => {
    return this.#announcer.onTrade(this.#desk.market(instrument), run);
  };

  readonly explain = (topic: string, detail: unknown): void => {
    this.#observer.explain(topic, describe(detail), this.nowNs);
  };
}

function nanoseconds(span: string | number, field: string): number {
  const ns = typeof span === "string" ? parseDuration(span, field) : span;
  if (Number.isSafeInteger(ns) && ns >= 0) return ns;
  throw new ConfigError(field, `${ns} is not a whole number of nanoseconds, or text like 250ms`);
}

function synchronous(run: () => unknown): () => void {
  return () => refusePromise(run());
}
