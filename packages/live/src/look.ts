// What looks at sessions that others run: their page, their books, their journal. It starts at once, as
// it needs neither engine nor NATS.
export { sessionNamed } from "./run/session-folder.ts";
export { checkJournal } from "./journal/check-journal.ts";
export type { JournalCheck } from "./journal/check-journal.ts";
export { RecordDescriber } from "./journal/describe-record.ts";
export type { DescribedRecord } from "./journal/describe-record.ts";
export { JournalReader } from "./journal/journal-reader.ts";
export { KIND_NAMES, kindName } from "./journal/kind-names.ts";
export { findSessions, removeLeftovers } from "./memory/leftovers.ts";
export type { SessionFound } from "./memory/leftovers.ts";
export { memoryFolder } from "./memory/memory-folder.ts";
export { SessionBooks } from "./memory/session-books.ts";
export type { BookLook, SessionBooksOptions } from "./memory/session-books.ts";
export { findStatus } from "./status/find-status.ts";
export { StatusReader } from "./status/status-reader.ts";
export type { StatusReading } from "./status/status-reader.ts";
