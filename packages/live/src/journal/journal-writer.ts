import { open } from "node:fs/promises";
import { ConfigError } from "@mexoms/core";
import { fail } from "@mexoms/core/internal";
import { bootId } from "./boot-id.ts";
import { Crc32 } from "./crc32.ts";
import {
  checkIdentity,
  checkOptions,
  type JournalOptions,
  newIdentity,
} from "./journal-options.ts";
import { PAGE_BYTES, RECORD, RECORD_HEADER_BYTES, ROLLED, SEGMENT_HEADER_BYTES } from "./layout.ts";
import type { RecordCursor } from "./record-cursor.ts";
import { MARK } from "./record-kinds.ts";
import { type OpenedEnd, type Repair, repairEnd, syncFolder } from "./repair.ts";
import type { Segment } from "./segment.ts";
import { SegmentSupply } from "./segment-supply.ts";
import { SYNC_ALWAYS, syncEveryMs } from "./sync-policy.ts";
import { WriterLock, LOCK } from "./writer-lock.ts";
import { PlacedRecord } from "./placed-record.ts";

/** What is brought into memory ahead of the writer at a time. */
const WARM_BYTES = 2_097_152;

/** Measures appends; called for each, so that it must not take long. */
export interface AppendMeter {
  begun(): void;
  committed(): void;
}

/**
 * Appends records to a journal. Nothing of it allocates or waits in steady state: a record is
 * written where it will stay, in memory that the system keeps should this process die. One writer
 * has a journal at a time.
 *
 * `begin` makes room, the caller fills the payload in, `commit` makes it a record. Between the two
 * nothing else may be begun; what was begun and not committed is overwritten by the next `begin`.
 */
export class JournalWriter {
  readonly id: string;
  readonly epochNs: bigint;
  readonly dir: string;
  /** Sequence of the record that is written next. */
  nextSequence: number;
  /** Memory of the present segment; they change with a `begin` that begins another. */
  fields!: Float64Array;
  bytes!: Uint8Array;
  view!: DataView;
  /** Told when a record is begun and when it is written, where that is measured. */
  meter: AppendMeter | undefined = undefined;
  /** True from the begin of a segment to its first snapshot: one is wanted, so that older segments
   * are of no more use to a restart. */
  wantsSnapshot = true;
  readonly #record: PlacedRecord = new PlacedRecord();
  readonly #lock: WriterLock;
  readonly #supply: SegmentSupply;
  readonly #bootId: string;
  readonly #syncMs: number;
  readonly #options: JournalOptions;
  #now!: Segment;
  // Segments before this one. The last of them is kept, as its last record may still be looked at;
  // the others go once nothing is under way that needs them.
  readonly #before: Segment[] = [];
  #beforeSynced = true;
  #words!: Int32Array;
  #start = 0; // of the record that is being written, or comes next
  #end = 0; // where nothing can be begun any more
  #warmUntil = 0;
  #warming = false;
  #begun = 0; // bytes of the record that was begun, 0 for none
  #synced = 0; // start of the first record that may not be on disk
  #syncedAtMs = 0;
  #syncing = false;
  #syncProblem: Error | undefined;
  #closed = false;

  /**
   * Opens a journal, or makes one, and repairs its tail. Throws ConfigError when it is being written
   * by another process, there is no room, or the options do not fit; DataError when it is damaged
   * elsewhere than at its tail.
   */
  static open(options: JournalOptions): {
    readonly writer: JournalWriter;
    readonly repaired: Repair | undefined;
  } {
    checkOptions(options);
    const lock = WriterLock.take(options.dir, LOCK.write);
    try {
      const crc = new Crc32();
      const boot = bootId();
      const { last, repaired } = repairEnd(options.dir, { crc, bootId: boot });
      const writer = new JournalWriter(options, { lock, crc, boot, last });
      return { writer, repaired };
    } catch (error) {
      lock.release();
      throw error;
    }
  }

  private constructor(
    options: JournalOptions,
    at: { lock: WriterLock; crc: Crc32; boot: string; last: OpenedEnd | undefined },
  ) {
    const { last } = at;
    const identity = last?.segment.identity() ?? newIdentity(options);
    checkIdentity(identity, options);
    this.id = identity.id;
    this.epochNs = identity.epochNs;
    this.dir = options.dir;
    this.nextSequence = last?.end.nextSequence ?? 1;
    this.#options = options;
    this.#lock = at.lock;
    this.#bootId = at.boot;
    this.#syncMs = syncEveryMs(options.sync, "journal.sync");
    const { dir, segmentBytes: bytes } = options;
    this.#supply = new SegmentSupply({ dir, bytes, crc: at.crc });
    if (last !== undefined && !last.end.rolled) {
      last.segment.bootId = at.boot;
      this.#use(last.segment, last.end.offset);
      // Of what another process wrote, the system may hold some in memory alone.
      this.#synced = Math.min(
        Math.max(last.segment.syncedBytes, SEGMENT_HEADER_BYTES),
        this.#start,
      );
      return;
    }
    if (last !== undefined) endSegment(last);
    const next = this.#supply.take({ ...identity, firstSequence: this.nextSequence }, at.boot);
    this.#use(next, SEGMENT_HEADER_BYTES);
    if (this.#syncMs >= 0) this.#syncName(next);
  }

