import type { RecordCursor } from "../journal/record-cursor.ts";

/** The payload of a record that is text. */
export function recordText({ bytes, start, length }: RecordCursor): string {
  return new TextDecoder().decode(bytes.subarray(start, start + length));
}
