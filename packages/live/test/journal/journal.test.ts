import { spawn } from "node:child_process";
import { existsSync, readdirSync, renameSync, rmSync } from "node:fs";
import path from "node:path";
import { crc32 } from "node:zlib";
import { describe, expect, it, onTestFinished } from "vitest";
import { ConfigError, DataError } from "@mexoms/core";
import { JournalReader, JournalWriter, MARK, OUTPUT } from "@mexoms/live";
import type { JournalOptions } from "@mexoms/live/internal";
import { expectRecord, writeRecord } from "./numbered-records.ts";
import { until } from "../bus/until.ts";
import { tempFolder } from "./temp-folder.ts";

const EPOCH_NS = 1_723_000_000_000_000_000n;

function opened(dir: string, options: Partial<JournalOptions> = {}) {
  const usual = { dir, epochNs: EPOCH_NS, segmentBytes: 65_536, sync: "none" };
  return JournalWriter.open({ ...usual, ...options });
}

describe("a journal", () => {
  it("gives back what was written, over many segments, and goes on after it was closed", () => {
    const dir = tempFolder();
    let next = 1;
    for (let round = 0; round < 3; round++) {
      const { writer, repaired } = opened(dir);
      expect(repaired).toBeUndefined();
      expect(writer.nextSequence).toBe(next);
      for (let i = 0; i < 1500; i++) expectRecord(writeRecord(writer, next), next++);
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

  it("what a process before this one wrote counts as not on disk until it was synced", async () => {
    const dir = tempFolder();
    const { writer: before } = opened(dir, { sync: "none" });
    for (let i = 1; i < 100; i++) writeRecord(before, i);
    const unsynced = before.bytesUnsynced;
    before.close();
    const { writer } = opened(dir, { sync: "1ms" });
    expect(writer.bytesUnsynced).toBe(unsynced);
    const isSynced = (): boolean => {
      writer.syncIfDue(performance.now());
      return writer.bytesUnsynced === 0;
    };
    await until("all is on disk", isSynced);
    writer.close();
    const { writer: after } = opened(dir, { sync: "1ms" });
    expect(after.bytesUnsynced).toBe(0);
    after.close();
  });

  it("is followed while it is written, over the ends of segments", () => {
    const dir = tempFolder();
    const { writer } = opened(dir);
    writeRecord(writer, 1);
    const reader = JournalReader.open(dir);
    expect(reader.next()).toBe(true);
    expect(reader.next()).toBe(false);
    for (let i = 2; i < 3000; i++) {
      writeRecord(writer, i);
      expect(reader.next()).toBe(true);
      expectRecord(reader, i);
      if (i % 7 === 0) expect(reader.next()).toBe(false);
    }
    reader.close();
    writer.close();
  });

  it("keeps text of any length, and its checksum is the CRC-32 of zlib", () => {
    const { writer } = opened(tempFolder());
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

  it("has one writer at a time, and says who that is", () => {
    const dir = tempFolder();
    const { writer } = opened(dir);
    expect(() => opened(dir)).toThrow(`is being written by process ${process.pid}`);
    writer.close();
    opened(dir).writer.close();
  });

  it("keeps its id and its epoch, and refuses to be given others", () => {
    const dir = tempFolder();
    const first = opened(dir, { identity: "0k3x9q2m" }).writer;
    expect([first.id, first.epochNs]).toEqual(["0k3x9q2m", EPOCH_NS]);
    first.close();
    expect(() => opened(dir, { epochNs: 5n })).toThrow("counts time from 1723000000000000000");
    expect(() => opened(dir, { identity: "00000000" })).toThrow("is journal 0k3x9q2m");
    expect(() =>
      JournalWriter.open({ dir: tempFolder(), segmentBytes: 65_536, sync: "1s" }),
    ).toThrow("journal.epochNs");
    expect(() => opened(dir, { sync: "often" })).toThrow("none, always or an interval");
    expect(() => opened(dir, { segmentBytes: 70_000 })).toThrow("segmentBytes");
    expect(() => opened(tempFolder(), { identity: "x" })).toThrow("0k3x9q2m");
  });

  it("says that a record is too long for its segments, and takes others then", () => {
    const { writer } = opened(tempFolder());
    expect(() => writer.begin(1, 0, 65_536)).toThrow(ConfigError);
    writeRecord(writer, 1);
    writer.close();
  });

  it("forgets what was begun and not committed, also for those who follow it", () => {
    const dir = tempFolder();
    const { writer } = opened(dir);
    writeRecord(writer, 1);
    const start = writer.begin(2, 5, 800) / 8;
    writer.fields.fill(7, start, start + 100);
    writeRecord(writer, 2);
    const reader = JournalReader.open(dir, { from: 2 });
    expect(reader.next()).toBe(true);
    expectRecord(reader, 2);
    expect(reader.next()).toBe(false);
    reader.close();
    writer.begin(2, 5, 800);
    writer.close();
    const again = opened(dir);
    expect(again.repaired).toMatchObject({ nextSequence: 3 });
    again.writer.close();
    expect(opened(dir).repaired).toBeUndefined();
  });

  it("is opened again at once, while the one before still prepares a segment", async () => {
    const dir = tempFolder();
    let next = 1;
    for (let round = 0; round < 20; round++) {
      const { writer } = opened(dir);
      while (writer.bytesLeft > 30_000) writeRecord(writer, next++);
      writer.syncIfDue(performance.now());
      if (round % 3 === 0) await new Promise((done) => setImmediate(done));
      while (!(writer.bytesLeft < 500)) writeRecord(writer, next++);
      for (let i = 0; i < 10; i++) writeRecord(writer, next++);
      writer.close();
    }
    await until("what was prepared is gone", () => {
      return readdirSync(dir).every((name) => !name.endsWith(".prepared"));
    });
  });

  it("is followed from another process as fast as it is written", async () => {
    const dir = tempFolder();
    const script = path.join(import.meta.dirname, "writing-process.js");
    const child = spawn(process.execPath, [script, dir], {
      stdio: ["ignore", "ignore", "inherit"],
    });
    onTestFinished(() => void child.kill("SIGKILL"));
    await until("there is a segment", () => readdirSync(dir).some((name) => /^0.*1\./.test(name)));
    const reader = JournalReader.open(dir);
    let last = 0;
    await until("many records", () => {
      while (last < 50_000 && reader.next()) expectRecord(reader, ++last);
      return last === 50_000;
    });
    reader.close();
  });

  it("wants a snapshot in each segment", () => {
    const { writer } = opened(tempFolder());
    expect(writer.wantsSnapshot).toBe(true);
    writer.text(MARK.snapshot, 1, "{}");
    expect(writer.wantsSnapshot).toBe(false);
    let next = 2;
    while (!writer.wantsSnapshot) writeRecord(writer, next++);
    expect(writer.bytesLeft).toBeGreaterThan(60_000);
    writer.close();
  });

  it.each(["none", "1ms", "always"])("goes from segment to segment with sync %s", async (sync) => {
    const dir = tempFolder();
    const { writer } = opened(dir, { sync });
    for (let i = 1; i < 3000; i++) {
      writeRecord(writer, i);
      if (i % 10 === 0) {
        writer.syncIfDue(performance.now());
        await new Promise((done) => setImmediate(done));
      }
    }
    expect(writer.problem).toBeUndefined();
    if (sync === "always") expect(writer.bytesUnsynced).toBe(0);
    writer.close();
    const reader = JournalReader.open(dir);
    for (let i = 1; i < 3000; i++) {
      expect(reader.next()).toBe(true);
      expectRecord(reader, i);
    }
    reader.close();
  });

  it("begins with what it still has when old segments are gone, and misses no other", () => {
    const dir = tempFolder();
    const { writer } = opened(dir);
    for (let i = 1; i < 2000; i++) writeRecord(writer, i);
    writer.close();
    const segments = readdirSync(dir).filter((name) => name.endsWith(".journal"));
    rmSync(path.join(dir, segments[0]!));
    const first = Number(segments[1]!.slice(0, 20));
    expect(() => JournalReader.open(dir, { from: 1 })).toThrow(`begins with record ${first}`);
    rmSync(path.join(dir, segments[2]!));
    const reader = JournalReader.open(dir);
    expect(() => {
      while (reader.next());
    }).toThrow(DataError);
    reader.close();
  });

  const shm = existsSync("/dev/shm");
  it("says that records may not be on disk, and no longer once they are", async () => {
    const dir = path.join(tempFolder(), "journal");
    const { writer } = opened(dir, { sync: "1ms" });
    const turn = async (): Promise<void> => {
      writer.syncIfDue(performance.now());
      await new Promise((done) => setImmediate(done));
    };
    let next = 1;
    while (writer.nextSequence < 400) writeRecord(writer, next++);
    // Nobody finds the folder, so that what is new in it cannot be brought to disk.
    renameSync(dir, `${dir}-gone`);
    await until("it says so", async () => {
      await turn();
      return writer.problem !== undefined;
    });
    expect(writer.problem!.message).toContain("records may not be on disk");
    renameSync(`${dir}-gone`, dir);
    await until("all is on disk", async () => {
      await turn();
      return writer.problem === undefined;
    });
    writer.close();
  });

  it.runIf(!shm)("is not tried on a full disk where there is no /dev/shm", () => {
    console.log("not run: a journal on a full disk, as /dev/shm is missing");
  });
  it.runIf(shm)(
    "tells of a full disk while there is room, and fails cleanly when there is none",
    async () => {
      const dir = tempFolder("/dev/shm");
      opened(dir).writer.close();
      const { writer } = opened(dir, { segmentBytes: 2 ** 45 });
      let next = 1;
      const told = "has no room: the journal's next segment needs 35184372088832 bytes";
      while (writer.problem === undefined) {
        if (writer.bytesLeft > 30_000) writeRecord(writer, next++);
        writer.syncIfDue(performance.now());
        await new Promise((done) => setImmediate(done));
      }
      expect(writer.problem.message).toContain(told);
      expect(writer.bytesLeft).toBeGreaterThan(10_000);
      expect(() => {
        for (;;) writeRecord(writer, next++);
      }).toThrow(told);
      next = writer.nextSequence;
      expect(writer.bytesLeft).toBeLessThan(400);
      expect(() => writeRecord(writer, next)).toThrow(told);
      writer.close();
      // With room again, here by smaller segments, it goes on where it was.
      const again = opened(dir);
      expect(again.repaired).toBeUndefined();
      expect(again.writer.nextSequence).toBe(next);
      writeRecord(again.writer, next);
      again.writer.close();
      const reader = JournalReader.open(dir);
      for (let i = 1; i <= next; i++) expect(reader.next()).toBe(true);
      expectRecord(reader, next);
      reader.close();
      expect(readdirSync(dir).filter((name) => name.endsWith(".prepared"))).toEqual([]);
    },
  );
});
