import { spawn } from "node:child_process";
import { once } from "node:events";
import { cpSync, readdirSync, readFileSync, truncateSync, writeFileSync } from "node:fs";
import path from "node:path";
import { DataError } from "@mexoms/core";
import { JournalReader, JournalWriter } from "@mexoms/live";
import fc from "fast-check";
import { describe, expect, it, onTestFinished } from "vitest";
import { expectRecord, writeRecord } from "./numbered-records.ts";
import { doublesOf } from "./record-size.ts";
import { tempFolder } from "./temp-folder.ts";

/** How many times as long as usual. */
const SOAK = Number(process.env["MEXOMS_SOAK"] ?? "1");
const OPTIONS = { epochNs: 7n, segmentBytes: 65_536, sync: "none" } as const;

/** A journal of `count` records. */
function journal(count: number): string {
  const dir = tempFolder();
  const { writer } = JournalWriter.open({ dir, ...OPTIONS });
  for (let i = 1; i <= count; i++) writeRecord(writer, i);
  writer.close();
  return dir;
}

function copied(dir: string): string {
  const copy = tempFolder();
  cpSync(dir, copy, { recursive: true });
  return copy;
}

function lastSegment(dir: string): string {
  const names = readdirSync(dir).filter((name) => name.endsWith(".journal"));
  return path.join(dir, names.sort().at(-1)!);
}

/** Where record i of a segment begins, and the one after it, when `first` is its first one. */
function placeOf(i: number, first: number): [start: number, end: number] {
  let start = 128;
  for (let k = first; k < i; k++) start += 32 + doublesOf(k) * 8;
  return [start, start + 32 + doublesOf(i) * 8];
}

/** Reads all there is, each record as it must be; returns the last one. */
function readAll(dir: string): number {
  const reader = JournalReader.open(dir);
  try {
    let last = 0;
    while (reader.next()) expectRecord(reader, ++last);
    return last;
  } finally {
    reader.close();
  }
}

/** Opens for writing, appends three records, and reads it all. */
function goesOn(dir: string): number {
  const { writer } = JournalWriter.open({ dir, ...OPTIONS });
  const from = writer.nextSequence;
  for (let i = from; i < from + 3; i++) writeRecord(writer, i);
  writer.close();
  expect(readAll(dir)).toBe(from + 2);
  return from - 1;
}

const COUNT = 700;

