// For the drivers of a kernel and for tests: no promise is made to anyone outside this repository.
export { fail } from "./errors.ts";
export { ExactSum } from "./numbers/exact-sum.ts";
export { RATE_DECIMALS } from "./numbers/rate.ts";
export * from "./market/rows.ts";
export { BUY, SELL, sideIndex, sideName, sideSign } from "./market/side.ts";
export type { SideIndex } from "./market/side.ts";
export { Book } from "./book/book.ts";
export { Ladder, NO_LEVEL } from "./book/ladder.ts";
export { OrderRecord } from "./order/order.ts";
export { bindParams } from "./params/bind.ts";
export type { BoundParams } from "./params/bind.ts";
export { isStrategy } from "./strategy/strategy.ts";
export type { KernelObserver, OrderGateway } from "./kernel/gateway.ts";
export { Kernel } from "./kernel/kernel.ts";
export type { KernelOptions } from "./kernel/kernel.ts";
export { MarketState, rowWakes, WAKE_BOOK, WAKE_TRADE } from "./kernel/market-state.ts";
export { NEVER, Timers } from "./kernel/timers.ts";
export { SELF_TRADE_MODES } from "./order/order.ts";
