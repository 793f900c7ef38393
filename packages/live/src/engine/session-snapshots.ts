import type { Kernel } from "@mexoms/core/internal";
import type { JournalWriter } from "../journal/journal-writer.ts";
import { MARK } from "../journal/record-kinds.ts";
import type { SessionStart } from "../kernel/session-start.ts";
import type { EngineTimes } from "./engine-times.ts";
import type { LiveDriver } from "./live-driver.ts";

/** Most of a segment that a snapshot may take, and of what is left where there is no other one yet. */
const SNAPSHOT_ROOM = 0.5;

export interface SessionSnapshotsOptions {
  readonly kernel: Kernel;
  readonly driver: LiveDriver;
  readonly journal: JournalWriter;
  readonly times: Pick<EngineTimes, "snapshotEveryNs" | "closedKeptNs">;
  readonly note: (text: string) => void;
}

/** Writes into the journal now and then what a restart needs, so that it need not read all of it. */
export class SessionSnapshots {
  readonly #options: SessionSnapshotsOptions;
  #dueNs: number;
  /** The session's first record without its opening */
  #startText = "";

  constructor(options: SessionSnapshotsOptions, dueNs: number) {
    this.#options = options;
    this.#dueNs = dueNs;
  }

  /** The session's first record is written. */
  begin(start: SessionStart): void {
    const { opening: _, ...rest } = start;
    this.#startText = JSON.stringify(rest);
  }

  /** To be called while all is equal to the venue's. */
  writeIfDue(nowNs: number): void {
    const { journal, times } = this.#options;
    if (!journal.wantsSnapshot && nowNs < this.#dueNs) return;
    this.#dueNs = nowNs + times.snapshotEveryNs;
    this.write();
  }

  /** One that would not fit waits for the begin of the next segment. */
  write(): void {
    const { journal, driver, kernel, times, note } = this.#options;
    const text = JSON.stringify(kernel.state(times.closedKeptNs));
    const bytes = Buffer.byteLength(text);
    if (bytes >= journal.segmentBytes * SNAPSHOT_ROOM) {
      note(`a snapshot of ${bytes} bytes is too large for the journal`);
    } else if (journal.hasNext || bytes < journal.bytesLeft * SNAPSHOT_ROOM) {
      // Old segments may be deleted, and the session's first record with them.
      if (journal.wantsSnapshot) journal.text(MARK.session, driver.lastNs, this.#startText);
      journal.text(MARK.snapshot, driver.lastNs, text);
    }
  }
}