describe("a journal's tail", () => {
  it("that is cut off anywhere costs the records that were cut, and no other", () => {
    const dir = journal(COUNT);
    const file = lastSegment(dir);
    const first = Number(path.basename(file).slice(0, 20));
    const [, end] = placeOf(COUNT, first);
    fc.assert(
      fc.property(fc.integer({ min: 0, max: end - 1 }), (bytes) => {
        const copy = copied(dir);
        truncateSync(lastSegment(copy), bytes);
        let kept = first - 1;
        while (placeOf(kept + 1, first)[1] <= bytes) kept++;
        const { writer, repaired } = JournalWriter.open({ dir: copy, ...OPTIONS });
        expect(repaired?.file).toBe(path.join(copy, path.basename(file)));
        expect(repaired?.bytes).toBeGreaterThanOrEqual(Math.min(bytes, 1));
        expect(writer.nextSequence).toBe(kept + 1);
        writer.close();
        expect(goesOn(copy)).toBe(kept);
      }),
      { numRuns: 25 * SOAK },
    );
  });

  it("with any bit of its last record flipped loses that record, which is told", () => {
    const dir = journal(COUNT);
    const first = Number(path.basename(lastSegment(dir)).slice(0, 20));
    const [start, end] = placeOf(COUNT, first);
    const bit = fc.integer({ min: start * 8, max: end * 8 - 1 });
    fc.assert(
      fc.property(bit, (at) => {
        const copy = copied(dir);
        flip(lastSegment(copy), at);
        expect(() => expect(readAll(copy)).toBe(COUNT - 1)).toThrow(DataError);
        const { writer, repaired } = JournalWriter.open({ dir: copy, ...OPTIONS });
        writer.close();
        expect(repaired).toMatchObject({ offset: start, nextSequence: COUNT });
        expect(start + repaired!.bytes).toBeLessThanOrEqual(end);
        expect(goesOn(copy)).toBe(COUNT - 1);
      }),
      { numRuns: 25 * SOAK },
    );
  });

  it("with a record damaged that whole records follow is an error that names it", () => {
    const dir = journal(COUNT);
    const file = lastSegment(dir);
    const first = Number(path.basename(file).slice(0, 20));
    const [end] = placeOf(COUNT, first);
    fc.assert(
      fc.property(fc.integer({ min: 128 * 8, max: end * 8 - 1 }), (at) => {
        const copy = copied(dir);
        flip(lastSegment(copy), at);
        let hit = first;
        while (placeOf(hit, first)[1] * 8 <= at) hit++;
        const named = `${lastSegment(copy)}: record ${hit} at byte ${placeOf(hit, first)[0]}:`;
        expect(() => JournalWriter.open({ dir: copy, ...OPTIONS })).toThrow(named);
        expect(() => readAll(copy)).toThrow(named);
        // The lock is not left behind by the failed attempt.
        flip(lastSegment(copy), at);
        expect(goesOn(copy)).toBe(COUNT);
      }),
      { numRuns: 25 * SOAK },
    );
  });

  it("with its header damaged is an error, or reads as before", () => {
    const dir = journal(COUNT);
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 128 * 8 - 1 }), (at) => {
        const copy = copied(dir);
        flip(lastSegment(copy), at);
        try {
          expect(readAll(copy)).toBe(COUNT);
          expect(goesOn(copy)).toBe(COUNT);
        } catch (error) {
          expect(error).toBeInstanceOf(DataError);
          expect(at).toBeLessThan(56 * 8);
        }
      }),
      { numRuns: 25 * SOAK },
    );
  });

  it("after a crash of the machine may have holes from where it was last on disk", () => {
    const dir = journal(COUNT);
    const file = lastSegment(dir);
    const first = Number(path.basename(file).slice(0, 20));
    const hit = COUNT - 5;
    const [start, end] = placeOf(hit, first);
    const bytes = readFileSync(file);
    bytes.fill(0, 64, 100); // the machine that wrote it is not this one
    bytes.writeDoubleLE(start, 56);
    bytes.fill(0, start, end);
    writeFileSync(file, bytes);
    const copy = copied(dir);
    const { writer, repaired } = JournalWriter.open({ dir, ...OPTIONS });
    writer.close();
    expect(repaired).toMatchObject({ offset: start, nextSequence: hit });
    expect(goesOn(dir)).toBe(hit - 1);
    bytes.writeDoubleLE(end, 56);
    writeFileSync(lastSegment(copy), bytes);
    expect(() => JournalWriter.open({ dir: copy, ...OPTIONS })).toThrow(`record ${hit} at byte`);
  });

  it("is whole up to the last commit when its writer is killed at any time", async () => {
    const rounds = SOAK * 6;
    const dir = tempFolder();
    let kept = 0;
    for (let round = 0; round < rounds; round++) {
      const committed = await killedWriter(dir, 5 + ((round * 37) % 90));
      const { writer } = JournalWriter.open({ dir, ...OPTIONS });
      const last = writer.nextSequence - 1;
      writer.close();
      expect(last).toBeGreaterThanOrEqual(Math.max(committed, kept));
      kept = last;
    }
    expect(kept).toBeGreaterThan(rounds);
    expect(readAll(dir)).toBe(kept);
  });
});

function flip(file: string, bit: number): void {
  const bytes = readFileSync(file);
  bytes[bit >> 3]! ^= 1 << (bit & 7);
  writeFileSync(file, bytes);
}

/** Has a process write the journal, kills it that long after its first record; what it committed. */
async function killedWriter(dir: string, afterMs: number): Promise<number> {
  const script = path.join(import.meta.dirname, "writing-process.js");
  const child = spawn(process.execPath, [script, dir], { stdio: ["ignore", "pipe", "inherit"] });
  onTestFinished(() => void child.kill("SIGKILL"));
  let text = "";
  child.stdout.on("data", (chunk: Buffer) => {
    if (text === "") setTimeout(() => child.kill("SIGKILL"), afterMs);
    text = (text + chunk.toString()).slice(-100);
  });
  await once(child, "close");
  expect(child.signalCode).toBe("SIGKILL");
  const lines = text.split("\n");
  return Number(lines.at(-2));
}
