export type { Agent } from "./agent.ts";
export { SessionClock } from "./clock/session-clock.ts";
export type { ClockSpec } from "./clock/session-clock.ts";
export { Oms } from "./engine/oms.ts";
export type { CarriedOrder, OmsOptions } from "./engine/oms.ts";
export { ORDER_STATES } from "./engine/order-state.ts";
export type { OrderStateName } from "./engine/order-state.ts";
export { reconcile } from "./engine/reconcile.ts";
export type { ImpliedEvent, Reconciliation } from "./engine/reconcile.ts";
export type * from "./engine/engine-state.ts";
export { HEADER, HEADER_FIELDS, GATEWAY_EVENT, GATEWAY_REQUEST } from "./link/messages.ts";
export type * from "./link/venue-report.ts";
export { LatencyMeter } from "./status/latency-meter.ts";
export type {
  BusStatus,
  JournalStatus,
  SessionStatus,
  StatusRates,
} from "./status/session-status.ts";
export { STATUS_FILE } from "./status/status-layout.ts";
export { StatusPublisher } from "./status/status-publisher.ts";
export type { StatusPublisherOptions } from "./status/status-publisher.ts";
export { StatusReader } from "./status/status-reader.ts";
export type { StatusReading } from "./status/status-reader.ts";
export { StatusWriter } from "./status/status-writer.ts";
