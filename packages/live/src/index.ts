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
export { StatusReader } from "./status/status-reader.ts";
export { StatusWriter } from "./status/status-writer.ts";
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
export type { JournalOptions } from "./journal/journal-options.ts";
export type { Repair } from "./journal/repair.ts";
export type { SyncPolicy } from "./journal/sync-policy.ts";
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
export { MonoClock } from "./clock/mono-clock.ts";
export { Bell } from "./memory/bell.ts";
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
export { findStatus } from "./status/find-status.ts";
export { auditJournal } from "./audit/audit-journal.ts";
export type { Audit, VenueRecord } from "./audit/audit-journal.ts";
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
export type { KeyValue, KeyValueEntry } from "./bus/key-value.ts";
export { formatByteSize, parseByteSize } from "./bus/byte-size.ts";
export { BUCKETS, KEPT_ACTIONS, natsConfig } from "./bus/nats-config.ts";
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
export { FilesThread } from "./files/files-thread.ts";
export { JournalFiles } from "./files/journal-files.ts";
export type { JournalFilesOptions } from "./files/journal-files.ts";
export { SessionFiles } from "./files/session-files.ts";
export type { SessionFilesOptions } from "./files/session-files.ts";
export { ReportReader } from "./link/report-text.ts";
export { RingLink } from "./link/ring-link.ts";
export { HeldClock } from "./paper/paper-process.ts";
export { LEDGER_FILE } from "./paper/paper-ledger.ts";
export type { VenueLedger } from "./paper/paper-ledger.ts";
export { PAPER_DEFAULTS } from "./paper/paper-settings.ts";
export type { PaperSettings } from "./paper/paper-settings.ts";
export { findPaperVenue, spawnPaperVenue, stopPaperVenue } from "./paper/paper-spawn.ts";
export type { PaperProcess } from "./paper/paper-spawn.ts";
export { JournaledExplains } from "./engine/journaled-explains.ts";
export { JournaledRequests } from "./engine/journaled-requests.ts";
export type { JournalSink } from "./engine/journal-sink.ts";
export type { KernelCommand } from "./engine/kernel-command.ts";
export { KernelInputs } from "./engine/kernel-inputs.ts";
export { LiveDriver } from "./engine/live-driver.ts";
export { LiveGateway } from "./engine/live-gateway.ts";
export type { RequestSink } from "./engine/live-gateway.ts";
export { openKernel } from "./engine/open-kernel.ts";
export { sentRequest } from "./engine/sent-request.ts";
export { parseSessionStart } from "./engine/session-start.ts";
export type { PaperModels, SessionStart, StartAccount } from "./engine/session-start.ts";
export type { ParityDifference, ParityResult, ReplayedSession } from "./replay/parity.ts";
export { replayJournal } from "./replay/replay-journal.ts";
export type { StrategyLookup } from "./replay/replay-journal.ts";
export { backtestOfJournal } from "./replay/recorded-run.ts";
export type { RecordedRun, RunDifference } from "./replay/recorded-run.ts";
export { withoutSecrets } from "./secrets.ts";
export { JournalPublisher } from "./publish/journal-publisher.ts";
export type { JournalPublisherOptions } from "./publish/journal-publisher.ts";
export { decodeBatch } from "./publish/journal-batch.ts";
export type { JournalBatch } from "./publish/journal-batch.ts";
export { PublisherProcess } from "./publish/publisher-process.ts";
export type { PublisherSettings } from "./publish/publisher-process.ts";
export { NatsLink } from "./link/nats-link.ts";
export { NatsServerLink } from "./link/nats-server-link.ts";
export { RingServer } from "./link/ring-server.ts";
export { SENT } from "./link/venue-gateway.ts";
export type { MessageView, VenueEvents, VenueGateway } from "./link/venue-gateway.ts";
export type { VenueRequests, VenueServer } from "./link/venue-server.ts";
export { ENGINE_DEADLINES } from "./engine/engine-times.ts";
export type { EngineDeadlines } from "./engine/engine-times.ts";
export type { PaperOptions } from "./engine/paper-options.ts";
export type { PaperEnd } from "./engine/paper-run.ts";
export { runPaper } from "./engine/run-paper.ts";
export type { PaperAbout, RunPaperOptions } from "./engine/run-paper.ts";
export { RowBatch as DriverRows } from "./engine/row-batch.ts";
export { formatKey, parseKey } from "./bus/key-value.ts";
export { findNatsProgram, provideNatsProgram } from "./bus/nats-program.ts";
export type { Environment, ProgramPlaces } from "./bus/nats-program.ts";
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
export type {
  BucketConfig,
  BucketName,
  KeptAction,
  NatsConfig,
  NatsConfigFile,
  StreamConfig,
} from "./bus/nats-config.ts";

export { giveOrder } from "./control/give-order.ts";
export { CONTROL_WORDS } from "./control/control-order.ts";
export type { ControlAnswer, ControlOrder, ControlWord } from "./control/control-order.ts";
export { publishJournal } from "./publish/publish-journal.ts";
export { sessionName } from "./engine/paper-options.ts";
