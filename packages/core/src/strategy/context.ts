import type { AccountView } from "../account/account-view.ts";
import type { Instrument } from "../instrument/instrument.ts";
import type { Position } from "../account/position.ts";
import type { Prng } from "../random/prng.ts";
import type { BookView } from "./book-view.ts";
import type { Trade } from "./events.ts";
import type { Orders } from "./orders.ts";
import type { Quotes } from "./quotes.ts";
import type { RiskLook } from "./risk-look.ts";

/** Own position and exact profit in one instrument, to look at. */
export type PositionView = Omit<Position, "fill" | "charge" | "save" | "restore">;

/** An own account, to look at. */
export type AccountLook = Omit<AccountView, "update" | "trades" | "restore">;

/** A timer or listener that can be stopped. */
export interface TimerHandle {
  cancel(): void;
}

/** All that a strategy can see and do. */
export interface StrategyContext {
  /** Nanoseconds since the run's epoch, the time of the first event. */
  readonly nowNs: number;
  /** Nanoseconds since 1970 UTC. */
  readonly time: bigint;
  readonly orders: Orders;
  /** What risk lets through now; without risk everything. */
  readonly risk: RiskLook;
  /** Seeded random numbers of this strategy. */
  readonly random: Prng;
  book(instrument: Instrument): BookView;
  /** Own position and profit; lags the venue by the response latency. */
  position(instrument: Instrument): PositionView;
  /**
   * The account that an instrument's orders go to, or the one named; lags the venue by the response
   * latency. Undefined in a run without accounts and for an instrument that no account trades.
   */
  account(instrument: Instrument, name?: string): AccountLook | undefined;
  /** Target quotes: state what should rest, the engine does the rest. */
  quotes(instrument: Instrument): Quotes;
  /** Calls `run` every period, first one period from now. Text with a unit, or whole nanoseconds. */
  every(period: string | number, run: () => void): TimerHandle;
  /** Calls `run` once after a delay. */
  after(delay: string | number, run: () => void): TimerHandle;
  /** Calls `run` after each instant that touched an instrument's book, after the book handler. */
  onBook(instrument: Instrument, run: (book: BookView) => void): TimerHandle;
  /** Calls `run` for each trade, which is reused: copy what is to be kept. */
  onTrade(instrument: Instrument, run: (trade: Trade) => void): TimerHandle;
  /**
   * The strategy sees the market but may not trade yet: it fills its estimators. Orders sent now are
   * returned rejected.
   */
  readonly warming: boolean;
  /** What an earlier run of this strategy saved; undefined when it begins anew. See Handlers.save. */
  readonly saved: string | undefined;
  /** Notes why something was done; it lands in the run's record. */
  explain(topic: string, detail: unknown): void;
}
