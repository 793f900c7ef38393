export type { Agent } from "./agent.ts";
export { MonoClock } from "./clock/mono-clock.ts";
export { SessionClock } from "./clock/session-clock.ts";
export type { ClockSpec } from "./clock/session-clock.ts";
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
