import type { RecordCursor } from "../journal/record-cursor.ts";

/** What a session writes its records to: a JournalWriter. */
export interface JournalSink {
  readonly epochNs: bigint;
  readonly nextSequence: number;
  /** Of the segment that is being written; they change with `begin`. */
  readonly fields: Float64Array;
  readonly bytes: Uint8Array;
  readonly view: DataView;
  begin(kind: number, nowNs: number, payloadBytes: number): number;
  commit(): RecordCursor;
  text(kind: number, nowNs: number, text: string): RecordCursor;
}
