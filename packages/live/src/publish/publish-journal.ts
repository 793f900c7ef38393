import path from "node:path";
import { JournalReader } from "../journal/journal-reader.ts";
import { notedSequence, POSITION_FILE } from "./publish-position.ts";
import { PublisherProcess, type PublisherSettings } from "./publisher-process.ts";

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
  return last - notedSequence(path.join(settings.dir, POSITION_FILE));
}

const PATIENCE_MS = 3_600_000;

function lastRecord(dir: string): number {
  const reader = JournalReader.open(dir);
  while (reader.next());
  reader.close();
  return reader.nextSequence - 1;
}
