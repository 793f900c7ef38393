import { INPUT, type JournalWriter, type RecordCursor } from "@mexoms/live";
import { expect } from "vitest";
import { doublesOf } from "./record-size.ts";

// Records whose content follows from their number, so that any other content is seen.

export function writeRecord(writer: JournalWriter, i: number): RecordCursor {
  const doubles = doublesOf(i);
  const start = writer.begin(i % 2 ? INPUT.rows : INPUT.timer, i * 1000, doubles * 8);
  for (let k = 0; k < doubles; k++) writer.fields[start / 8 + k] = i + k / 64;
  return writer.commit();
}

export function expectRecord(record: RecordCursor, i: number): void {
  expect(record.sequence).toBe(i);
  const doubles = doublesOf(i);
  let right = record.kind === (i % 2 ? INPUT.rows : INPUT.timer) && record.nowNs === i * 1000;
  right &&= record.length === doubles * 8 && record.start === record.index * 8;
  for (let k = 0; k < doubles; k++) right &&= record.fields[record.index + k] === i + k / 64;
  expect(right, `record ${i} as it was written`).toBe(true);
}
