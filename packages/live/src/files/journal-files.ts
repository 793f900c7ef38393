import type { Agent } from "../agent.ts";
import type { JournalReader } from "../journal/journal-reader.ts";
import { openAtBase } from "../journal/open-at-base.ts";
import { JournalRetention } from "../journal/journal-retention.ts";
import { loadPosition } from "../publish/publish-position.ts";
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
  /** Deletes old segments of the journal; without it all are kept. */
  readonly keep?: {
    readonly keepNs: number;
    /** Where a publisher notes how far it is, if there is one: segments are kept until then. */
    readonly published: string | undefined;
  };
}

/** Keeps the files of a journal up to date while it is written, by this process or another. */
export class JournalFiles implements Agent {
  readonly role = "files";
  readonly #reader: JournalReader;
  readonly #files: SessionFiles;
  readonly #everyMs: number;
  readonly #retention: JournalRetention | undefined;
  readonly #published: string | undefined;
  #dueMs = 0;

  /** Throws ConfigError when there is no journal, or another process writes the files. */
  constructor(options: JournalFilesOptions) {
    this.#everyMs = options.everyMs;
    this.#reader = openAtBase(options.journal);
    const { keep } = options;
    this.#retention = keep && new JournalRetention({ keepNs: keep.keepNs });
    this.#published = keep?.published;
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
      this.#retention?.apply(this.#usedUntil());
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

  /** All up to here is in the files, and in the streams if there are any. */
  #usedUntil(): number {
    const read = this.#reader.nextSequence - 1;
    if (this.#published === undefined) return read;
    return Math.min(read, loadPosition(this.#published, this.#reader.id)?.sequence ?? 0);
  }

  #read(limit: number): number {
    let done = 0;
    while (done < limit && this.#reader.next()) {
      this.#files.record(this.#reader);
      this.#retention?.record(this.#reader, this.#reader.where.file);
      done += 1;
    }
    if (done < limit) this.#files.settle();
    return done;
  }
}
