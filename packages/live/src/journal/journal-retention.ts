import { rmSync } from "node:fs";
import { ConfigError, parseDuration } from "@mexoms/core";
import type { RecordCursor } from "./record-cursor.ts";
import { INPUT, MARK } from "./record-kinds.ts";
import { segmentFile } from "./segment.ts";

/** So that the files of today and yesterday can be made again from what is left. */
const LEAST_NS = 2 * 86_400e9;

/** What is known of a segment that was read. */
interface ReadSegment {
  readonly firstSequence: number;
  /** Session time of its first record. */
  readonly firstNs: number;
  /** It tells a session's start, and a state or the start itself: a restart needs nothing before it. */
  hasStart: boolean;
  hasBase: boolean;
}

/**
 * Deletes old segments of a journal. To be told every record as it is read, so that it costs whoever
 * writes the journal nothing.
 *
 * A segment goes once all of it is older than what is kept, used up by all who read it, and there is
 * one behind it, not the last, from which a restart can go on: so a machine that crashes and loses
 * the last one has another.
 */
export class JournalRetention {
  /** Segments that it has deleted. */
  deleted = 0;
  readonly #dir: string;
  readonly #keepNs: number;
  readonly #segments: ReadSegment[] = [];
  #file = "";
  #nowNs = 0;

  constructor(options: { readonly dir: string; readonly keepNs: number }) {
    this.#dir = options.dir;
    this.#keepNs = options.keepNs;
  }

  /** `file`: the segment that the record stands in. */
  record({ sequence, kind, nowNs }: RecordCursor, file: string): void {
    if (file !== this.#file) {
      this.#file = file;
      const first = { firstSequence: sequence, firstNs: nowNs, hasStart: false, hasBase: false };
      this.#segments.push(first);
    }
    this.#nowNs = nowNs;
    if (kind < MARK.snapshot && kind !== INPUT.start) return;
    const segment = this.#segments.at(-1)!;
    if (kind === INPUT.start || kind === MARK.session) segment.hasStart = true;
    if (kind === INPUT.start || (kind === MARK.snapshot && segment.hasStart)) {
      segment.hasBase = true;
    }
  }

  /** Deletes what can go; all records up to `usedUntil` were used by everyone. */
  apply(usedUntil: number): void {
    const segments = this.#segments;
    const lastBase = segments.slice(0, -1).findLastIndex(({ hasBase }) => hasBase);
    let gone = 0;
    while (gone < lastBase) {
      const next = segments[gone + 1]!;
      if (next.firstNs >= this.#nowNs - this.#keepNs || next.firstSequence > usedUntil + 1) break;
      rmSync(segmentFile(this.#dir, segments[gone]!.firstSequence), { force: true });
      gone += 1;
    }
    segments.splice(0, gone);
    this.deleted += gone;
  }
}

/** "all", or how much of a session's time is kept. Undefined for all. Throws ConfigError. */
export function parseKeep(text: string, field: string): number | undefined {
  if (text === "all") return undefined;
  const keepNs = parseDuration(text, field);
  if (keepNs >= LEAST_NS) return keepNs;
  throw new ConfigError(field, `"${text}" is less than 2d; say all, or a time such as 7d`);
}
