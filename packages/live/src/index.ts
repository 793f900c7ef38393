// What users of the library need. Sibling packages, tests and benches may use ./internal.

// A session: the strategy that was backtested, on a clock. See docs/live.md.
export { runPaper } from "./run/run-paper.ts";
export type { PaperAbout, RunPaperOptions } from "./run/run-paper.ts";
export type { PaperOptions } from "./run/paper-options.ts";
export type { PaperEnd } from "./run/paper-run.ts";
export { ENGINE_DEADLINES } from "./engine/engine-times.ts";

// A look at a session that runs, from any process of the machine.
export { findStatus } from "./status/find-status.ts";
export { StatusReader } from "./status/status-reader.ts";
export type { StatusReading } from "./status/status-reader.ts";
export type { EngineView } from "./engine/engine-state.ts";

// The journal of all that went into a session and out of it. See docs/journal.md.
export { JournalReader } from "./journal/journal-reader.ts";
export { JournalWriter } from "./journal/journal-writer.ts";
export type { RecordCursor } from "./journal/record-cursor.ts";
export { INPUT, MARK, OUTPUT } from "./journal/record-kinds.ts";
export { SEGMENT_BYTES } from "./journal/layout.ts";
export { JournalFiles } from "./files/journal-files.ts";

// The same decisions again: a journal on a fresh kernel, or as a backtest. See docs/replay.md.
export { replayJournal } from "./replay/replay-journal.ts";
export type { StrategyLookup } from "./replay/replay-journal.ts";
export type { ParityResult } from "./replay/parity.ts";
export { backtestOfJournal } from "./replay/recorded-run.ts";
export type { RecordedRun } from "./replay/recorded-run.ts";

// Order books in shared memory. See docs/shared-memory.md.
export { BookReader } from "./memory/book-reader.ts";
export { BookWriter } from "./memory/book-writer.ts";
export { BOOK_VALID, bookResultName } from "./memory/book-layout.ts";
export { SessionControl } from "./memory/session-control.ts";
export { memoryFolder } from "./memory/memory-folder.ts";
export { MonoClock } from "./clock/mono-clock.ts";

// NATS, and market data recorded to it and read back. See docs/nats.md and docs/record.md.
export { natsAtHand } from "./bus/nats-at-hand.ts";
export { NatsServer } from "./bus/nats-server.ts";
export { connectBus } from "./bus/bus.ts";
export type { Bus } from "./bus/bus.ts";
export { BusError } from "./bus/bus-error.ts";
export { natsConfig } from "./bus/nats-config.ts";
export { applySetup, planSetup } from "./bus/stream-setup.ts";
export { record } from "./record/record.ts";
export type { RecordOptions } from "./record/record.ts";
export { tapesFromStream } from "./record/tapes-from-stream.ts";

// Trials of sweeps on other machines. See docs/sweep-nats.md.
export { natsExecutor } from "./sweep/nats-executor.ts";
export type { NatsExecutorOptions } from "./sweep/nats-executor.ts";
export { runSweepWorker } from "./sweep/sweep-worker.ts";
export type { SweepWorkerOptions, SweepWorkerStatus } from "./sweep/sweep-worker-options.ts";
