// What strategies and their callers use. What only the other packages of mexoms use is in
// internal.ts and may change from one version to the next.
export { ConfigError, DataError, InvariantError } from "./errors.ts";
export type { DataPlace } from "./errors.ts";
export { formatSubject, parseSubject, SUBJECT_ACTIONS, subjectFilter } from "./bus/subject.ts";
export type { Subject, SubjectAction } from "./bus/subject.ts";
export { decodeToken, encodeToken } from "./bus/token.ts";
export { Decimal } from "./numbers/decimal.ts";
export { naturalExp } from "./numbers/exponential.ts";
export { naturalLog, naturalLog1p } from "./numbers/logarithm.ts";
export { Money } from "./numbers/money.ts";
export { Rate } from "./numbers/rate.ts";
export { Step } from "./numbers/step.ts";
export { formatDuration, parseDuration } from "./time/duration.ts";
export { formatTimestamp, parseTimestamp } from "./time/timestamp.ts";
export { Instrument } from "./instrument/instrument.ts";
export type { InstrumentSpec, Payoff } from "./instrument/instrument.ts";
export type { Side } from "./market/side.ts";
export type { Level } from "./book/book.ts";
export { Position } from "./account/position.ts";
export { AccountView } from "./account/account-view.ts";
export type { Balance, MarginPosition } from "./account/account-view.ts";
export type { AccountKind } from "./account/account-state.ts";
export type {
  Order,
  OrderChange,
  OrderOrigin,
  OrderRequest,
  OrderState,
  OrderType,
  SelfTradeMode,
  TimeInForce,
} from "./order/order.ts";
export type { TriggerBy } from "./order/order-terms.ts";
export { Distance } from "./params/distance.ts";
export type { Amount } from "./params/kinds.ts";
export {
  amount,
  bps,
  choice,
  count,
  distance,
  duration,
  factor,
  flag,
  instrument,
  instruments,
  quantity,
} from "./params/kinds.ts";
export type { Param, ParamOptions, Params, ParamValues } from "./params/param.ts";
export { Prng } from "./random/prng.ts";
export { BookView } from "./strategy/book-view.ts";
export type {
  AccountLook,
  PositionView,
  StrategyContext,
  TimerHandle,
} from "./strategy/context.ts";
export { LevelWalk } from "./strategy/level-walk.ts";
export type { Connection, Fill, Trade } from "./strategy/events.ts";
export type { AmendTo, MassCancel, OrderIntent, Orders } from "./strategy/orders.ts";
export { Quotes } from "./strategy/quotes.ts";
export type { QuoteOptions, QuoteTarget } from "./strategy/quotes.ts";
export type { Headroom, RiskEvent, RiskFigure, RiskLook, RiskState } from "./strategy/risk-look.ts";
export { RISK_CODES } from "./risk/codes.ts";
export type { RiskCode } from "./risk/codes.ts";
export type {
  AccountRiskLimits,
  InstrumentRiskLimits,
  LossLimits,
  RiskConfig,
  RiskLimits,
} from "./risk/risk-config.ts";
export { defineStrategy } from "./strategy/strategy.ts";
export type { Explanation, Handlers, Strategy } from "./strategy/strategy.ts";
export { StrategyError } from "./kernel/announcer.ts";
export { ARBITRAGE_TOPIC, DEAL_TOPIC } from "./strategy/deal-record.ts";
export type { ArbitrageRecord, DealRecord, NearestEdge } from "./strategy/deal-record.ts";
