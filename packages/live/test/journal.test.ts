import { mkdtempSync, rmSync, readdirSync } from "node:fs";
import path from "node:path";
import { tmpdir } from "node:os";
import { crc32 } from "node:zlib";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { INPUT, JournalReader, JournalWriter, OUTPUT, type RecordCursor } from "@mexoms/live";

let dir: string;
beforeEach(() => {
  dir = mkdtempSync(path.join(tmpdir(), "mexoms-journal-"));
});
afterEach(() => {
  rmSync(dir, { recursive: true, force: true });
});

const OPTIONS = {
  epochNs: 1_723_000_000_000_000_000n,
  segmentBytes: 65_536,
  sync: "none",
} as const;

function open(options: { readonly sync?: string; readonly segmentBytes?: number } = {}) {
  return JournalWriter.open({ dir, ...OPTIONS, ...options });
}

/** Payload of record i: i % 40 doubles that tell where they are. */
function write(writer: JournalWriter, i: number): RecordCursor {
  const doubles = i % 40;
  const start = writer.begin(i % 2 ? INPUT.rows : INPUT.timer, i * 1000, doubles * 8);
  for (let k = 0; k < doubles; k++) writer.fields[start / 8 + k] = i + k / 64;
  return writer.commit();
}

function expectRecord(record: RecordCursor, i: number): void {
  expect(record.sequence).toBe(i);
  expect(record.kind).toBe(i % 2 ? INPUT.rows : INPUT.timer);
  expect(record.nowNs).toBe(i * 1000);
  expect(record.length).toBe((i % 40) * 8);
  expect(record.start).toBe(record.index * 8);
  for (let k = 0; k < i % 40; k++) expect(record.fields[record.index + k]).toBe(i + k / 64);
}

describe("a journal", () => {
  it("gives back what was written, over many segments, and goes on after it was closed", () => {
    let next = 1;
    for (let round = 0; round < 3; round++) {
      const { writer, repaired } = open();
      expect(repaired).toBeUndefined();
      expect(writer.nextSequence).toBe(next);
      for (let i = 0; i < 1500; i++) expectRecord(write(writer, next), next++);
      writer.close();
    }
    const reader = JournalReader.open(dir);
    for (let i = 1; i < next; i++) {
      expect(reader.next()).toBe(true);
      expectRecord(reader, i);
    }
    expect(reader.next()).toBe(false);
    reader.close();
    expect(readdirSync(dir).filter((name) => name.endsWith(".journal")).length).toBeGreaterThan(10);
    const late = JournalReader.open(dir, { from: 4000 });
    expect(late.next()).toBe(true);
    expectRecord(late, 4000);
    late.close();
  });

  it("is followed while it is written, over the ends of segments", () => {
    const { writer } = open();
    write(writer, 1);
    const reader = JournalReader.open(dir);
    expect(reader.next()).toBe(true);
    expect(reader.next()).toBe(false);
    for (let i = 2; i < 3000; i++) {
      write(writer, i);
      expect(reader.next()).toBe(true);
      expectRecord(reader, i);
      if (i % 7 === 0) expect(reader.next()).toBe(false);
    }
    reader.close();
    writer.close();
  });

  it("keeps text of any length, and its checksum is the CRC-32 of zlib", () => {
    const { writer } = open();
    const texts = ["", "a", "prix: 12 €", "x".repeat(1001), "\u{1f600}\ud800"];
    for (const text of texts) {
      const record = writer.text(OUTPUT.explain, 5, text);
      const all = Buffer.from(
        record.bytes.subarray(record.start - 32, record.start + record.length),
      );
      const padded = Buffer.concat([all.subarray(8), Buffer.alloc(-all.length & 7)]);
      expect(all.readUInt32LE(4)).toBe(crc32(padded, crc32(all.subarray(0, 4))));
      const payload = record.bytes.subarray(record.start, record.start + record.length);
      expect(Buffer.from(payload).toString()).toBe(Buffer.from(text).toString());
    }
    writer.close();
  });
});
