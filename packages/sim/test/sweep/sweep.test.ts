import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { readSweep, sweep, type SweepProgress } from "@mexoms/sim";
import { checkSize } from "../../src/sweep/sweep-size.ts";
import { Scratch } from "../scratch.ts";
import { smallSweep, tablesOf } from "./small-sweep.ts";

describe("a sweep", () => {
  it("has the same files with trials in this thread, in one worker and in three", async () => {
    const scratch = new Scratch();
    const [here, one, three] = [scratch.file("0"), scratch.file("1"), scratch.file("3")];
    const record = await sweep(await smallSweep(scratch, { dir: here }));
    await sweep(await smallSweep(scratch, { dir: one, workers: 1 }));
    await sweep(await smallSweep(scratch, { dir: three, workers: 3 }));
    expect(tablesOf(one)).toEqual(tablesOf(here));
    expect(tablesOf(three)).toEqual(tablesOf(here));
    expect(record.unfinished).toBeUndefined();
    expect(record.rows.map(({ number }) => number)).toEqual(record.rows.map((_, i) => i + 1));
    const phases = record.rows.map(({ trial }) => trial.phase);
    expect(phases.filter((phase) => phase === "search")).toHaveLength(8);
    expect(phases.filter((phase) => phase === "nearby")).toHaveLength(4);
    // Three latencies, two fees, and two queues for each of the eight.
    expect(phases.filter((phase) => phase === "assumptions")).toHaveLength(21);
    expect(record.rows.some(({ outcome }) => (outcome?.metrics.fills ?? 0) > 0)).toBe(true);
  });

  it("is read back from its folder as it was returned", async () => {
    const scratch = new Scratch();
    const dir = scratch.file("out");
    const space = { half: "1bps,2bps", mood: "fine,throws" };
    const record = await sweep(await smallSweep(scratch, { dir, space }));
    expect(readSweep(dir)).toEqual(record);
    const [header, first] = readFileSync(path.join(dir, "trials.csv"), "utf8").split("\n");
    const cells = Object.fromEntries(
      header!.split(",").map((name, i) => [name, first!.split(",")[i]]),
    );
    expect(cells["param.half"]).toBe("1bps");
    expect(cells.pnl).toBe(record.rows[0]!.outcome!.metrics.pnl);
  });

  it("keeps trials that fail, with the reason, and goes on with the others", async () => {
    const scratch = new Scratch();
    const space = { mood: "throws,fine", half: "1bps,2bps" };
    for (const workers of [0, 2]) {
      const { rows } = await sweep(
        await smallSweep(scratch, { space, workers, phases: ["search"] }),
      );
      expect(rows.map(({ reason }) => reason?.includes("not today") ?? false)).toEqual([
        true,
        true,
        false,
        false,
      ]);
    }
  });

  it("refuses a warm-up that leaves no time on the first rung of halving, before anything runs", async () => {
    const scratch = new Scratch();
    const dir = scratch.file("out");
    const asked = { dir, halving: true, phases: ["search"] } as const;
    const long = sweep(await smallSweep(scratch, { ...asked, warmup: "5s" }));
    await expect(long).rejects.toThrow(
      /^warmup: 5s is not shorter than the first rung of halving, which is the first 25 % of the time, 3976ms: give a shorter one, for example 1s, or no halving$/,
    );
    expect(existsSync(dir)).toBe(false);
    const { rows } = await sweep(await smallSweep(scratch, { ...asked, warmup: "1s" }));
    expect(rows.map(({ reason }) => reason)).toEqual(rows.map(() => undefined));
  });

  it("gives up a trial that runs into a limit of the engine, and no other one", async () => {
    const scratch = new Scratch();
    const space = { mood: "spins,fine" };
    for (const workers of [0, 1]) {
      const options = await smallSweep(scratch, { space, workers, phases: ["search"] });
      const { rows } = await sweep(options);
      expect(rows[0]!.reason).toMatch(/timers keep setting timers for the same instant/);
      expect(rows[1]!.outcome).toBeDefined();
    }
  });

  it("refuses bars that are too many or too few, with how many there would be", async () => {
    const scratch = new Scratch();
    for (const [barNs, bars] of [
      [1, "159\\d{8} bars"],
      [3_600_000_000_000, "1 bar"],
    ] as const) {
      await expect(sweep(await smallSweep(scratch, { barNs }))).rejects.toThrow(
        new RegExp(`bar: cuts the time of trials into ${bars}; 2 to 100000`),
      );
    }
  });

  it("gives up a trial that ends its worker each time, and loses no other one by it", async () => {
    const scratch = new Scratch();
    const space = { mood: "fine,exits", half: "1bps:3bps:1bps" };
    const options = await smallSweep(scratch, { space, workers: 2, phases: ["search"] });
    const { rows } = await sweep(options);
    expect(rows.map(({ reason }) => reason)).toEqual([
      undefined,
      undefined,
      undefined,
      ...Array.from({ length: 3 }, () => "its worker died 3 times: it ended with code 3"),
    ]);
  });

  it("gives up a trial that takes all the memory that it may have", async () => {
    const scratch = new Scratch();
    const space = { mood: "grows,fine" };
    const options = await smallSweep(scratch, { space, workers: 1, phases: ["search"] });
    const { rows } = await sweep({ ...options, workerHeapMb: 48 });
    const reason =
      "its worker died 3 times: out of memory, a trial may take 48 MB beside the tapes";
    expect(rows.map((row) => row.reason)).toEqual([reason, undefined]);
  });

  it("runs equal trials once and does not run again what its log has", async () => {
    const scratch = new Scratch();
    const dir = scratch.file("out");
    const seen: SweepProgress[] = [];
    const options = await smallSweep(scratch, { dir, phases: ["search"] });
    await sweep({ ...options, space: { half: "1bps,2bps" } });
    const lines = (): number =>
      readFileSync(path.join(dir, "trials.log"), "utf8").trimEnd().split("\n").length;
    expect(lines()).toBe(1 + 2);
    await sweep({
      ...options,
      space: { half: "1bps,2bps,3bps" },
      onProgress: (progress) => seen.push(progress),
    });
    expect(lines()).toBe(1 + 3);
    expect(seen.at(-1)).toMatchObject({ done: 3, expected: 3, known: 2, failed: 0 });

    const whole = scratch.file("whole");
    await sweep({ ...options, dir: whole, space: { half: "1bps,2bps,3bps" } });
    expect(tablesOf(dir), "as if it had been asked for at once").toEqual(tablesOf(whole));
  });

  it("starts no trial after its time, says so, and goes on from there", async () => {
    const scratch = new Scratch();
    const dir = scratch.file("out");
    const options = await smallSweep(scratch, { dir });
    const part = await sweep({ ...options, budgetNs: 1 });
    expect(part.unfinished).toBe("budget");
    expect(part.rows.length).toBeLessThan(33);
    expect(readSweep(dir)).toEqual(part);
    const whole = await sweep(options);
    expect(whole.unfinished).toBeUndefined();
    expect(whole.rows).toHaveLength(33);
  });

  it("ends what runs and nothing else when it is told to stop", async () => {
    const scratch = new Scratch();
    const dir = scratch.file("out");
    const stop = new AbortController();
    const options = await smallSweep(scratch, { dir, workers: 2 });
    const part = await sweep({
      ...options,
      signal: stop.signal,
      onProgress: ({ done }) => done > 1 && stop.abort(),
    });
    expect(part.unfinished).toBe("interrupted");
    expect(part.rows.length).toBeGreaterThan(1);
    expect(part.rows.length).toBeLessThan(8);
    expect(readSweep(dir)).toEqual(part);
    await sweep(options);
    const whole = scratch.file("whole");
    await sweep({ ...options, dir: whole });
    expect(tablesOf(dir)).toEqual(tablesOf(whole));
  });

  it.each([0, 2])(
    "ends trials without end, with %i workers, and leaves them to be run",
    async (workers) => {
      const scratch = new Scratch();
      const dir = scratch.file("out");
      const stop = new AbortController();
      const notes: string[] = [];
      // A callback that never returns can be ended in a worker only.
      const endless = workers === 0 ? ["crawls"] : ["crawls", "loops"];
      const options = await smallSweep(scratch, {
        dir,
        workers,
        graceNs: 50e6,
        phases: ["search"],
      });
      const part = await sweep({
        ...options,
        space: { mood: ["fine", ...endless].join() },
        signal: stop.signal,
        onProgress: ({ done }) => done === 1 && setTimeout(() => stop.abort(), 200),
        onNote: (note) => notes.push(note),
      });
      expect(part.unfinished).toBe("interrupted");
      expect(part.rows.map(({ trial }) => trial.point["mood"])).toEqual(["fine"]);
      expect(notes.join()).toMatch(
        /^\d trials? had not ended 50ms after the stop and w\w+ ended, to be/,
      );
      expect(notes.join()).toContain("mood=crawls");
      const { rows } = await sweep({ ...options, space: { mood: "fine,throws" } });
      expect(rows[0]).toEqual(part.rows[0]);
    },
  );

  it("whose time is over in a callback that never returns says so in its tables", async () => {
    const scratch = new Scratch();
    const dir = scratch.file("out");
    const space = { mood: "loops,crawls" };
    const options = await smallSweep(scratch, { dir, space, workers: 1, graceNs: 50e6 });
    const record = await sweep({ ...options, budgetNs: 500e6 });
    expect(record).toMatchObject({ unfinished: "budget", rows: [] });
    expect(readSweep(dir)).toEqual(record);
  });

  it("tries points on a part of the data first when it halves", async () => {
    const scratch = new Scratch();
    const { rows } = await sweep(await smallSweep(scratch, { halving: true, phases: ["search"] }));
    const shares = rows.map(({ trial }) => trial.share);
    expect(shares.filter((share) => share === 0.25)).toHaveLength(8);
    expect(shares.filter((share) => share === 0.5)).toHaveLength(4);
    expect(shares.filter((share) => share === 1)).toHaveLength(2);
    const bars = rows.map(({ outcome }) => outcome!.bars.length);
    expect(bars[0]).toBeLessThan(bars.at(-1)!);
  });

  it("never shows the last part of the data to a trial", async () => {
    const scratch = new Scratch();
    const options = await smallSweep(scratch, { phases: ["search"], space: { half: "1bps,2bps" } });
    const record = await sweep({ ...options, holdout: 0.5 });
    const { study } = record.plan;
    const half = (BigInt(study.startNs) + BigInt(study.dataEndNs)) / 2n;
    expect(Number(BigInt(study.endNs) - half)).toBeLessThan(1000);
    const whole = await sweep({ ...options, holdout: 0 });
    expect(record.rows[0]!.outcome!.metrics.orders).toBeLessThan(
      whole.rows[0]!.outcome!.metrics.orders,
    );
  });

  it.each([
    [{ objectives: ["profit"] }, /objective: "profit" is no metric; these are: pnl/],
    [{ objectives: ["fills"] }, /objective: "fills" is neither better/],
    [{ search: "best" }, /search: "best"/],
    [{ workers: -1 }, /workers: -1 is not a whole number from 0/],
    [{ holdout: 1 }, /holdout: 1 is not a part/],
    [{ tapes: [] }, /tape: /],
    [{ space: { hafl: "1bps" } }, /hafl: is not a parameter.*did you mean half/],
  ])("refuses %j", async (bad, problem) => {
    const scratch = new Scratch();
    const dir = scratch.file("out");
    await expect(sweep(await smallSweep(scratch, { dir, ...bad }))).rejects.toThrow(problem);
    expect(scratch.names).not.toContain("out");
  });

  it("of very many points tells how many, and what takes fewer, before it starts", async () => {
    const notes: string[] = [];
    const space = { half: "0.1bps:50bps:0.1bps", size: "0.01BTC:0.3BTC:0.01BTC" };
    const onNote = (note: string): void => void notes.push(note);
    const options = await smallSweep(new Scratch(), { space, onNote, phases: ["search"] });
    await sweep({ ...options, signal: AbortSignal.abort() });
    expect(notes).toEqual([
      expect.stringMatching(
        /^15000 trials in this grid: .*--search sobol:500 .*--space half=0.1bps:/,
      ),
    ]);
  });

  it("that no memory could hold is refused with the number of trials", () => {
    const size = { trials: 200_000, bars: 1000 };
    checkSize(size, 8e9);
    expect(() => checkSize(size, 4e9)).toThrow(
      /200000 trials of 1000 bars take about 6.9 GB.* 4.0 GB/,
    );
    // One file of columns cannot be larger.
    expect(() => checkSize({ trials: 1e6, bars: 1000 }, 1e15)).toThrow(/1000000 trials/);
  });

  it("of a strategy without a file runs in this thread only", async () => {
    const { modulePath: _, ...options } = await smallSweep(new Scratch(), { workers: 2 });
    await expect(sweep(options)).rejects.toThrow(/workers: 2 threads need modulePath/);
  });
});
