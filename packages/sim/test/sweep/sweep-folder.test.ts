import {
  appendFileSync,
  existsSync,
  mkdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import path from "node:path";
import { crc32 } from "node:zlib";
import { describe, expect, it } from "vitest";
import { readSweep, sweep } from "@mexoms/sim";
import { Scratch } from "../scratch.ts";
import { smallSweep, tablesOf } from "./small-sweep.ts";

const SEARCH = { phases: ["search"] } as const;

/** A file of a sweep, as a later version may write it: a plan, or a log with its checksums. */
function ofLaterVersion(text: string): string {
  return text
    .replace(/"version": \d,/, '"version": 99,')
    .replace(/^\w+ (\{"format".*)"version":\d(.*)$/m, (_, head: string, tail: string) => {
      const json = `${head}"version":99${tail}`;
      return `${crc32(json).toString(16).padStart(8, "0")} ${json}`;
    });
}

describe("the folder of a sweep", () => {
  it("whose log has a torn end goes on, says so, and ends as it would have", async () => {
    const scratch = new Scratch();
    const dir = scratch.file("out");
    const options = await smallSweep(scratch, { dir, ...SEARCH });
    await sweep(options);
    const before = tablesOf(dir);
    const log = path.join(dir, "trials.log");
    const bytes = readFileSync(log);
    for (const cut of [1, 20, bytes.length - bytes.lastIndexOf("\n", bytes.length - 2)]) {
      writeFileSync(log, bytes.subarray(0, bytes.length - cut));
      const notes: string[] = [];
      await sweep({ ...options, onNote: (note) => notes.push(note) });
      expect(tablesOf(dir)).toEqual(before);
      const torn = cut === 1 || cut === 20;
      if (torn) expect(notes.join()).toMatch(/last line was not written to its end; \d+ bytes/);
    }
  });

  it("whose log has a torn first line begins anew", async () => {
    const scratch = new Scratch();
    const dir = scratch.file("out");
    const options = await smallSweep(scratch, { dir, ...SEARCH });
    await sweep(options);
    const before = tablesOf(dir);
    const log = path.join(dir, "trials.log");
    for (const cut of [0, 3, 9, 30]) {
      writeFileSync(log, readFileSync(log).subarray(0, cut));
      await sweep(options);
      expect(tablesOf(dir)).toEqual(before);
    }
  });

  it("whose log was changed in the middle is refused by the number of the line", async () => {
    const scratch = new Scratch();
    const dir = scratch.file("out");
    const options = await smallSweep(scratch, { dir, ...SEARCH });
    await sweep(options);
    const log = path.join(dir, "trials.log");
    const lines = readFileSync(log, "utf8").split("\n");
    lines[3] = lines[3]!.replace('"pnl":"', '"pnl":"1');
    writeFileSync(log, lines.join("\n"));
    await expect(sweep(options)).rejects.toThrow(/trials\.log:4: its checksum does not match/);
  });

  it("whose table was damaged is refused by readers, and made again by the sweep", async () => {
    const scratch = new Scratch();
    const dir = scratch.file("out");
    const options = await smallSweep(scratch, { dir, ...SEARCH });
    const record = await sweep(options);
    const table = path.join(dir, "trials.columns");
    const bytes = readFileSync(table);
    bytes[bytes.length - 9]! ^= 1;
    writeFileSync(table, bytes);
    expect(() => readSweep(dir)).toThrow(/trials\.columns: its checksum does not match/);
    await sweep(options);
    expect(readSweep(dir)).toEqual(record);
  });

  it("that is not finished is read from its log, and said to be so", async () => {
    const scratch = new Scratch();
    const dir = scratch.file("out");
    const record = await sweep(await smallSweep(scratch, { dir, ...SEARCH }));
    const table = path.join(dir, "trials.columns");
    rmSync(table);
    expect(readSweep(dir)).toEqual({ ...record, unfinished: "interrupted" });
  });

  it("with a sweep of other settings is left alone unless it is to be thrown away", async () => {
    const scratch = new Scratch();
    const dir = scratch.file("out");
    const options = await smallSweep(scratch, { dir, ...SEARCH });
    await sweep(options);
    const before = tablesOf(dir);
    const other = { ...options, latency: "7ms" };
    await expect(sweep(other)).rejects.toThrow(
      /other settings: latency: was 5ms, is now 7ms; .*--out .*--fresh/,
    );
    expect(tablesOf(dir)).toEqual(before);
    mkdirSync(path.join(dir, "best/1"), { recursive: true });
    writeFileSync(path.join(dir, "report.html"), "of the old sweep");
    const { rows } = await sweep({ ...other, fresh: true });
    expect(existsSync(path.join(dir, "best"))).toBe(false);
    expect(existsSync(path.join(dir, "report.html"))).toBe(false);
    expect(readSweep(dir).rows).toEqual(rows);
    expect(readSweep(dir).plan.study.latency).toBe("7ms");
  });

  it.each(["sweep.json", "trials.log"])(
    "whose %s a later version of mexoms wrote is refused, and nothing of it touched",
    async (name) => {
      const scratch = new Scratch();
      const dir = scratch.file("out");
      const options = await smallSweep(scratch, { dir, ...SEARCH });
      await sweep(options);
      const file = path.join(dir, name);
      writeFileSync(file, ofLaterVersion(readFileSync(file, "utf8")));
      const before = tablesOf(dir);
      for (const fresh of [false, true]) {
        await expect(sweep({ ...options, fresh })).rejects.toThrow(
          /has version 99, this mexoms reads \d: take the mexoms that wrote it, or another folder/,
        );
      }
      expect(tablesOf(dir)).toEqual(before);
      expect(existsSync(path.join(dir, "trials.log"))).toBe(true);
    },
  );

  it("goes on with other parameters swept, and ends as if it had been asked for at once", async () => {
    const scratch = new Scratch();
    const dir = scratch.file("out");
    const options = await smallSweep(scratch, { phases: ["search", "nearby"] });
    const wide = { half: "0.50bps:2bps:0.5bps", size: "0.010BTC,0.02BTC" };
    // The size fixed, then the distance fixed, then none of them.
    await sweep({ ...options, dir, params: { size: "0.020BTC" }, space: { half: "1bps,2bps" } });
    const sizes = { size: "0.01BTC,0.02BTC" };
    await sweep({ ...options, dir, params: { half: "1.0bps" }, space: sizes });
    const lines = (): string[] =>
      readFileSync(path.join(dir, "trials.log"), "utf8").trimEnd().split("\n");
    const before = lines();
    await sweep({ ...options, dir, space: wide });
    const whole = scratch.file("whole");
    await sweep({ ...options, dir: whole, space: wide });
    expect(tablesOf(dir)).toEqual(tablesOf(whole));
    const ids = lines().map((line) => /"id":"(\w+)"/.exec(line)?.[1]);
    expect(new Set(ids).size, "no trial is run twice").toBe(ids.length);
    expect(lines().slice(0, before.length), "what was known stays").toEqual(before);

    // Without its tables, as if it had been killed, it shows the rows and points of its plan.
    const shown = (): string[] => {
      rmSync(path.join(dir, "trials.columns"));
      return readSweep(dir).rows.map(({ trial }) => Object.keys(trial.point).join());
    };
    expect(new Set(shown())).toEqual(new Set(["half,size"]));
    const notes: string[] = [];
    const onNote = (note: string): void => void notes.push(note);
    const narrow = { params: { size: "0.01BTC" }, space: { half: "0.5bps,1bps" } };
    await sweep({ ...options, dir, ...narrow, phases: ["search"], onNote });
    expect(notes.join()).toMatch(/^\d+ trials of the log are not part of this plan; they stay/);
    expect(new Set(shown())).toEqual(new Set(["half"]));
  });

  it("of an earlier version of the log is refused with what to do, and left as it is", async () => {
    const scratch = new Scratch();
    const dir = scratch.file("out");
    const options = await smallSweep(scratch, { dir, ...SEARCH });
    await sweep(options);
    const json = '{"format":"mexoms-trials","version":1,"study":"ab"}';
    const sum = crc32(json).toString(16).padStart(8, "0");
    writeFileSync(path.join(dir, "trials.log"), `${sum} ${json}\n`);
    const before = tablesOf(dir);
    await expect(sweep(options)).rejects.toThrow(/trials\.log:1.*version 1.*--out.*--fresh/);
    expect(tablesOf(dir)).toEqual(before);
    await sweep({ ...options, fresh: true });
    expect(tablesOf(dir)).toEqual(before);
  });

  it("is for one process at a time; a lock whose process is gone holds nobody up", async () => {
    const scratch = new Scratch();
    const dir = scratch.file("out");
    const options = await smallSweep(scratch, { dir, ...SEARCH });
    await sweep(options);
    const lock = path.join(dir, "sweep.lock");
    expect(existsSync(lock)).toBe(false);
    writeFileSync(lock, JSON.stringify({ pid: process.ppid, startTicks: 0 }));
    await expect(sweep(options)).rejects.toThrow(/dir: process \d+ is running a sweep/);
    writeFileSync(lock, JSON.stringify({ pid: process.ppid, startTicks: 1 }));
    await sweep(options);
    writeFileSync(lock, JSON.stringify({ pid: 2 ** 22 + 1, startTicks: 1 }));
    await sweep(options);
    expect(existsSync(lock)).toBe(false);
  });

  it("is not one that holds something else", async () => {
    const scratch = new Scratch();
    const dir = scratch.file("out");
    const options = await smallSweep(scratch, { dir, ...SEARCH });
    await sweep(options);
    appendFileSync(path.join(scratch.folder, "notes.txt"), "mine");
    await expect(sweep({ ...options, dir: scratch.folder })).rejects.toThrow(
      /is no folder of a sweep/,
    );
    expect(() => readSweep(scratch.folder)).toThrow(/sweep\.json: no such file/);
  });
});
