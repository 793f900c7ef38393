import { fail } from "@mexoms/core/internal";
import type { Agent } from "../agent.ts";
import type { BatchSink, Say } from "./batch-sink.ts";
import { MarketBatch } from "./market-batch.ts";
import type { RowSource, RowTaker } from "./row-source.ts";

export interface RecorderOptions {
  readonly source: RowSource;
  readonly sinks: readonly BatchSink[];
  /** Rows of a full batch. */
  readonly batchRows: number;
  /** How long a row waits for its batch to fill, on the clock of `doWork`. */
  readonly flushNs: number;
  /**
   * What happens when a sink does not keep up: "drop" for a feed, which never waits; "wait" for a
   * tape, which can.
   */
  readonly whenBehind: "drop" | "wait";
  readonly say: Say;
}

interface Track {
  readonly batch: MarketBatch;
  rows: number; // of the batches before
  flushAtNs: number;
  lastLocalNs: number;
  ended: boolean;
}

/** Rows that one call of doWork takes, so that other work is not kept waiting. */
const ROWS_AT_ONCE = 8192;

/** Takes rows from a source and hands them to its sinks in batches. */
export class Recorder implements Agent, RowTaker {
  readonly role = "recorder";
  /** Rows recorded so far. */
  rows = 0;
  /** Places at which the source lost rows before they were recorded. */
  sourceGaps = 0;
  /** Rows that said to be received before they happened or before an earlier one, and were set right. */
  clockFixes = 0;
  readonly #options: RecorderOptions;
  readonly #tracks: readonly Track[];
  #nowNs = 0;
  #finishing = false;

  constructor(options: RecorderOptions) {
    this.#options = options;
    const { source, sinks, batchRows } = options;
    this.#tracks = source.tracks.map(({ orders }) => ({
      batch: new MarketBatch(batchRows, { orders }),
      rows: 0,
      flushAtNs: Infinity,
      lastLocalNs: -Infinity,
      ended: false,
    }));
    for (const sink of sinks) sink.start(source.tracks);
  }

  /** All is recorded and has reached its place. */
  get done(): boolean {
    return this.#tracks.every((track) => track.ended) && this.settled;
  }

  /** No more rows are taken. */
  get finishing(): boolean {
    return this.#finishing;
  }

  /** Nothing that was recorded is still on its way. */
  get settled(): boolean {
    return this.#options.sinks.every((sink) => sink.settled);
  }

  doWork(nowNs: number): number {
    this.#nowNs = nowNs;
    const { source, sinks, whenBehind } = this.#options;
    let work = 0;
    for (const sink of sinks) work += sink.doWork(nowNs);
    const ready = sinks.every((sink) => sink.ready);
    if (!this.#finishing && (ready || whenBehind === "drop")) {
      work += source.poll(nowNs, ROWS_AT_ONCE, this);
      if (source.ended) this.#finishing = true;
    }
    this.#tracks.forEach((track, i) => {
      if (nowNs >= track.flushAtNs || this.#finishing) this.flush(i);
      if (this.#finishing && !track.ended && sinks.every((sink) => sink.ready)) {
        for (const sink of sinks) sink.end(i, track.rows);
        track.ended = true;
        work += 1;
      }
    });
    return work;
  }

  /** Takes no more rows; what was taken goes to its place while doWork is called until `done`. */
  finish(): void {
    this.#finishing = true;
  }

  close(): void {
    this.#options.source.close();
    for (const sink of this.#options.sinks) sink.close();
  }

  room(track: number): MarketBatch {
    const state = this.#trackOf(track);
    if (state.batch.full) this.flush(track);
    if (state.flushAtNs === Infinity) state.flushAtNs = this.#nowNs + this.#options.flushNs;
    return state.batch;
  }

  lost(track: number, exchNs: number, localNs: number, why: string): void {
    this.sourceGaps += 1;
    this.room(track).gap(exchNs, localNs);
    const { instrument } = this.#options.source.tracks[track]!;
    this.#options.say(`rows of ${instrument.id} are missing: ${why}`);
  }

  late(track: number, exchNs: number, localNs: number): void {
    this.room(track).gap(exchNs, localNs);
    const { instrument } = this.#options.source.tracks[track]!;
    this.#options.say(`${instrument.id} was under way before: its recording begins with a gap`);
  }

  /** Hands over what the batch of a track holds. */
  flush(index: number): void {
    const track = this.#trackOf(index);
    const { batch } = track;
    track.flushAtNs = Infinity;
    if (batch.length === 0) return;
    this.#setClocks(track);
    for (const sink of this.#options.sinks) sink.take(index, batch, track.rows);
    track.rows += batch.length;
    this.rows += batch.length;
    batch.clear();
  }

  /** No row may be received before it happened, nor before the row in front of it. */
  #setClocks(track: Track): void {
    const { exchNs, localNs, length } = track.batch;
    let last = track.lastLocalNs;
    for (let i = 0; i < length; i++) {
      const due = Math.max(last, exchNs[i]!);
      if (localNs[i]! < due) {
        localNs[i] = due;
        this.clockFixes += 1;
      }
      last = localNs[i]!;
    }
    track.lastLocalNs = last;
  }

  #trackOf(track: number): Track {
    return this.#tracks[track] ?? fail(`no track ${track}`);
  }
}
