import type { JournalWriter } from "../journal/journal-writer.ts";
import { listSegments } from "../journal/segment.ts";

/** Bytes of a journal's records: of its segments, without what the last one has left. */
export function journalBytes(journal: JournalWriter): number {
  const segments = listSegments(journal.dir).filter(
    ({ firstSequence }) => firstSequence < journal.nextSequence,
  );
  return segments.reduce((sum, { bytes }) => sum + bytes, 0) - journal.bytesLeft;
}
