import type { Instrument } from "@mexoms/core";
import type { LineLog } from "./line-log.ts";
import type { LotGrid } from "./lot-grid.ts";
import type { RowStreams } from "./row-streams.ts";
import type { TimeBase } from "./time-base.ts";

/** Turns the lines of all files of one instrument into rows. One for each input format. */
export interface LineReader {
  /** The lines of another file follow. */
  startFile(): void;
  /** Throws a LineProblem, having changed nothing, when the line is not a valid one. */
  take(bytes: Buffer, start: number, end: number): void;
  /** All lines of all files were taken. Throws a LineProblem when they do not make a recording. */
  finish(): void;
}

/** What a reader works with. */
export interface ReaderContext {
  readonly instrument: Instrument;
  readonly base: TimeBase;
  readonly streams: RowStreams;
  readonly log: LineLog;
  readonly lots: LotGrid;
}
