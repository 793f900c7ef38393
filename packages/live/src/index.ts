export type { Agent } from "./agent.ts";
export { SessionClock } from "./clock/session-clock.ts";
export type { ClockSpec } from "./clock/session-clock.ts";
export { Oms } from "./engine/oms.ts";
export type { OmsOptions } from "./engine/oms.ts";
export { ORDER_STATES } from "./engine/order-state.ts";
export type { OrderStateName } from "./engine/order-state.ts";
export { reconcile } from "./engine/reconcile.ts";
export type { ImpliedEvent, Reconciliation } from "./engine/reconcile.ts";
export type * from "./engine/engine-state.ts";
export { HEADER, HEADER_FIELDS, GATEWAY_EVENT, GATEWAY_REQUEST } from "./link/messages.ts";
export type * from "./link/venue-report.ts";
export { natsAtHand } from "./bus/nats-at-hand.ts";
export type { NatsAtHand } from "./bus/nats-at-hand.ts";
export { NatsServer } from "./bus/nats-server.ts";
export type { NatsServerOptions, ServerEnd } from "./bus/nats-server.ts";
export { LatencyMeter } from "./status/latency-meter.ts";
export type { EngineStatus, LatencyStatus, MarketStatus } from "./status/engine-status.ts";
export type { StatusDescription } from "./status/status-description.ts";
export {
  LATENCY,
  LINK_STATES,
  MARKET,
  MARKET_TEXT,
  PHASES,
  STATUS,
  STATUS_TEXT,
} from "./status/status-layout.ts";
export { StatusReader } from "./status/status-reader.ts";
export { StatusWriter } from "./status/status-writer.ts";
export { SEGMENT_BYTES } from "./journal/layout.ts";
export { INPUT, MARK, OUTPUT } from "./journal/record-kinds.ts";
export type { RecordCursor } from "./journal/record-cursor.ts";
export { JournalReader } from "./journal/journal-reader.ts";
export { JournalWriter } from "./journal/journal-writer.ts";
export type { JournalOptions } from "./journal/journal-writer.ts";
export type { Repair } from "./journal/repair.ts";
export type { SyncPolicy } from "./journal/sync-policy.ts";
export type { CarriedOrder, OmsOptions } from "./engine/oms.ts";
export type {
  BusStatus,
  JournalStatus,
  SessionStatus,
  StatusRates,
} from "./status/session-status.ts";
export { STATUS_FILE } from "./status/status-layout.ts";
export { StatusPublisher } from "./status/status-publisher.ts";
export type { StatusPublisherOptions } from "./status/status-publisher.ts";
export type { StatusReading } from "./status/status-reader.ts";
