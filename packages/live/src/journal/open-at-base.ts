import { JournalReader } from "./journal-reader.ts";
import { INPUT, MARK } from "./record-kinds.ts";

/**
 * Opens a journal where all that comes can be understood: at its begin, or where its first records are
 * gone at the first state there. What comes before that one cannot be booked any more. Throws as `JournalReader.open` does.
 */
export function openAtBase(dir: string): JournalReader {
  const reader = JournalReader.open(dir);
  if (reader.nextSequence === 1) return reader;
  let from = reader.nextSequence;
  try {
    while (reader.next()) {
      const { kind, sequence } = reader;
      from = sequence;
      if (kind === INPUT.start || kind === MARK.session || kind === MARK.snapshot) break;
    }
  } finally {
    reader.close();
  }
  return JournalReader.open(dir, { from });
}
