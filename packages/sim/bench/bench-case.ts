import type { Tape } from "@mexoms/sim";

/** What a benchmark works on. */
export interface BenchData {
  /** Name of the data in the table. */
  readonly name: string;
  /** In memory. */
  readonly tape: Tape;
  /** The tape's file. */
  readonly tapeFile: string;
  /** A raw recording, where there is one. */
  readonly rawFile: string | undefined;
  /** Rows of the long tape that is streamed. */
  readonly streamRows: number;
}

/** A prepared benchmark: `run` does `units` of work and returns what shows that it did. */
export interface Prepared {
  readonly units: number;
  /** Done before each run, outside the measurement. */
  setup?(): void;
  run(): unknown;
  /** Done when all is measured. */
  teardown?(): void;
}

/** One question to the clock. One file holds one. */
export interface BenchCase {
  readonly name: string;
  readonly question: string;
  /** What is counted, for example "rows". */
  readonly unit: string;
  /** Least number of measured runs, for long ones; 15 unless given. */
  readonly runs?: number;
  /** Measured once, without a run before. */
  readonly once?: true;
  /** Undefined when the data does not serve. */
  prepare(data: BenchData): Prepared | undefined | Promise<Prepared | undefined>;
}
