import { ConfigError, Instrument } from "@mexoms/core";
import { RowRingReader } from "../memory/row-ring.ts";
import type { SessionControl } from "../memory/session-control.ts";
import { OVERRUN, SLOT, SLOT_DOUBLES, SLOT_WORDS, type SlotSink } from "../memory/slot-ring.ts";
import type { RecordingFacts } from "./recording-facts.ts";
import { KIND_AND_SIDE, type RowBatch } from "./row-batch.ts";
import type { RowSource, RowTaker } from "./row-source.ts";

export interface RingSourceOptions {
  readonly control: SessionControl;
  /** Name of the recording, see RecordingFacts. */
  readonly recording: string;
  /** Ids of the instruments to record; all of the session unless given. */
  readonly instruments?: readonly string[];
}

/**
 * The market rows of a session, from its rings in shared memory: from its first row on if that is
 * still there, else from now on, which is a gap. Rows that are overwritten before they were read are
 * a gap, too.
 */
export class RingSource implements RowSource {
  readonly tracks: readonly RecordingFacts[];
  readonly share = undefined;
  readonly #control: SessionControl;
  readonly #rings: readonly RingLane[];

  constructor({ control, recording, instruments }: RingSourceOptions) {
    this.#control = control;
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
      ({ market }, track) => new RingLane(track, control.marketFile(market, "rows")),
    );
  }

  get ended(): boolean {
    const drained = this.#rings.every((ring) => ring.drained);
    return drained && (this.#control.ended || this.#rings.every((ring) => ring.closed));
  }

  /** Rows that are in the rings and not read yet. */
  get lag(): number {
    return this.#rings.reduce((sum, ring) => sum + ring.lag, 0);
  }

  poll(_nowNs: number, limit: number, taker: RowTaker): number {
    let rows = 0;
    for (const ring of this.#rings) rows += ring.poll(limit, taker);
    return rows;
  }

  close(): void {
    for (const ring of this.#rings) ring.close();
  }
}

/** One ring, read into batches. */
class RingLane implements SlotSink {
  readonly #track: number;
  readonly #reader: RowRingReader;
  #batch: RowBatch | undefined;
  #missing = "";
  #taker: RowTaker | undefined;

  constructor(track: number, file: string) {
    this.#track = track;
    this.#reader = new RowRingReader(file, { from: "now" });
    const { published, capacity } = this.#reader;
    // Half a ring: the oldest slots may be overwritten while we come.
    if (published <= capacity / 2) this.#reader.resumeAt(0);
    else this.#missing = `the session was under way, ${published} rows before are not there`;
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
      const room = batch.capacity - batch.length - 1;
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
  }

  #tellGap(doubles: Float64Array, index: number): void {
    const d = index * SLOT_DOUBLES;
    const [exchNs, localNs] = [doubles[d + SLOT.exchNs]!, doubles[d + SLOT.localNs]!];
    this.#taker!.lost(this.#track, exchNs, localNs, this.#missing);
    this.#missing = "";
  }

  /** Goes on in the middle of what is there, so that the writer does not catch up again at once. */
  #skip(): void {
    const { position, published, capacity } = this.#reader;
    const next = Math.max(position, published - capacity / 2);
    this.#reader.resumeAt(next);
    this.#missing = `${next - position} of them were overwritten before they were read`;
  }
}
