export type { Agent } from "./agent.ts";
export { MonoClock } from "./clock/mono-clock.ts";
export { SessionClock } from "./clock/session-clock.ts";
export type { ClockSpec } from "./clock/session-clock.ts";
export { BatchDecoder } from "./record/batch-decoder.ts";
export { BatchEncoder } from "./record/batch-encoder.ts";
export type { BatchPlace } from "./record/batch-encoder.ts";
export type { RecordingFacts } from "./record/recording-facts.ts";
export { record } from "./record/record.ts";
export type { RecordOptions } from "./record/record.ts";
export type { RecordReport } from "./record/record-report.ts";
export { Recorder } from "./record/recorder.ts";
export type { RecorderOptions } from "./record/recorder.ts";
export { RingSource } from "./record/ring-source.ts";
export { MarketBatch } from "./record/market-batch.ts";
export type { RowSource, RowTaker } from "./record/row-source.ts";
export { runRecorder } from "./record/run-recorder.ts";
export type { RunRecorderOptions } from "./record/run-recorder.ts";
export type { StreamGap } from "./record/stream-gap.ts";
export { StreamSink } from "./record/stream-sink.ts";
export type { StreamSinkOptions } from "./record/stream-sink.ts";
export { TapeFiles } from "./record/tape-files.ts";
export type { Rotation, WrittenTape } from "./record/tape-files.ts";
export { TapePlayer } from "./record/tape-player.ts";
export { tapesFromStream } from "./record/tapes-from-stream.ts";
export type { StreamTapes, TapesFromStreamOptions } from "./record/tapes-from-stream.ts";
export { Bus, connectBus } from "./bus/bus.ts";
export type { BusMessage, BusOptions, BusSubscription } from "./bus/bus.ts";
export { BusError } from "./bus/bus-error.ts";
export type { BusErrorCode } from "./bus/bus-error.ts";
export type { BusEvent } from "./bus/bus-event.ts";
export { formatKey, parseKey } from "./bus/key-value.ts";
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
export { rolePermissions, ROLES } from "./bus/roles.ts";
export type { Grant, Role, RolePermissions } from "./bus/roles.ts";
export { passwordVariable, writeServerConfig } from "./bus/server-config.ts";
export type { ServerConfigOptions, WrittenFile } from "./bus/server-config.ts";
export type { StoredMessage } from "./bus/stored-message.ts";
export { PUBLISHER_FULL } from "./bus/stream-publisher.ts";
export type { StreamPublisher, StreamPublisherOptions } from "./bus/stream-publisher.ts";
export type { ReplayOptions } from "./bus/stream-replay.ts";
export { natsAtHand } from "./bus/nats-at-hand.ts";
export type { NatsAtHand } from "./bus/nats-at-hand.ts";
export { findNatsProgram, provideNatsProgram } from "./bus/nats-program.ts";
export type { Environment, ProgramPlaces } from "./bus/nats-program.ts";
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
export { SessionBooks } from "./memory/session-books.ts";
export type { BookLook, SessionBooksOptions } from "./memory/session-books.ts";
export { BELL, SessionControl } from "./memory/session-control.ts";
export type { MarketFile, SessionOptions } from "./memory/session-control.ts";
export { OVERRUN, SLOT, SLOT_DOUBLES, SLOT_WORDS } from "./memory/slot-ring.ts";
export type { SlotSink } from "./memory/slot-ring.ts";
export { NO_SIDE, TradeRingReader, TradeRingWriter } from "./memory/trade-ring.ts";
export { createWait, WAIT_KINDS } from "./memory/wait.ts";
export type { WaitKind, WaitOptions, WaitStrategy } from "./memory/wait.ts";
export { runAgent } from "./run-agent.ts";
