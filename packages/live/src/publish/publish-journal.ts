import { readFileSync } from "node:fs";
import path from "node:path";
import { JournalReader } from "../journal/journal-reader.ts";
import { PublisherProcess, type PublisherSettings } from "./publisher-process.ts";

/** Where a publisher notes how far it is; see JournalPublisher. */
export const POSITION_FILE = "published.json";

/**
 * Publishes what the streams lack of a journal that nobody writes, until it is done or does not get
 * on for some seconds. Returns how many records are left.
 */
export async function publishJournal(
  settings: PublisherSettings,
  onProblem: (what: string) => void,
): Promise<number> {
  const last = lastRecord(settings.dir);
  const publisher = PublisherProcess.start(settings, onProblem);
  await publisher.stop(PATIENCE_MS);
  return last - notedPosition(path.join(settings.dir, POSITION_FILE));
}

/** The record that a publisher noted to have published last; 0 when it noted nothing. */
export function notedPosition(file: string): number {
  try {
    return (JSON.parse(readFileSync(file, "utf8")) as { sequence: number }).sequence;
  } catch {
    return 0;
  }
}

const PATIENCE_MS = 3_600_000;

function lastRecord(dir: string): number {
  const reader = JournalReader.open(dir);
  while (reader.next());
  reader.close();
  return reader.nextSequence - 1;
}
