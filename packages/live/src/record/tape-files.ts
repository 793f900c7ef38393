import { existsSync, mkdirSync, readdirSync } from "node:fs";
import path from "node:path";
import { formatTimestamp } from "@mexoms/core";
import { EXTRA_COLUMNS, fail, type MarketRows } from "@mexoms/core/internal";
import { isSystemError, ReceivedTape, systemProblem } from "@mexoms/sim";
import { sliceRows } from "@mexoms/sim/engine";
import type { BatchSink, Say } from "./batch-sink.ts";
import type { RecordingFacts } from "./recording-facts.ts";
import type { MarketBatch } from "./market-batch.ts";

/** When a tape file ends and the next one of its instrument begins; never unless told. */
export interface Rotation {
  readonly rows?: number;
  /** Nanoseconds of local time; files begin at its multiples in UTC: 1h on the hour. */
  readonly everyNs?: number;
}

export interface TapeFilesOptions {
  readonly folder: string;
  readonly rotation: Rotation;
  readonly say: Say;
}

export interface WrittenTape {
  readonly file: string;
  readonly instrument: string;
  readonly rows: number;
  readonly digest: string;
}

interface Open {
  readonly tape: ReceivedTape;
  readonly facts: RecordingFacts;
  readonly notes: string[];
  untilNs: number; // local time at which the next file begins
}

/**
 * Writes batches to tape files, one after the other for each instrument. A file has its name once it
 * is whole: the instrument and the time of its first row. Files of an instrument follow each other: a
 * later one has no snapshot of its own to begin with.
 */
export class TapeFiles implements BatchSink {
  readonly ready = true;
  readonly written: WrittenTape[] = [];
  /** Why no files are written any more: a full disk, for example. What was whole before stays. */
  failure: string | undefined;
  readonly #options: TapeFilesOptions;
  #facts: readonly RecordingFacts[] = [];
  #open: (Open | undefined)[] = [];
  #finishing: Open[] = [];
  #names: Set<string> = new Set();

  constructor(options: TapeFilesOptions) {
    this.#options = options;
    mkdirSync(options.folder, { recursive: true });
    this.#tellUnfinished();
  }

  get settled(): boolean {
    return this.#finishing.length === 0;
  }

  start(tracks: readonly RecordingFacts[]): void {
    this.#facts = tracks;
    this.#open = tracks.map(() => undefined);
  }

  take(track: number, batch: MarketBatch, _firstRow: number): void {
    this.#unlessFailed(() => this.#append(track, batch));
  }

  end(track: number, _rows: number): void {
    this.#finish(track);
  }

  doWork(): number {
    if (this.#finishing.length === 0) return 0;
    this.#unlessFailed(() => this.#finishMore());
    return 1;
  }

  close(): void {
    for (const open of [...this.#open, ...this.#finishing]) open?.tape.discard();
    this.#open = [];
    this.#finishing = [];
  }

  /** What a recorder that was killed has left is no tape, and will never be one. */
  #tellUnfinished(): void {
    const { folder, say } = this.#options;
    const left = readdirSync(folder).filter((name) => name.endsWith(".partial"));
    if (left.length === 0) return;
    const [which, is, them] = left.length === 1 ? ["file", "is", "it"] : ["files", "are", "them"];
    say(
      `${left.length} unfinished ${which} in ${folder} ${is} no tape: of a recorder that was killed, or of ` +
        `one that still runs. If none does, delete ${them}: rm ${path.join(folder, "*.partial")}`,
    );
  }

  /** A disk that fails ends the files, and not the recording: it may go to a stream, too. */
  #unlessFailed(work: () => void): void {
    if (this.failure !== undefined) return;
    try {
      work();
    } catch (error) {
      if (!isSystemError(error)) throw error;
      this.failure = systemProblem(error);
      this.#options.say(`tape files in ${this.#options.folder} end here: ${this.failure}`);
      this.close();
    }
  }

  #append(track: number, batch: MarketBatch): void {
    const whole = batch.rows();
    let start = 0;
    while (start < batch.length) {
      const open = this.#openFor(track, whole.localNs[start]!);
      const end = this.#endOf(open, whole, start);
      if (end > start) open.tape.append(sliceRows(whole, start, end));
      if (end < batch.length) this.#finish(track);
      start = end;
    }
  }

  #finishMore(): void {
    const first = this.#finishing[0]!;
    const digest = first.tape.step();
    if (digest === undefined) return;
    this.#finishing.shift();
    const { file, rows } = first.tape;
    this.#names.delete(file);
    this.written.push({ file, rows, digest, instrument: first.facts.instrument.id });
  }

  #openFor(track: number, localNs: number): Open {
    const open = this.#open[track];
    if (open) return open;
    const facts = this.#facts[track] ?? fail(`no track ${track}`);
    const { epochNs, orders } = facts;
    const file = this.#name(facts, epochNs + BigInt(localNs));
    const extraColumns = orders ? EXTRA_COLUMNS : [];
    const tape = new ReceivedTape(file, { epochNs, extraColumns });
    const untilNs = this.#boundaryAfter(epochNs, localNs);
    return (this.#open[track] = { tape, facts, notes: [], untilNs });
  }

  #boundaryAfter(epochNs: bigint, localNs: number): number {
    const { everyNs } = this.#options.rotation;
    if (everyNs === undefined) return Infinity;
    const every = BigInt(everyNs);
    const now = epochNs + BigInt(localNs);
    return Number((now / every + 1n) * every - epochNs);
  }

  /** Where the rows that still belong to the open file end. */
  #endOf({ tape, untilNs }: Open, { localNs }: MarketRows, start: number): number {
    const most = (this.#options.rotation.rows ?? Infinity) - tape.rows;
    const limit = Math.min(localNs.length, start + most);
    let end = start;
    while (end < limit && localNs[end]! < untilNs) end += 1;
    return end;
  }

  #finish(track: number): void {
    const open = this.#open[track];
    if (!open) return;
    this.#open[track] = undefined;
    const { recording, instrument } = open.facts;
    open.tape.begin(instrument, {
      format: "recorder",
      files: [recording],
      clockShiftNs: 0,
      lines: { rows: open.tape.rows },
      notes: open.notes,
    });
    this.#finishing.push(open);
  }

  #name({ instrument }: RecordingFacts, ns: bigint): string {
    const time = formatTimestamp(ns)
      .replaceAll(/[-:]/g, "")
      .replace(/\.(\d{3})\d*Z$/, ".$1Z");
    const safe = instrument.id.replaceAll(":", "-").replaceAll(/[^\w.-]/g, "_");
    const stem = path.join(this.#options.folder, `${safe}-${time}`);
    let file = `${stem}.tape`;
    // One that is begun may be another recorder's, which is at work.
    const isTaken = (): boolean =>
      existsSync(file) || this.#names.has(file) || ReceivedTape.isBegun(file);
    for (let i = 2; isTaken(); i++) file = `${stem}-${i}.tape`;
    this.#names.add(file);
    return file;
  }
}
