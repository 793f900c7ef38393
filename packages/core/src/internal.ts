// For the drivers of a kernel and for tests: no promise is made to anyone outside this repository.
export { fail } from "./errors.ts";
export { ExactSum } from "./numbers/exact-sum.ts";
export { RATE_DECIMALS } from "./numbers/rate.ts";
export * from "./market/rows.ts";
export { BUY, SELL, sideIndex, sideName, sideSign } from "./market/side.ts";
export type { SideIndex } from "./market/side.ts";
export type { AccountState, BalanceState, MarginState } from "./account/account-state.ts";
export { AMOUNT_DECIMALS, ContractValue, rateOf } from "./account/contract-value.ts";
export { INVERSE_DECIMALS, inverseValue } from "./account/inverse-value.ts";
export { CostBasis } from "./account/cost-basis.ts";
export { Book } from "./book/book.ts";
export { BookShelf } from "./book/book-shelf.ts";
export { FarLevels } from "./book/far-levels.ts";
export { Ladder, NO_LEVEL } from "./book/ladder.ts";
export { OrderRecord } from "./order/order-record.ts";
export type { OrderFields } from "./order/order-record.ts";
export { OrderShelf } from "./order/order-shelf.ts";
export { bindParams } from "./params/bind.ts";
export type { BoundParams } from "./params/bind.ts";
export type { ParamScope } from "./params/param.ts";
export { unknownParam } from "./params/unknown-param.ts";
export { isStrategy } from "./strategy/strategy.ts";
export type { AccountOptions } from "./kernel/accounts.ts";
export type { AmendIntent, KernelObserver, OrderGateway } from "./kernel/gateway.ts";
export { Kernel } from "./kernel/kernel.ts";
export type { KernelOptions } from "./kernel/kernel.ts";
export { CLOSED_KEPT_NS } from "./kernel/kernel-state.ts";
export type { KernelState } from "./kernel/kernel-state.ts";
export { restoreAccount, saveAccount } from "./kernel/saved-account.ts";
export type { SavedAccount } from "./kernel/saved-account.ts";
export { LEDGER } from "./kernel/ledger.ts";
export type { SentRequest } from "./kernel/sent-request.ts";
export { PLAIN_TERMS } from "./order/order-terms.ts";
export type { OrderTerms } from "./order/order-terms.ts";
export type { SavedOrder } from "./order/saved-order.ts";
export type { SavedPosition } from "./account/position.ts";
export { MarketSet } from "./kernel/market-set.ts";
export {
  MarketState,
  rowWakes,
  SEEN_BOOK,
  SEEN_TRADE,
  WAKE_BOOK,
  WAKE_TRADE,
} from "./kernel/market-state.ts";
export { NEVER, Timers } from "./kernel/timers.ts";
export { ExposureBook } from "./risk/exposure-book.ts";
export { parseRisk } from "./risk/parse-risk.ts";
export type { ParsedRisk } from "./risk/parse-risk.ts";
export { Profit } from "./risk/profit.ts";
export { Valuation } from "./risk/valuation.ts";
export { WorthColumn } from "./risk/worth-column.ts";
export { Risk } from "./risk/risk.ts";
export type { Rearm } from "./risk/risk.ts";
export { SELF_TRADE_MODES } from "./order/order.ts";
