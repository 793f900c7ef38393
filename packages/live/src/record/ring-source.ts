import { existsSync } from "node:fs";
import { ConfigError, Instrument } from "@mexoms/core";
import { ROW_BUY, ROW_CLEAR, ROW_SELL, ROW_SNAPSHOT } from "@mexoms/core/internal";
import { MonoClock } from "../clock/mono-clock.ts";
import { BOOK_VALID } from "../memory/book-layout.ts";
import { BookReader } from "../memory/book-reader.ts";
import { STAMP } from "../memory/book-writer.ts";
import { RowRingReader } from "../memory/row-ring.ts";
import type { SessionControl } from "../memory/session-control.ts";
import { OVERRUN, SLOT, SLOT_DOUBLES, SLOT_WORDS, type SlotSink } from "../memory/slot-ring.ts";
import type { Say } from "./batch-sink.ts";
import type { RecordingFacts } from "./recording-facts.ts";
import { KIND_AND_SIDE, type MarketBatch } from "./market-batch.ts";
import type { RowSource, RowTaker } from "./row-source.ts";

export interface RingSourceOptions {
  readonly control: SessionControl;
  /** Name of the recording, see RecordingFacts. */
  readonly recording: string;
  /** Ids of the instruments to record; all of the session unless given. */
  readonly instruments?: readonly string[];
  /** Told when the process that writes the rows is gone. */
  readonly say: Say;
}

const UNDER_WAY = "the session was under way before";
/** Levels of a side that are taken from a shared book behind a gap. */
const LEVELS = 500;
const STALE_NS = 1e9;
/** Between two looks whether the writer lives. */
const LOOK_NS = 1e9;

/**
 * The market rows of a session, from its rings in shared memory: from its first row on if that is
 * still there, else from now on, which is a gap. Rows that are overwritten before they were read are
 * a gap, too. Behind a gap stands a snapshot of the session's book in shared memory, as deep as it is
 * there.
 */
export class RingSource implements RowSource {
  readonly tracks: readonly RecordingFacts[];
  readonly share = undefined;
  readonly #control: SessionControl;
  readonly #rings: readonly RingLane[];
  readonly #say: Say;
  #lookAtNs = -Infinity;
  /** The process that wrote the rows is gone. */
  #abandoned = false;

