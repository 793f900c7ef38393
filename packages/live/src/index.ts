export type { Agent } from "./agent.ts";
export { MonoClock } from "./clock/mono-clock.ts";
export { SessionClock } from "./clock/session-clock.ts";
export type { ClockSpec } from "./clock/session-clock.ts";
export { SEGMENT_BYTES } from "./journal/layout.ts";
export { INPUT, MARK, OUTPUT } from "./journal/record-kinds.ts";
export type { RecordCursor } from "./journal/record-cursor.ts";
export { checkJournal } from "./journal/check-journal.ts";
export type { JournalCheck } from "./journal/check-journal.ts";
export { RecordDescriber } from "./journal/describe-record.ts";
export type { DescribedRecord } from "./journal/describe-record.ts";
export { KIND_NAMES, kindName } from "./journal/kind-names.ts";
export { JournalReader } from "./journal/journal-reader.ts";
export { JournalWriter } from "./journal/journal-writer.ts";
export type { JournalOptions } from "./journal/journal-writer.ts";
export type { Repair } from "./journal/repair.ts";
export type { SyncPolicy } from "./journal/sync-policy.ts";
export { Bus, connectBus } from "./bus/bus.ts";
export type { BusMessage, BusOptions, BusSubscription } from "./bus/bus.ts";
export { BusError } from "./bus/bus-error.ts";
export type { BusErrorCode } from "./bus/bus-error.ts";
export type { BusEvent } from "./bus/bus-event.ts";
export type { KeyValue, KeyValueEntry } from "./bus/key-value.ts";
export { formatByteSize, parseByteSize } from "./bus/byte-size.ts";
export { BUCKETS, KEPT_ACTIONS, natsConfig } from "./bus/nats-config.ts";
export type {
  BucketConfig,
  BucketName,
  KeptAction,
  NatsConfig,
  NatsConfigFile,
  StreamConfig,
} from "./bus/nats-config.ts";
export { natsStatus } from "./bus/nats-status.ts";
export type { NatsStatus, StreamStatus } from "./bus/nats-status.ts";
export { applySetup, planSetup } from "./bus/stream-setup.ts";
export type { Difference, SetupStep } from "./bus/stream-setup.ts";
export type { StreamInfo } from "./bus/stream-info.ts";
export { streamName } from "./bus/stream-spec.ts";
export type { StreamSpec } from "./bus/stream-spec.ts";
export { ROLES } from "./bus/roles.ts";
export type { Role } from "./bus/roles.ts";
export type { StoredMessage } from "./bus/stored-message.ts";
export { PUBLISHER_FULL } from "./bus/stream-publisher.ts";
export type { StreamPublisher, StreamPublisherOptions } from "./bus/stream-publisher.ts";
export type { ReplayOptions } from "./bus/stream-replay.ts";
export { natsAtHand } from "./bus/nats-at-hand.ts";
export type { NatsAtHand } from "./bus/nats-at-hand.ts";
export { NatsServer } from "./bus/nats-server.ts";
export type { NatsServerOptions, ServerEnd } from "./bus/nats-server.ts";
export { Bell } from "./memory/bell.ts";
export {
  BOOK_CLOSED,
  BOOK_EMPTY,
  BOOK_GAPPED,
  BOOK_INVALID,
  BOOK_STALE,
  BOOK_UNSTABLE,
  BOOK_VALID,
  bookResultName,
} from "./memory/book-layout.ts";
export type { BookResult } from "./memory/book-layout.ts";
export { BookReader } from "./memory/book-reader.ts";
export type { BookReaderOptions } from "./memory/book-reader.ts";
export { BookWriter, STAMP, STAMP_DOUBLES } from "./memory/book-writer.ts";
export type { BookOptions } from "./memory/book-writer.ts";
export { findSessions, removeLeftovers } from "./memory/leftovers.ts";
export type { SessionFound } from "./memory/leftovers.ts";
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
export { JournalPublisher } from "./publish/journal-publisher.ts";
export type { JournalPublisherOptions } from "./publish/journal-publisher.ts";
export { decodeBatch } from "./publish/journal-batch.ts";
export type { JournalBatch } from "./publish/journal-batch.ts";
export { PublisherProcess } from "./publish/publisher-process.ts";
export type { PublisherSettings } from "./publish/publisher-process.ts";
