import type { Agent } from "../agent.ts";
import { JournalReader } from "../journal/journal-reader.ts";
import { SessionFiles } from "./session-files.ts";

/** Records that are read in one go. */
const LIMIT = 2000;

export interface JournalFilesOptions {
  /** The journal's folder. */
  readonly journal: string;
  /** Where the files go. */
  readonly dir: string;
  /** Machine time between two writes of what has changed, at least. */
  readonly everyMs: number;
}

/** Keeps the files of a journal up to date while it is written, by this process or another. */
export class JournalFiles implements Agent {
  readonly role = "files";
  readonly #reader: JournalReader;
  readonly #files: SessionFiles;
  readonly #everyMs: number;
  #dueMs = 0;

  /** Throws ConfigError when there is no journal, or another process writes the files. */
  constructor(options: JournalFilesOptions) {
    this.#everyMs = options.everyMs;
    this.#reader = JournalReader.open(options.journal);
    const { id, epochNs, nextSequence } = this.#reader;
    try {
      this.#files = new SessionFiles({
        dir: options.dir,
        journalId: id,
        epochNs,
        from: nextSequence,
      });
    } catch (error) {
      this.#reader.close();
      throw error;
    }
  }

  get files(): SessionFiles {
    return this.#files;
  }

  doWork(): number {
    const done = this.#read(LIMIT);
    const nowMs = performance.now();
    if (nowMs >= this.#dueMs) {
      this.#dueMs = nowMs + this.#everyMs;
      this.#files.flush();
    }
    return done;
  }

  /** Reads all that the journal has, and writes it. Returns how many records that were. */
  catchUp(): number {
    let all = 0;
    for (let done = -1; done !== 0; all += done) done = this.#read(LIMIT);
    this.#files.flush();
    return all;
  }

  /** Reads to the end and writes. */
  close(): void {
    try {
      this.catchUp();
    } finally {
      this.#reader.close();
      this.#files.close();
    }
  }

  #read(limit: number): number {
    let done = 0;
    while (done < limit && this.#reader.next()) {
      this.#files.record(this.#reader);
      done += 1;
    }
    if (done < limit) this.#files.settle();
    return done;
  }
}