  constructor({ control, recording, instruments, say }: RingSourceOptions) {
    this.#control = control;
    this.#say = say;
    const all = control.instruments.map((spec, market) => ({
      market,
      instrument: new Instrument(spec),
    }));
    for (const id of instruments ?? []) {
      if (all.some(({ instrument }) => instrument.id === id)) continue;
      const known = all.map(({ instrument }) => instrument.id).join(", ");
      throw new ConfigError("instrument", `${id} is not in the session; there are ${known}`);
    }
    const chosen = all.filter(({ instrument: { id } }) => instruments?.includes(id) ?? true);
    const { epochNs } = control;
    this.tracks = chosen.map(({ instrument }) => ({
      recording,
      instrument,
      epochNs,
      orders: false,
    }));
    this.#rings = chosen.map(
      ({ market }, track) =>
        new RingLane(track, control.marketFile(market, "rows"), control.marketFile(market, "book")),
    );
  }

  get ended(): boolean {
    const drained = this.#rings.every((ring) => ring.drained);
    const over = this.#abandoned || this.#control.ended;
    return drained && (over || this.#rings.every((ring) => ring.closed));
  }

  /** Rows that are in the rings and not read yet. */
  get lag(): number {
    return this.#rings.reduce((sum, ring) => sum + ring.lag, 0);
  }

  poll(nowNs: number, limit: number, taker: RowTaker): number {
    if (nowNs >= this.#lookAtNs) {
      this.#lookAtNs = nowNs + LOOK_NS;
      this.#lookForWriter();
    }
    let rows = 0;
    for (const ring of this.#rings) rows += ring.poll(limit, taker);
    return rows;
  }

  close(): void {
    for (const ring of this.#rings) ring.close();
  }

  #lookForWriter(): void {
    const { ended, writerAlive, session } = this.#control;
    if (this.#abandoned || ended || writerAlive) return;
    this.#abandoned = true;
    this.#say(`the process that wrote session ${session} is gone: the recording ends`);
  }
}

/** One ring, read into batches. */
class RingLane implements SlotSink {
  readonly #track: number;
  readonly #reader: RowRingReader;
  #batch: MarketBatch | undefined;
  /** Why rows before the next one are missing; "" when none are. */
  #missing = "";
  /** The book as it was before the next row, behind a gap. */
  #book: BookReader | undefined;
  #taker: RowTaker | undefined;
  readonly #bookFile: string;

  constructor(track: number, file: string, bookFile: string) {
    this.#track = track;
    this.#bookFile = bookFile;
    this.#reader = new RowRingReader(file, { from: "now" });
    const { published, capacity } = this.#reader;
    // Half a ring: the oldest slots may be overwritten while we come.
    if (published <= capacity / 2) this.#reader.resumeAt(0);
    else {
      this.#goOn(published);
      this.#missing = UNDER_WAY;
    }
  }

  get closed(): boolean {
    return this.#reader.closed;
  }

  get drained(): boolean {
    return this.#reader.lag <= 0;
  }

  get lag(): number {
    return this.#reader.lag;
  }

  poll(limit: number, taker: RowTaker): number {
    let rows = 0;
    this.#taker = taker;
    while (rows < limit) {
      const batch = taker.room(this.#track);
      // Rows of one poll that turn out to be lost are taken back: they must be in one batch, with
      // room for the gap before them.
      const room = batch.capacity - batch.length - this.#rowsBefore(batch);
      const before = batch.length;
      this.#batch = batch;
      const got = room > 0 ? this.#reader.poll(this, room) : 0;
      if (room <= 0) {
        taker.flush(this.#track);
        continue;
      }
      if (got === OVERRUN) {
        batch.length = before;
        this.#skip();
        continue;
      }
      if (got === 0) return rows;
      rows += got;
    }
    return rows;
  }

  slots(doubles: Float64Array, words: Int32Array, index: number, count: number): void {
    const batch = this.#batch!;
    if (this.#missing !== "") this.#tellGap(doubles, index);
    let at = batch.length;
    for (let i = index; i < index + count; i++, at++) {
      const d = i * SLOT_DOUBLES;
      const w = i * SLOT_WORDS;
      batch.event[at] = words[w + SLOT.tag]! & KIND_AND_SIDE;
      batch.exchNs[at] = doubles[d + SLOT.exchNs]!;
      batch.localNs[at] = doubles[d + SLOT.localNs]!;
      batch.priceTicks[at] = words[w + SLOT.priceTicks]!;
      batch.qtyLots[at] = doubles[d + SLOT.qtyLots]!;
    }
    batch.length = at;
  }

  close(): void {
    this.#reader.close();
    this.#book?.close();
  }

  /** Rows that stand for what is missing. */
  #rowsBefore(batch: MarketBatch): number {
    if (this.#missing === "") return 0;
    const { bidCount, askCount } = this.#book ?? { bidCount: 0, askCount: 0 };
    const most = levelsFor(batch);
    return 2 + Math.min(bidCount, most) + Math.min(askCount, most);
  }

  #tellGap(doubles: Float64Array, index: number): void {
    const d = index * SLOT_DOUBLES;
    const [exchNs, localNs] = [doubles[d + SLOT.exchNs]!, doubles[d + SLOT.localNs]!];
    if (this.#missing === UNDER_WAY) this.#taker!.late(this.#track, exchNs, localNs);
    else this.#taker!.lost(this.#track, exchNs, localNs, this.#missing);
    this.#missing = "";
    const book = this.#book;
    if (!book) return;
    const batch = this.#batch!;
    batch.push(ROW_CLEAR, exchNs, localNs, 0, 0);
    const { bidTicks, bidLots, askTicks, askLots } = book;
    const most = levelsFor(batch);
    for (let i = 0; i < Math.min(book.bidCount, most); i++) {
      batch.push(ROW_SNAPSHOT | ROW_BUY, exchNs, localNs, bidTicks[i]!, bidLots[i]!);
    }
    for (let i = 0; i < Math.min(book.askCount, most); i++) {
      batch.push(ROW_SNAPSHOT | ROW_SELL, exchNs, localNs, askTicks[i]!, askLots[i]!);
    }
    this.#dropBook();
  }

  #skip(): void {
    const { position, published, capacity } = this.#reader;
    // In the middle of what is there, so that the writer does not catch up again at once.
    this.#goOn(Math.max(position, published - capacity / 2));
    const lost = this.#reader.position - position;
    this.#missing = `${lost} of them were overwritten before they were read`;
  }

  /** Goes on with the row behind the shared book, or at `position` where there is none to trust. */
  #goOn(position: number): void {
    this.#dropBook();
    this.#reader.resumeAt(position);
    if (!existsSync(this.#bookFile)) return;
    const clock = new MonoClock();
    clock.read();
    const book = new BookReader(this.#bookFile, { levels: LEVELS, staleNs: STALE_NS, clock });
    const asOf = book.read() === BOOK_VALID ? book.stamp[STAMP.rowPosition]! : -1;
    const { published, capacity } = this.#reader;
    if (asOf < published - capacity / 2) return book.close();
    this.#book = book;
    this.#reader.resumeAt(asOf);
  }

  #dropBook(): void {
    this.#book?.close();
    this.#book = undefined;
  }
}

/** Levels of a side so that a snapshot takes half a batch at most. */
function levelsFor({ capacity }: MarketBatch): number {
  return Math.floor(capacity / 4) - 1;
}
