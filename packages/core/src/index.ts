export { ConfigError, DataError, InvariantError, fail } from "./errors.ts";
export type { DataPlace } from "./errors.ts";
export { Decimal } from "./numbers/decimal.ts";
export { ExactSum } from "./numbers/exact-sum.ts";
export { naturalLog } from "./numbers/logarithm.ts";
export { Money } from "./numbers/money.ts";
export { Rate, RATE_DECIMALS } from "./numbers/rate.ts";
export { Step } from "./numbers/step.ts";
export { formatDuration, parseDuration } from "./time/duration.ts";
export { formatTimestamp, parseTimestamp } from "./time/timestamp.ts";
export { Instrument } from "./instrument/instrument.ts";
export type { InstrumentSpec, Payoff } from "./instrument/instrument.ts";
export * from "./market/rows.ts";
export * from "./market/side.ts";
export { Prng } from "./random/prng.ts";
export { Book } from "./book/book.ts";
export type { Level } from "./book/book.ts";
export { Ladder, NO_LEVEL } from "./book/ladder.ts";
export { Position } from "./account/position.ts";
export { OrderRecord } from "./order/order.ts";
export type {
  Order,
  OrderChange,
  OrderRequest,
  OrderState,
  OrderType,
  TimeInForce,
} from "./order/order.ts";
export { bindParams } from "./params/bind.ts";
export type { BoundParams } from "./params/bind.ts";
export { Distance } from "./params/distance.ts";
export {
  bps,
  choice,
  count,
  distance,
  duration,
  factor,
  flag,
  instrument,
  quantity,
} from "./params/kinds.ts";
export type { Param, ParamOptions, Params, ParamValues } from "./params/param.ts";
export { BookView } from "./strategy/book-view.ts";
export type {
  OrderIntent,
  Orders,
  PositionView,
  StrategyContext,
  TimerHandle,
} from "./strategy/context.ts";
export { Quotes } from "./strategy/quotes.ts";
export type { QuoteOptions, QuoteTarget } from "./strategy/quotes.ts";
export { defineStrategy, isStrategy } from "./strategy/strategy.ts";
export type { Connection, Fill, Handlers, Strategy, Trade } from "./strategy/strategy.ts";
export { StrategyError } from "./kernel/announcer.ts";
export type { KernelObserver, OrderGateway } from "./kernel/gateway.ts";
export { Kernel } from "./kernel/kernel.ts";
export type { KernelOptions } from "./kernel/kernel.ts";
export { MarketState, rowWakes, WAKE_BOOK, WAKE_TRADE } from "./kernel/market-state.ts";
export { NEVER, Timers } from "./kernel/timers.ts";
