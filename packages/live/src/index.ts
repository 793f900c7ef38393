export type { Agent } from "./agent.ts";
export { MonoClock } from "./clock/mono-clock.ts";
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
export { SEGMENT_BYTES } from "./journal/layout.ts";
export { INPUT, MARK, OUTPUT } from "./journal/record-kinds.ts";
export type { RecordCursor } from "./journal/record-cursor.ts";
export { JournalReader } from "./journal/journal-reader.ts";
export { JournalWriter } from "./journal/journal-writer.ts";
export type { JournalOptions } from "./journal/journal-writer.ts";
export type { Repair } from "./journal/repair.ts";
export type { SyncPolicy } from "./journal/sync-policy.ts";
export { Bell } from "./memory/bell.ts";
export { MappedFile } from "./memory/mapped-file.ts";
export { memoryFolder } from "./memory/memory-folder.ts";
export { RING_CLOSED, RING_FULL, RingConsumer, RingProducer } from "./memory/message-ring.ts";
export type { RingHandler } from "./memory/message-ring.ts";
export { RowRingReader, RowRingWriter } from "./memory/row-ring.ts";
export { BELL, SessionControl } from "./memory/session-control.ts";
export type { MarketFile, SessionOptions } from "./memory/session-control.ts";
export { OVERRUN, SLOT, SLOT_DOUBLES, SLOT_WORDS } from "./memory/slot-ring.ts";
export type { SlotSink } from "./memory/slot-ring.ts";
export { NO_SIDE, TradeRingReader, TradeRingWriter } from "./memory/trade-ring.ts";
export { createWait, WAIT_KINDS } from "./memory/wait.ts";
export type { WaitKind, WaitOptions, WaitStrategy } from "./memory/wait.ts";
export { runAgent } from "./run-agent.ts";
export type {
  BusStatus,
  JournalStatus,
  SessionStatus,
  StatusRates,
} from "./status/session-status.ts";
export { findStatus } from "./status/find-status.ts";
export { STATUS_FILE } from "./status/status-layout.ts";
export { StatusPublisher } from "./status/status-publisher.ts";
export type { StatusPublisherOptions } from "./status/status-publisher.ts";
export { StatusReader } from "./status/status-reader.ts";
export type { StatusReading } from "./status/status-reader.ts";
export { StatusWriter } from "./status/status-writer.ts";
