import { closeSync, fsyncSync, openSync, readdirSync, rmSync } from "node:fs";
import path from "node:path";
import type { Crc32 } from "./crc32.ts";
import { RECORD, RECORD_HEADER_BYTES, ROLLED, SEGMENT_HEADER_BYTES } from "./layout.ts";
import { DAMAGED, listSegments, Segment, type SegmentPlace } from "./segment.ts";

/** What was cut off a journal's end: it was begun and never finished, or never reached the disk. */
export interface Repair {
  readonly file: string;
  /** First byte that was cut. */
  readonly offset: number;
  /** From there to the last byte that was not zero, or was missing. */
  readonly bytes: number;
  /** The record that goes there now. */
  readonly nextSequence: number;
  readonly why: string;
}

/** Where the records of a segment end, and what stands behind them. */
export interface SegmentEnd {
  readonly offset: number;
  readonly nextSequence: number;
  /** The journal goes on, or has to go on, in another segment. */
  readonly rolled: boolean;
  /** What is not a whole record; undefined when all is as it should be. */
  readonly tail: Repair | undefined;
}

export const PREPARED_SUFFIX = ".prepared";

/** The last segment of a journal, open for writing, its tail repaired. */
export interface OpenedEnd {
  readonly segment: Segment;
  readonly end: SegmentEnd;
}

/**
 * Brings a journal's end in order: a tail that is not whole is zeroed. Throws DataError where what
 * is damaged is no tail: whole records follow it that must have been there. To be called by the
 * journal's writer alone. Undefined for a journal without records.
 */
export function repairEnd(
  dir: string,
  options: { readonly crc: Crc32; readonly bootId: string },
): { readonly last: OpenedEnd | undefined; readonly repaired: Repair | undefined } {
  for (const name of readdirSync(dir)) {
    if (name.endsWith(PREPARED_SUFFIX)) rmSync(path.join(dir, name));
  }
  const places = listSegments(dir);
  let repaired: Repair | undefined;
  for (let place = places.pop(); place !== undefined; place = places.pop()) {
    const lost = headerLost(place, options.crc);
    if (lost === undefined) {
      const segment = Segment.open(place.file, { writable: true, crc: options.crc });
      const end = segmentEnd(segment, place, options.bootId);
      if (end.tail !== undefined) cut(segment, end.tail.offset);
      return { last: { segment, end }, repaired: end.tail ?? repaired };
    }
    rmSync(place.file);
    syncFolder(dir);
    repaired = lost;
  }
  return { last: undefined, repaired };
}

/** Finds the end of the last segment of a journal. Throws DataError for damage that is no tail. */
export function segmentEnd(segment: Segment, place: SegmentPlace, bootId: string): SegmentEnd {
  const identity = segment.identity();
  if (identity === undefined || identity.firstSequence !== place.firstSequence) {
    throw segment.damage(0, place.firstSequence, "the segment's header is damaged");
  }
  let offset = SEGMENT_HEADER_BYTES;
  let sequence = place.firstSequence;
  let step = segment.stepAt(offset, sequence);
  while (step > 0) {
    offset += step;
    step = segment.stepAt(offset, ++sequence);
  }
  const rest = lastByte(segment, step === ROLLED ? offset + 8 : offset);
  const rolled = step === ROLLED || !segment.isWhole;
  const end = { offset, nextSequence: sequence, rolled, tail: undefined };
  if (step !== DAMAGED && rest < offset && segment.isWhole) return end;
  const later = laterRecord(segment, offset, sequence);
  // Without a restart of the machine nothing that was written can be missing, and what is known to
  // be on disk must be there in any case. Else pages may have been lost in any order.
  const mustBeThere = segment.bootId === bootId || offset < segment.syncedBytes;
  if (later !== 0 && mustBeThere) {
    throw segment.damage(offset, sequence, `damaged, though whole records follow: ${later} is one`);
  }
  const until = segment.isWhole ? rest + 1 : segment.madeBytes;
  const why = segment.isWhole ? "the record is not whole" : "the file was cut off";
  const tail = { file: segment.file, offset, bytes: until - offset, nextSequence: sequence, why };
  return { ...end, tail };
}

/** A segment without a whole header has no record that can be read. */
function headerLost(place: SegmentPlace, crc: Crc32): Repair | undefined {
  const lost = {
    file: place.file,
    offset: 0,
    bytes: place.bytes,
    nextSequence: place.firstSequence,
    why: "the segment's header never reached the disk",
  };
  if (place.bytes < SEGMENT_HEADER_BYTES) return lost;
  const segment = Segment.open(place.file, { writable: false, crc });
  try {
    return lastByte(segment, 0) === -1 ? lost : undefined;
  } finally {
    segment.close();
  }
}

/** The length goes first: should this be interrupted, the rest is found to be an unfinished record. */
function cut(segment: Segment, offset: number): void {
  if (offset + 8 <= segment.length) Atomics.store(segment.words, offset >> 2, 0);
  segment.bytes.fill(0, offset);
  segment.mapped.sync();
}

/** The last byte from `from` on that is not zero; -1 for none. */
function lastByte(segment: Segment, from: number): number {
  const { bytes, words } = segment;
  let at = bytes.length - 1;
  while (at >= from && at >= segment.length) {
    if (bytes[at] !== 0) return at;
    at--;
  }
  let word = Math.min(at, segment.length - 1) >> 2;
  while (word * 4 >= from && words[word] === 0) word--;
  if (word * 4 < from) return -1;
  at = word * 4 + 3;
  while (bytes[at] === 0) at--;
  return at;
}

/** The sequence of a whole record behind `offset`; 0 when there is none. */
function laterRecord(segment: Segment, offset: number, sequence: number): number {
  const { fields } = segment;
  const most = sequence + (segment.length - offset) / RECORD_HEADER_BYTES;
  for (let at = offset + 8; at + RECORD_HEADER_BYTES <= segment.length; at += 8) {
    const found = fields[(at + RECORD.sequence) >> 3]!;
    if (!(found > sequence && found <= most && Number.isInteger(found))) continue;
    if (segment.stepAt(at, found) > 0) return found;
  }
  return 0;
}

/** Has what happened to the names in a folder on disk. */
export function syncFolder(dir: string): void {
  const fd = openSync(dir, "r");
  try {
    fsyncSync(fd);
  } finally {
    closeSync(fd);
  }
}
