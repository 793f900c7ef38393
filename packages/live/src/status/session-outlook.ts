import path from "node:path";
import type { EngineLook } from "../engine/engine-state.ts";
import { FilesThread } from "../files/files-thread.ts";
import type { JournalWriter } from "../journal/journal-writer.ts";
import { listSegments } from "../journal/segment.ts";
import type { BusStatus } from "./session-status.ts";
import { STATUS_FILE } from "./status-layout.ts";
import { StatusPublisher } from "./status-publisher.ts";

const PAGE_EVERY_MS = 250;
/** About 500 open orders. */
const PAGE_ROOM = 131_072;
const FILES_EVERY_MS = 1000;

export interface OutlookOptions {
  /** The session's folder in shared memory. */
  readonly memory: string;
  /** Where the files for people go. */
  readonly dir: string;
  /** Where orders go: "paper". */
  readonly mode: string;
  readonly journal: JournalWriter;
  readonly look: EngineLook;
  readonly bus: () => BusStatus;
  /** Told, once, of files that cannot be written any more; the engine goes on. */
  readonly onFailure: (error: Error) => void;
}

/** What others see of an engine while it runs and afterwards: its status page and its files. */
export class SessionOutlook {
  readonly #page: StatusPublisher;
  readonly #files: FilesThread;

  /** The engine must have something to look at by now. */
  constructor(options: OutlookOptions) {
    const { journal, look, bus, mode } = options;
    this.#page = new StatusPublisher({
      file: path.join(options.memory, STATUS_FILE),
      mode,
      look,
      bus,
      journal: () => ({ dir: journal.dir, bytes: bytesOf(journal), append: undefined }),
      everyMs: PAGE_EVERY_MS,
      room: PAGE_ROOM,
    });
    const files = { journal: journal.dir, dir: options.dir, everyMs: FILES_EVERY_MS };
    this.#files = new FilesThread(files, options.onFailure);
  }

  /** To be called between the engine's turns: shows how it stands when that is due. */
  turn(): void {
    this.#page.doWork();
  }

  /** Shows the end, and writes the files to the journal's end. Before the journal is closed. */
  async close(): Promise<void> {
    this.#page.close();
    await this.#files.close();
  }
}

/** Bytes of records, to a segment's unused rest. */
function bytesOf(journal: JournalWriter): number {
  const segments = listSegments(journal.dir);
  return segments.reduce((sum, { bytes }) => sum + bytes, 0) - journal.bytesLeft;
}
