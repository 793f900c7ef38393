import { existsSync } from "node:fs";
import { ConfigError } from "@mexoms/core";
import { Crc32 } from "./crc32.ts";
import { ROLLED, SEGMENT_HEADER_BYTES } from "./layout.ts";
import { PlacedRecord } from "./placed-record.ts";
import { listSegments, noJournal, Segment, segmentFile, type SegmentPlace } from "./segment.ts";

/**
 * Reads a journal from front to back, also one that is being written: where `next` returned false,
 * a later call finds what came meanwhile. It is the cursor itself: what it shows is good until the
 * next call. Each record is checked before it is shown.
 */
export class JournalReader extends PlacedRecord {
  readonly id: string;
  readonly epochNs: bigint;
  readonly dir: string;
  readonly #crc: Crc32;
  #segment: Segment;
  #offset = SEGMENT_HEADER_BYTES;
  #due: number;
  #lookedAt = -1; // the end at which it was last looked for what should not be there

  /**
   * Opens a journal at record `from`, or at the first one that it still has. Throws ConfigError when
   * there is no journal or it begins after `from`, DataError for damage before `from`.
   */
  static open(dir: string, options: { readonly from?: number } = {}): JournalReader {
    const places = listSegments(dir);
    const first = places[0];
    if (first === undefined) throw new ConfigError("journal", noJournal(dir));
    const from = options.from ?? first.firstSequence;
    if (from < first.firstSequence) {
      const problem = `${dir} begins with record ${first.firstSequence}: ${from} is gone`;
      throw new ConfigError("journal", problem);
    }
    const place = places.findLast(({ firstSequence }) => firstSequence <= from)!;
    const reader = new JournalReader(dir, place);
    while (reader.#due < from && reader.next());
    return reader;
  }

  private constructor(dir: string, place: SegmentPlace) {
    super();
    this.dir = dir;
    this.#crc = new Crc32();
    this.#segment = this.#open(place.file);
    const identity = this.#segment.identity();
    if (identity?.firstSequence !== place.firstSequence) {
      throw this.#segment.damage(0, place.firstSequence, "the segment's header is damaged");
    }
    this.id = identity.id;
    this.epochNs = identity.epochNs;
    this.#due = place.firstSequence;
  }

  /** Sequence of the record that `next` shows next. */
  get nextSequence(): number {
    return this.#due;
  }

  /** Where the next record stands, or will: for messages. */
  get where(): { readonly file: string; readonly offset: number } {
    return { file: this.#segment.file, offset: this.#offset };
  }

  /**
   * Goes to the next record; false when there is none yet. Throws DataError, naming segment, offset
   * and record, for anything that is neither a whole record nor the end.
   */
  next(): boolean {
    for (;;) {
      const segment = this.#segment;
      const step = segment.stepAt(this.#offset, this.#due);
      if (step > 0) {
        this.place(segment, this.#offset, segment.words[this.#offset >> 2]!);
        this.#offset += step;
        this.#due++;
        return true;
      }
      if (step === 0 && this.#lookedAt === this.#due) return false;
      if (step < 0 && step !== ROLLED) {
        throw segment.damage(this.#offset, this.#due, "the record is damaged");
      }
      if (!this.#nextSegment(step)) return false;
    }
  }

  close(): void {
    this.#segment.close();
  }

  /** Goes on in the segment that begins with the record that is due; false when there is none. */
  #nextSegment(step: number): boolean {
    const file = segmentFile(this.dir, this.#due);
    if (this.#segment.file !== file && existsSync(file)) {
      const next = this.#open(file);
      const identity = next.identity();
      if (identity?.id !== this.id || identity.firstSequence !== this.#due) {
        next.close();
        throw next.damage(0, this.#due, "it is not the header of the journal's next segment");
      }
      this.#segment.close();
      this.#segment = next;
      this.#offset = SEGMENT_HEADER_BYTES;
      return true;
    }
    if (this.#lookedAt === this.#due) return false;
    const later = listSegments(this.dir).find(({ firstSequence }) => firstSequence > this.#due);
    // A live writer may have gone on between the two looks.
    if (later !== undefined && this.#segment.stepAt(this.#offset, this.#due) === step) {
      if (!existsSync(file) || this.#segment.file === file) {
        const problem = `missing, though the journal goes on with record ${later.firstSequence}`;
        throw this.#segment.damage(this.#offset, this.#due, problem);
      }
      return this.#nextSegment(step);
    }
    this.#lookedAt = this.#due;
    return false;
  }

  #open(file: string): Segment {
    return Segment.open(file, { writable: false, crc: this.#crc });
  }
}
