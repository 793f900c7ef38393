import type { RecordingFacts } from "./recording-facts.ts";
import type { MarketBatch } from "./market-batch.ts";

/** What a sink has to say of one thing that went wrong, for a person. */
export type Say = (line: string) => void;

/** Where the batches of a recording go. Nothing here waits. */
export interface BatchSink {
  /** A batch would be taken now. */
  readonly ready: boolean;
  /** All that was taken has reached its place. */
  readonly settled: boolean;
  /** Told once, before all else. */
  start(tracks: readonly RecordingFacts[]): void;
  /**
   * Takes the rows, good during the call: `firstRow` is the number of the first one among all rows of
   * its track. What cannot be taken is dropped and counted.
   */
  take(track: number, batch: MarketBatch, firstRow: number): void;
  /** The track is over after so many rows. To be called when `ready`, once. */
  end(track: number, rows: number): void;
  /** Does what is due. Returns how much was done. */
  doWork(nowNs: number): number;
  /** Lets go of what it holds, and of what is not settled. */
  close(): void;
}