  /** Why records may soon not find room, or are not safe on disk; undefined while all is well. */
  get problem(): Error | undefined {
    return this.#syncProblem ?? this.#supply.problem;
  }

  /** Bytes of records that the present segment still takes. */
  get bytesLeft(): number {
    return this.#end - this.#start;
  }

  /** The next segment is made: a record has room in any case. */
  get hasNext(): boolean {
    return this.#supply.isReady;
  }

  /** Bytes of a whole segment. */
  get segmentBytes(): number {
    return this.#options.segmentBytes;
  }

  /** Bytes of the present segment that a crash of the machine could lose now. */
  get bytesUnsynced(): number {
    return this.#start - this.#synced;
  }

  /**
   * Makes room for a record and returns where in `bytes` its payload begins, a multiple of 8; as an
   * index into `fields` that is an eighth. What stands there is not zero. Throws ConfigError when a
   * new segment is due and the disk is full.
   */
  begin(kind: number, nowNs: number, payloadBytes: number): number {
    this.meter?.begun();
    if (this.#begun !== 0) this.#abandon();
    const length = RECORD_HEADER_BYTES + payloadBytes;
    const padded = (length + 7) & ~7;
    if (this.#start + padded > this.#end) this.#roll(padded);
    const index = this.#start >> 3;
    const { fields } = this;
    fields[index + ((padded >> 3) - 1)] = 0; // the padding; before the header, which may be all
    fields[index + RECORD.sequence / 8] = this.nextSequence;
    fields[index + RECORD.nowNs / 8] = nowNs;
    this.#words[(index << 1) + RECORD.kind / 4] = kind;
    this.#words[(index << 1) + RECORD.kind / 4 + 1] = 0;
    this.#begun = length;
    return this.#start + RECORD_HEADER_BYTES;
  }

  /** Makes what was begun a record, and returns it where it stands: good until the next `begin`. */
  commit(): RecordCursor {
    const length = this.#begun;
    if (length === 0) fail("a record is committed that was not begun");
    this.#begun = 0;
    const start = this.#start;
    const words = this.#words;
    const segment = this.#now;
    words[(start + RECORD.crc) >> 2] = segment.recordCrc(start, length);
    Atomics.store(words, start >> 2, length);
    const record = this.#record;
    record.place(segment, start, length);
    this.#start = start + ((length + 7) & ~7);
    this.nextSequence++;
    if (record.kind === MARK.snapshot) this.wantsSnapshot = false;
    if (this.#syncMs === SYNC_ALWAYS) this.#syncEach();
    this.meter?.committed();
    return record;
  }

  /** Writes a record whose payload is text, in UTF-8. */
  text(kind: number, nowNs: number, text: string): RecordCursor {
    const length = Buffer.byteLength(text);
    const start = this.begin(kind, nowNs, length);
    new TextEncoder().encodeInto(text, this.bytes.subarray(start, start + length));
    return this.commit();
  }

  /**
   * What goes on beside the records: to be called in each duty cycle, with the machine's monotonic
   * time in milliseconds. Starts what is due (syncs, the next segment, pages ahead of the writer) on
   * other threads and never waits for it.
   */
  syncIfDue(monoMs: number): void {
    if (this.#start > this.#end >> 1) this.#supply.prepare(monoMs);
    if (this.#start + WARM_BYTES / 2 > this.#warmUntil && !this.#warming) this.#warm();
    if (this.#syncMs > 0 && monoMs - this.#syncedAtMs >= this.#syncMs && !this.#syncing) {
      this.#syncedAtMs = monoMs;
      if (this.#synced !== this.#start || !this.#beforeSynced) this.#syncAside();
    }
  }

  /** Waits until all records are on disk unless the policy is "none", and lets the journal go. */
  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    if (this.#syncMs >= 0) this.#syncNow();
    void this.#supply.close();
    if (!this.#syncing) this.#closeSegments();
    this.#lock.release();
  }

  /** What was begun and not committed would stand where readers look for the next record. */
  #abandon(): void {
    this.bytes.fill(0, this.#start, this.#start + ((this.#begun + 7) & ~7));
    this.#begun = 0;
  }

  #roll(need: number): void {
    const made = this.#options.segmentBytes;
    if (need > made - SEGMENT_HEADER_BYTES) {
      const what = `a record of ${need} bytes does not fit a segment of ${made}`;
      throw new ConfigError("journal.segmentBytes", what);
    }
    if (this.#syncProblem !== undefined) throw this.#syncProblem;
    const { id, epochNs, nextSequence: firstSequence } = this;
    // The end word goes first: whoever follows the journal must not wait here for ever.
    const hasEndWord = this.#start + 8 <= this.#end;
    if (hasEndWord) Atomics.store(this.#words, this.#start >> 2, ROLLED);
    let next: Segment;
    try {
      next = this.#supply.take({ id, epochNs, firstSequence }, this.#bootId);
    } catch (error) {
      if (hasEndWord) Atomics.store(this.#words, this.#start >> 2, 0);
      throw error;
    }
    if (this.#syncMs === SYNC_ALWAYS) {
      this.#now.mapped.sync();
      this.#syncName(next);
    } else {
      this.#beforeSynced = this.#syncMs < 0;
    }
    this.#before.push(this.#now);
    this.#dropBefore();
    this.#use(next, SEGMENT_HEADER_BYTES);
    this.wantsSnapshot = true;
  }

  #use(now: Segment, start: number): void {
    this.#now = now;
    ({ fields: this.fields, bytes: this.bytes, view: this.view } = now);
    this.#words = now.words;
    this.#end = now.length;
    this.#start = start;
    this.#synced = start;
    this.#warmUntil = start;
  }

  /** A record that may not be on disk is one all the same: `problem` tells of it. */
  #syncEach(): void {
    try {
      if (this.#syncProblem !== undefined) dirty(this.#words, this.#synced, this.#start);
      this.#syncNow();
      this.#syncProblem = undefined;
    } catch (error) {
      this.#syncProblem = this.#unsafe(error);
    }
  }

  #unsafe(cause: unknown): Error {
    const why = cause instanceof Error ? cause.message : String(cause);
    return new Error(`${this.dir}: records may not be on disk (${why})`, { cause });
  }

  #syncNow(): void {
    for (const { mapped } of this.#before) if (!this.#beforeSynced) mapped.sync();
    if (!this.#beforeSynced) syncFolder(this.dir);
    this.#beforeSynced = true;
    const segment = this.#now;
    // Not all of it: pages ahead would be written out too, and cost a page fault each once more.
    segment.mapped.sync(this.#start - this.#synced, this.#synced);
    this.#synced = this.#start;
    segment.syncedBytes = this.#start;
  }

  /** A new segment is found again after a crash once its name is on disk. */
  #syncName(next: Segment): void {
    next.mapped.sync(SEGMENT_HEADER_BYTES);
    syncFolder(this.dir);
  }

  #syncAside(): void {
    this.#syncing = true;
    const now = this.#now;
    const from = this.#synced;
    // A page that is written out is write-protected meanwhile, and the next store to it waits. So
    // the one that is being filled is left for the next time, unless that is what the last time did.
    const wholePages = this.#start - (this.#start % PAGE_BYTES);
    const until = wholePages > from ? wholePages : this.#start;
    const before = this.#beforeSynced ? [] : [...this.#before];
    if (this.#syncProblem !== undefined) {
      for (const { words } of before) dirty(words, 0, words.length * 4);
      dirty(now.words, from, until);
    }
    syncAll(before, this.dir)
      .then(() => now.mapped.syncAside(until - from, from))
      .then(() => {
        this.#syncProblem = undefined;
        if (this.#now !== now) return; // rolled meanwhile: the next sync does all of it
        this.#beforeSynced = true;
        this.#synced = until;
        if (until !== wholePages) now.mapped.populate(until, PAGE_BYTES, () => {});
        if (!this.#closed) now.syncedBytes = until;
      })
      .catch((error: unknown) => {
        this.#syncProblem = this.#unsafe(error);
      })
      .finally(() => {
        this.#syncing = false;
        if (this.#closed) return this.#closeSegments();
        this.#dropBefore();
      });
  }

  #warm(): void {
    if (this.#warming || this.#closed) return;
    this.#warming = true;
    const { mapped } = this.#now;
    const from = this.#start;
    mapped.populate(from, WARM_BYTES, () => {
      this.#warming = false;
      if (this.#now.mapped === mapped) this.#warmUntil = from + WARM_BYTES;
    });
  }

  #dropBefore(): void {
    if (this.#syncing) return;
    while (this.#before.length > 1) {
      const oldest = this.#before.shift()!;
      if (!this.#beforeSynced) oldest.mapped.sync();
      oldest.close();
    }
  }

  #closeSegments(): void {
    this.#now.close();
    for (const before of this.#before) before.close();
    this.#before.length = 0;
  }
}

/** Its file was cut off, or the process died between its end word and the segment after it. */
function endSegment({ segment, end }: OpenedEnd): void {
  if (end.offset + 8 <= segment.length) Atomics.store(segment.words, end.offset >> 2, ROLLED);
  segment.mapped.sync();
  segment.close();
}

/**
 * Has pages written out again: after a failed sync the system takes what it could not write for written.
 * No store is lost by it, as nobody else writes here.
 */
function dirty(words: Int32Array, from: number, until: number): void {
  for (let at = (from - (from % PAGE_BYTES)) >> 2; at < until >> 2; at += PAGE_BYTES >> 2) {
    Atomics.or(words, at, 0);
  }
}

/** Has segments on disk, and that there is another one behind them. */
async function syncAll(segments: readonly Segment[], dir: string): Promise<void> {
  for (const { mapped } of segments) {
    // One after the other: the last one's records are worth nothing without those before them.
    await mapped.syncAside(mapped.bytes, 0);
  }
  if (segments.length === 0) return;
  const folder = await open(dir, "r");
  await folder.sync().finally(() => folder.close());
}
