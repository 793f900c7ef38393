import { appendFileSync, mkdirSync, readFileSync, truncateSync, writeFileSync } from "node:fs";
import { fork } from "node:child_process";
import { once } from "node:events";
import path from "node:path";
import { describe, expect, it } from "vitest";
import {
  findProject,
  logSweep,
  projectTrials,
  readResearchLog,
  RESEARCH_LOG,
  type SweepRecord,
} from "@mexoms/sim";
import { gridPoints, madeSweep } from "../research/made-sweep.ts";
import { Scratch } from "../scratch.ts";

const TIME = "2024-01-02T03:04:05.000Z";
const VALUES = Array.from({ length: 8 }, (_, i) => `${i + 1}bps`);

/** A sweep of so many spreads. */
function sweepOf(spreads: readonly string[], codeDigest = "s"): SweepRecord {
  return madeSweep({
    space: { spread: spreads.join() },
    points: gridPoints({ spread: spreads }),
    trial: () => ({ bars: new Float64Array(10) }),
    study: { strategy: { name: "made", codeDigest } },
  });
}

describe("the research log", () => {
  it("counts each point of a study once, however often and in whatever parts it is run", () => {
    const { folder: project } = new Scratch();
    const log = (spreads: readonly string[], study?: string): readonly [number, number] => {
      const record = sweepOf(spreads, study);
      const { added, projectTrials: all } = logSweep({ project, record, time: TIME });
      return [added, all];
    };
    expect(log(VALUES.slice(0, 4))).toEqual([4, 4]);
    expect(log(VALUES.slice(0, 4))).toEqual([0, 4]);
    expect(log(VALUES.slice(2, 7))).toEqual([3, 7]);
    expect(log(VALUES.slice(0, 2), "other code")).toEqual([2, 9]);
    const { sweeps, damaged } = readResearchLog(project);
    expect(projectTrials(readResearchLog(project))).toBe(9);
    expect([sweeps.length, damaged]).toEqual([3, []]);
    expect(sweeps[0]).toMatchObject({ time: TIME, strategy: "made", trials: 4 });
  });

  it("counts a point once, whichever of its parameters were swept", () => {
    const { folder: project } = new Scratch();
    const made = (points: Readonly<Record<string, readonly string[]>>, fixed = {}): SweepRecord =>
      madeSweep({
        space: Object.fromEntries(Object.entries(points).map(([name, of]) => [name, of.join()])),
        points: gridPoints(points),
        trial: () => ({ bars: new Float64Array(10) }),
        study: { params: fixed },
      });
    const narrow = made({ spread: VALUES.slice(0, 4) }, { levels: "3" });
    expect(logSweep({ project, record: narrow, time: TIME }).added).toBe(4);
    const wide = made({ spread: VALUES.slice(0, 4), levels: ["3", "5"] });
    expect(logSweep({ project, record: wide, time: TIME })).toMatchObject({
      added: 4,
      projectTrials: 8,
    });
  });

  it("counts points of the search that gave something, on whatever part of the time, and no others", () => {
    const { folder: project } = new Scratch();
    const record = sweepOf(VALUES);
    const rows = record.rows.map((row, i) => {
      if (i === 0) return { number: row.number, trial: row.trial, reason: "failed" };
      const phase = i === 1 ? "nearby" : i === 2 ? "assumptions" : "search";
      const share = i === 3 ? 0.25 : 1;
      return { ...row, trial: { ...row.trial, phase, share } as const };
    });
    expect(logSweep({ project, record: { ...record, rows }, time: TIME }).added).toBe(5);
    // The one that ran on a quarter is not another point when it runs on all.
    expect(logSweep({ project, record, time: TIME })).toMatchObject({ added: 3, projectTrials: 8 });
  });

  it("survives a torn line at every byte, tells it, and goes on behind it", () => {
    const scratch = new Scratch();
    const project = scratch.folder;
    const file = scratch.file(RESEARCH_LOG);
    logSweep({ project, record: sweepOf(VALUES.slice(0, 2)), time: TIME });
    const first = readFileSync(file).length;
    logSweep({ project, record: sweepOf(VALUES.slice(0, 4)), time: TIME });
    const whole = readFileSync(file);
    for (let length = first + 1; length < whole.length - 1; length++) {
      writeFileSync(file, whole);
      truncateSync(file, length);
      const torn = readResearchLog(project);
      expect([projectTrials(torn), torn.damaged]).toEqual([2, [2]]);
      expect(logSweep({ project, record: sweepOf(VALUES.slice(0, 3)), time: TIME })).toEqual({
        added: 1,
        projectTrials: 3,
        damaged: [2],
        file,
      });
      const after = readResearchLog(project);
      expect([projectTrials(after), after.damaged, after.sweeps.length]).toEqual([3, [2], 2]);
    }
  });

  it("loses nothing when only the end of the last line is missing", () => {
    const scratch = new Scratch();
    const project = scratch.folder;
    logSweep({ project, record: sweepOf(VALUES.slice(0, 2)), time: TIME });
    const file = scratch.file(RESEARCH_LOG);
    truncateSync(file, readFileSync(file).length - 1);
    expect(logSweep({ project, record: sweepOf(VALUES), time: TIME }).projectTrials).toBe(8);
    expect(readResearchLog(project).damaged).toEqual([]);
  });

  it("tells lines that were edited into something else", () => {
    const scratch = new Scratch();
    const project = scratch.folder;
    logSweep({ project, record: sweepOf(VALUES), time: TIME });
    appendFileSync(scratch.file(RESEARCH_LOG), '{"kind":"sweep","trials":-5}\nhello\n');
    const log = readResearchLog(project);
    expect([projectTrials(log), log.damaged]).toEqual([8, [2, 3]]);
  });

  it("keeps all lines of several processes that write at once", { timeout: 60_000 }, async () => {
    const { folder: project } = new Scratch();
    const writer = path.join(import.meta.dirname, "log-writer.js");
    const children = Array.from({ length: 4 }, (_, i) => fork(writer, [project, `${i}`, "25"]));
    const codes = await Promise.all(children.map(async (child) => (await once(child, "exit"))[0]));
    expect(codes).toEqual([0, 0, 0, 0]);
    const log = readResearchLog(project);
    expect([projectTrials(log), log.damaged, log.sweeps.length]).toEqual([100, [], 100]);
  });

  it("is empty where nothing was written yet", () => {
    const log = readResearchLog(new Scratch().folder);
    expect([log.sweeps, log.holdouts, log.damaged, projectTrials(log)]).toEqual([[], [], [], 0]);
  });
});

describe("findProject", () => {
  it("is the nearest folder upwards with a package.json or a .git, else the folder itself", () => {
    const scratch = new Scratch();
    const inner = scratch.file("a/b");
    mkdirSync(inner, { recursive: true });
    expect(findProject(inner)).toBe(inner);
    mkdirSync(scratch.file(".git"));
    expect(findProject(inner)).toBe(scratch.folder);
    scratch.file("a/package.json", "{}");
    expect(findProject(inner)).toBe(scratch.file("a"));
  });
});
