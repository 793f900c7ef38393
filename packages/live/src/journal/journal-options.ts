import { randomBytes } from "node:crypto";
import { ConfigError } from "@mexoms/core";
import { JOURNAL_ID_BYTES, PAGE_BYTES, SEGMENT_BYTES_MIN } from "./layout.ts";
import type { SegmentIdentity } from "./segment.ts";
import { syncEveryMs, type SyncPolicy } from "./sync-policy.ts";

const ID_TEXT = /^[0-9a-z]{8}$/;

export interface JournalOptions {
  readonly dir: string;
  /** Of a new journal; one that exists keeps its own, and must not be given another. */
  readonly epochNs?: bigint;
  /** Size of new segments, whole pages of 4096 bytes; SEGMENT_BYTES where nothing else is wanted. */
  readonly segmentBytes: number;
  readonly sync: SyncPolicy;
  /** Id of a new journal, eight digits of base 36; a random one without it. */
  readonly identity?: string;
}

/** Throws ConfigError for options that no journal can have. */
export function checkOptions({ segmentBytes, sync, identity }: JournalOptions): void {
  syncEveryMs(sync, "journal.sync");
  if (!(segmentBytes >= SEGMENT_BYTES_MIN && segmentBytes % PAGE_BYTES === 0)) {
    const valid = `a multiple of ${PAGE_BYTES} from ${SEGMENT_BYTES_MIN} on, such as 67108864`;
    throw new ConfigError("journal.segmentBytes", `${segmentBytes} is not ${valid}`);
  }
  if (identity !== undefined && !ID_TEXT.test(identity)) {
    const valid = `${JOURNAL_ID_BYTES} digits or small letters, such as 0k3x9q2m`;
    throw new ConfigError("journal.identity", `"${identity}" is not ${valid}`);
  }
}

/** Of a journal that is made now. Throws ConfigError when the options do not say enough. */
export function newIdentity({ epochNs, identity }: JournalOptions): SegmentIdentity {
  if (epochNs === undefined) throw new ConfigError("journal.epochNs", "a new journal needs one");
  return { id: identity ?? randomId(), epochNs, firstSequence: 1 };
}

function randomId(): string {
  const number = randomBytes(6).readUIntBE(0, 6) % 36 ** JOURNAL_ID_BYTES;
  return number.toString(36).padStart(JOURNAL_ID_BYTES, "0");
}

/** Throws ConfigError when the options are those of another journal. */
export function checkIdentity(
  is: SegmentIdentity,
  { dir, epochNs, identity }: JournalOptions,
): void {
  if (identity !== undefined && identity !== is.id) {
    throw new ConfigError("journal.identity", `${dir} is journal ${is.id}, not ${identity}`);
  }
  if (epochNs !== undefined && epochNs !== is.epochNs) {
    const told = `${dir} counts time from ${is.epochNs}, not from ${epochNs}`;
    throw new ConfigError("journal.epochNs", told);
  }
}
