import { createHash } from "node:crypto";
import { ConfigError } from "@mexoms/core";
import { ROW_LOCAL, type MarketRows } from "@mexoms/core/internal";
import { lastTime } from "@mexoms/sim/internal";
import type { Tape, TapeReader } from "@mexoms/sim/engine";
import { RECORDING_LENGTH } from "./batch-layout.ts";
import type { RecordingFacts } from "./recording-facts.ts";
import type { RowSource, RowTaker } from "./row-source.ts";

/** How far the tapes are played ahead of each other when no clock holds them. */
const WINDOW_NS = 1e9;

export interface TapePlayerOptions {
  /** Tapes of one instrument follow each other in time. */
  readonly tapes: readonly Tape[];
  /** "clock": rows are due at their local time, on the session's clock; "max": as fast as they are taken. */
  readonly pace: "clock" | "max";
}

/** Plays tapes: each row once, in order of receipt, as a feed would bring it. */
export class TapePlayer implements RowSource {
  readonly tracks: readonly RecordingFacts[];
  /** Local time of the first row: the session's epoch, for a clock that starts with it. */
  readonly epochNs: bigint;
  readonly #lanes: readonly Lane[];
  readonly #rows: number;
  readonly #free: boolean;
  #playedNs = -Infinity;

  constructor({ tapes, pace }: TapePlayerOptions) {
    const byInstrument = new Map<string, Tape[]>();
    for (const tape of tapes) {
      const { id } = tape.instrument;
      byInstrument.set(id, [...(byInstrument.get(id) ?? []), tape]);
    }
    const groups = [...byInstrument.values()].map(inOrder);
    if (groups.length === 0) throw new ConfigError("tape", "give one tape at least");
    const firsts = groups.map((group) => firstLocalNs(group[0]!));
    this.epochNs = firsts.reduce((first, ns) => (ns < first ? ns : first));
    this.tracks = groups.map(factsOf);
    this.#lanes = groups.map((group, i) => new Lane(i, group, this.epochNs));
    this.#rows = tapes.reduce((sum, tape) => sum + tape.rowCount, 0);
    this.#free = pace === "max";
  }

  get ended(): boolean {
    return this.#lanes.every((lane) => lane.ended);
  }

  get share(): number {
    const passed = this.#lanes.reduce((sum, lane) => sum + lane.passed, 0);
    return this.#rows === 0 ? 1 : passed / this.#rows;
  }

  poll(nowNs: number, limit: number, taker: RowTaker): number {
    let done = 0;
    if (!this.#free) this.#playedNs = nowNs;
    for (;;) {
      for (const lane of this.#lanes) done += lane.play(this.#playedNs, limit - done, taker);
      if (!this.#free || done >= limit || this.ended) return done;
      const next = this.#lanes.reduce((first, lane) => Math.min(first, lane.nextNs), Infinity);
      if (next > this.#playedNs) this.#playedNs = Math.max(this.#playedNs + WINDOW_NS, next);
    }
  }

  close(): void {
    for (const lane of this.#lanes) lane.close();
  }
}

/** The tapes of one instrument, one after the other. */
class Lane {
  passed = 0;
  /** Local time of the next row; Infinity at the end. */
  nextNs = 0;
  readonly #track: number;
  readonly #tapes: readonly Tape[];
  readonly #epochNs: bigint;
  #tape = 0;
  #block = -1;
  #reader: TapeReader | undefined;
  #rows: MarketRows | undefined;
  #index = 0;
  #toTrackNs = 0; // from the tape's epoch to that of the recording
  #toPlayerNs = 0; // and to that of the player

  constructor(track: number, tapes: readonly Tape[], epochNs: bigint) {
    this.#track = track;
    this.#tapes = tapes;
    this.#epochNs = epochNs;
    this.#findNext();
  }

  get ended(): boolean {
    return this.nextNs === Infinity;
  }

  /** Hands over what was received up to `untilNs`. Returns how many rows, about `limit` at most. */
  play(untilNs: number, limit: number, taker: RowTaker): number {
    let done = 0;
    while (this.nextNs <= untilNs && done < limit) {
      const batch = taker.room(this.#track);
      const before = batch.length;
      const from = this.#index;
      this.#index = batch.fill(this.#rows!, from, this.#toTrackNs, untilNs - this.#toPlayerNs);
      this.passed += this.#index - from;
      done += batch.length - before;
      this.#findNext();
    }
    return done;
  }

  close(): void {
    this.#reader?.close();
    this.#reader = undefined;
    this.nextNs = Infinity;
  }

  #findNext(): void {
    do {
      const rows = this.#rows;
      if (!rows) continue;
      for (; this.#index < rows.event.length; this.#index++, this.passed++) {
        if ((rows.event[this.#index]! & ROW_LOCAL) === 0) continue;
        this.nextNs = rows.localNs[this.#index]! + this.#toPlayerNs;
        return;
      }
    } while (this.#nextBlock());
    this.close();
  }

  #nextBlock(): boolean {
    while (this.#tape < this.#tapes.length) {
      const tape = this.#tapes[this.#tape]!;
      if (this.#block + 1 < tape.index.rows.length) {
        this.#reader ??= tape.open();
        this.#block += 1;
        this.#rows = this.#reader.rows(this.#block);
        this.#index = 0;
        this.#toTrackNs = Number(tape.epochNs - this.#tapes[0]!.epochNs);
        this.#toPlayerNs = Number(tape.epochNs - this.#epochNs);
        return true;
      }
      this.#reader?.close();
      this.#reader = undefined;
      this.#tape += 1;
      this.#block = -1;
    }
    return false;
  }
}

/** The tapes of one instrument by time. Throws ConfigError when two of them overlap. */
function inOrder(tapes: readonly Tape[]): readonly Tape[] {
  const sorted = tapes.toSorted((a, b) => (firstLocalNs(a) < firstLocalNs(b) ? -1 : 1));
  sorted.forEach((tape, i) => {
    const next = sorted[i + 1];
    if (!next) return;
    const last = lastTime(tape.index, ROW_LOCAL);
    if (tape.epochNs + BigInt(Math.max(0, last)) <= firstLocalNs(next)) return;
    throw new ConfigError(
      "tape",
      `tapes of ${tape.instrument.id} overlap in time: give one of them`,
    );
  });
  return sorted;
}

function firstLocalNs(tape: Tape): bigint {
  const first = tape.index.firstLocalNs.find((ns) => ns !== Infinity);
  if (first === undefined) {
    throw new ConfigError("tape", `a tape of ${tape.instrument.id} has no rows`);
  }
  return tape.epochNs + BigInt(first);
}

function factsOf(tapes: readonly Tape[]): RecordingFacts {
  const { instrument, epochNs } = tapes[0]!;
  const orders = tapes.map((tape) => tape.extraColumns.length > 0);
  if (orders.includes(true) && orders.includes(false)) {
    const problem = `the tapes of ${instrument.id} are partly order by order and partly not`;
    throw new ConfigError("tape", problem);
  }
  const hash = createHash("sha256");
  for (const { digest } of tapes) hash.update(digest);
  // The same tapes are the same recording, so that one that is recorded twice is there once.
  const recording = hash.digest("hex").slice(0, RECORDING_LENGTH);
  return { recording, instrument, epochNs, orders: orders[0]! };
}
