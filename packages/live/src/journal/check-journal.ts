import { DataError } from "@mexoms/core";
import { bootId } from "./boot-id.ts";
import { Crc32 } from "./crc32.ts";
import { JournalReader } from "./journal-reader.ts";
import { kindName } from "./kind-names.ts";
import { INPUT } from "./record-kinds.ts";
import { type Repair, segmentEnd } from "./repair.ts";
import { listSegments, Segment } from "./segment.ts";

/** What a look at every record of a journal found. */
export interface JournalCheck {
  readonly id: string;
  readonly epochNs: bigint;
  /** First and last record that it has; the last is one less than the first where it has none. */
  readonly first: number;
  readonly last: number;
  /** Times of these, since the epoch; undefined without records. */
  readonly fromNs: number | undefined;
  readonly untilNs: number | undefined;
  /** Records by the name of their kind. */
  readonly kinds: ReadonlyMap<string, number>;
  readonly sessions: number;
  readonly segments: number;
  /** What the files take, and what the records take of it. */
  readonly fileBytes: number;
  readonly recordBytes: number;
  /** Records whose time is before that of the record before them. */
  readonly backwards: number;
  /** What is no whole record at the end: the next writer cuts it, or a writer is at it now. */
  readonly tail: Repair | undefined;
}

/** Reads all of a journal. Throws DataError for damage that is no tail, ConfigError for no journal. */
export function checkJournal(dir: string): JournalCheck {
  const reader = JournalReader.open(dir);
  const kinds = new Map<string, number>();
  let recordBytes = 0;
  let backwards = 0;
  let fromNs: number | undefined;
  let untilNs: number | undefined;
  const first = reader.nextSequence;
  let damage: DataError | undefined;
  try {
    while (reader.next()) {
      const name = kindName(reader.kind);
      kinds.set(name, (kinds.get(name) ?? 0) + 1);
      recordBytes += reader.length;
      fromNs ??= reader.nowNs;
      if (untilNs !== undefined && reader.nowNs < untilNs) backwards++;
      untilNs = reader.nowNs;
    }
  } catch (error) {
    if (!(error instanceof DataError)) throw error;
    damage = error;
  } finally {
    reader.close();
  }
  const places = listSegments(dir);
  const last = places.at(-1)!;
  if (damage !== undefined && reader.where.file !== last.file) throw damage;
  return {
    id: reader.id,
    epochNs: reader.epochNs,
    first,
    last: reader.nextSequence - 1,
    fromNs,
    untilNs,
    kinds,
    sessions: kinds.get(kindName(INPUT.start)) ?? 0,
    segments: places.length,
    fileBytes: places.reduce((sum, { bytes }) => sum + bytes, 0),
    recordBytes,
    backwards,
    tail: tailOf(last),
  };
}

function tailOf(place: Parameters<typeof segmentEnd>[1]): Repair | undefined {
  const segment = Segment.open(place.file, { writable: false, crc: new Crc32() });
  try {
    return segmentEnd(segment, place, bootId()).tail;
  } finally {
    segment.close();
  }
}
