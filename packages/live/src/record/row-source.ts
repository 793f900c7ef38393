import type { RecordingFacts } from "./recording-facts.ts";
import type { MarketBatch } from "./market-batch.ts";

/** Takes rows of a recording, by the number of their instrument in it. */
export interface RowTaker {
  /** Where rows go: has room for one at least, and for all that fit until the next call. */
  room(track: number): MarketBatch;
  /** Hands over what `room` holds, so that it has all its room again. */
  flush(track: number): void;
  /** Rows of an instrument were lost before the next one, whose times these are: `why` in a few words. */
  lost(track: number, exchNs: number, localNs: number, why: string): void;
  /** The recording begins in the middle: what was before the next row is not there. */
  late(track: number, exchNs: number, localNs: number): void;
}

/** Where the rows of a recording come from. */
export interface RowSource {
  /** What is recorded, an instrument each. */
  readonly tracks: readonly RecordingFacts[];
  /** No row comes any more. */
  readonly ended: boolean;
  /** Share of the rows that were handed over, from 0 to 1; undefined where nobody knows it. */
  readonly share: number | undefined;
  /** Hands over rows that are due at `nowNs`, about `limit` at most. Returns how many. */
  poll(nowNs: number, limit: number, taker: RowTaker): number;
  close(): void;
}
