import { RECORD, RECORD_HEADER_BYTES } from "./layout.ts";
import type { RecordCursor } from "./record-cursor.ts";
import type { Segment } from "./segment.ts";

/** A record of a segment, in place. */
export class PlacedRecord implements RecordCursor {
  sequence = 0;
  kind = 0;
  nowNs = 0;
  fields: Float64Array = new Float64Array(0);
  index = 0;
  bytes: Uint8Array = new Uint8Array(0);
  view: DataView = new DataView(new ArrayBuffer(0));
  start = 0;
  length = 0;

  /** Looks at the record of `length` bytes, its header included, that begins at `offset`. */
  place(segment: Segment, offset: number, length: number): void {
    const { fields } = segment;
    this.sequence = fields[(offset + RECORD.sequence) >> 3]!;
    this.nowNs = fields[(offset + RECORD.nowNs) >> 3]!;
    this.kind = segment.words[(offset + RECORD.kind) >> 2]!;
    this.fields = fields;
    this.bytes = segment.bytes;
    this.view = segment.view;
    this.start = offset + RECORD_HEADER_BYTES;
    this.index = this.start >> 3;
    this.length = length - RECORD_HEADER_BYTES;
  }
}
