/** One record of a journal, in place: good until the cursor moves on. */
export interface RecordCursor {
  /** Place in the journal, from 1, without holes. */
  readonly sequence: number;
  /** One of INPUT, OUTPUT or MARK. */
  readonly kind: number;
  /** Session time, nanoseconds since the session's epoch. */
  readonly nowNs: number;
  /** The doubles that the payload lies in; its first is at `index`. */
  readonly fields: Float64Array;
  readonly index: number;
  /** The same memory; the payload has `length` bytes from `start` on. */
  readonly bytes: Uint8Array;
  readonly view: DataView;
  readonly start: number;
  readonly length: number;
}
