import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import {
  backtest,
  HOLDOUT_FILE,
  logSweep,
  openHoldout,
  type OpenHoldoutOptions,
  planHoldout,
  readResearchLog,
  RESEARCH_LOG,
  sweep,
  type SweepOptions,
} from "@mexoms/sim";
import type { FaultSpec } from "@mexoms/sim/engine";
import { Scratch } from "../scratch.ts";
import { smallSweep, smallTape } from "../sweep/small-sweep.ts";

const WHO = { who: "ada@desk", time: "2024-02-03T04:05:06.000Z" };

interface Swept {
  readonly options: OpenHoldoutOptions;
  readonly asked: SweepOptions;
  readonly project: string;
  readonly dir: string;
}

/** A small sweep that has been run, with its project's folder. */
async function swept(change: Partial<SweepOptions> = {}): Promise<Swept> {
  const scratch = new Scratch();
  const [project, dir] = [scratch.file("project"), scratch.file("project/out")];
  mkdirSync(project);
  const asked = await smallSweep(scratch, {
    dir,
    phases: ["search"],
    barNs: 500_000_000,
    embargoNs: 1_000_000_000,
    ...change,
  });
  const record = await sweep(asked);
  const { strategy, codeDigest, tapes } = asked;
  return {
    options: { record, strategy, codeDigest, tapes, project, dir, ...WHO },
    asked,
    project,
    dir,
  };
}

describe("the hold-out of a sweep", () => {
  it("is the best trial's profit after the border and the embargo, as a backtest of all data has it", async () => {
    const { options, asked } = await swept();
    const { line, number, embargoBars, barNs, barPnls } = await openHoldout(options);
    const { record } = options;
    const { study } = record.plan;
    const pnlOf = ({ outcome }: (typeof record.rows)[number]): number =>
      Number(outcome!.metrics.pnl);
    const best = record.rows.reduce((a, b) => (pnlOf(b) > pnlOf(a) ? b : a));
    expect([number, line.point]).toEqual([best.number, best.trial.point]);
    const { strategy, codeDigest, tapes, latency, queue, exchange, seed } = asked;
    const whole = await backtest({
      strategy,
      codeDigest,
      tapes,
      latency,
      queue,
      exchange,
      seed,
      params: best.trial.point,
      sampleNs: barNs,
    });
    const border = Math.ceil(Number(BigInt(study.endNs) - BigInt(study.startNs)) / barNs);
    const firstNs = (border + embargoBars) * barNs;
    const equity = whole.samples.equity[0]!.amount.map((amount) => amount.toDecimal().toNumber());
    const before = whole.samples.timeNs.findLastIndex((timeNs) => timeNs <= firstNs);
    expect(line.pnl).toBeCloseTo(equity.at(-1)! - equity[before]!, 6);
    expect(line.bars).toBe(barPnls.length);
    expect(barPnls.reduce((sum, pnl) => sum + pnl, 0)).toBeCloseTo(line.pnl, 9);
    expect(embargoBars).toBe(2);
  });

  it("has the faults of the sweep's trials before the border, also those at random times", async () => {
    const [at, barNs] = [{ random: 6 }, 50_000_000];
    const feed = { instrument: "synthetic:swap:BTCUSDT", at, for: "300ms" };
    const outage = { at, for: "1s", requests: "reject", recovery: "1s", feed: "on" } as const;
    const faults: readonly FaultSpec[] = [
      { kind: "feed-gap", ...feed },
      { kind: "stale-book", ...feed },
      { kind: "outage", venue: "synthetic", ...outage },
      { kind: "late-event", venue: "synthetic", share: "20%", by: "20ms" },
      { kind: "clock-skew", venue: "synthetic", by: "2s" },
    ];
    const [{ options }, without] = [await swept({ faults, barNs }), await swept({ barNs })];
    expect(options.record.plan.study.faults![0]).toMatchObject({
      at: { random: 6, over: expect.any(String) as unknown },
    });
    const barsOf = ({ rows }: typeof options.record): unknown =>
      rows.map((row) => row.outcome!.bars);
    expect(barsOf(options.record)).not.toEqual(barsOf(without.options.record));
    const { line, barPnls } = await openHoldout(options);
    expect(barPnls).toHaveLength(line.bars);
  });

  it("is in the log and in the sweep's folder, with who, when and what", async () => {
    const { options, project, dir } = await swept();
    const result = await openHoldout(options);
    expect(readResearchLog(project).holdouts).toEqual([result.line]);
    expect(result.line).toMatchObject({ ...WHO, strategy: "moody", currency: "USDT" });
    const file = JSON.parse(readFileSync(path.join(dir, HOLDOUT_FILE), "utf8")) as object;
    expect(file).toEqual({ kind: "mexoms-holdout", version: 1, ...result });
    expect(existsSync(path.join(project, `${RESEARCH_LOG}.lock`))).toBe(false);
  });

  it("is refused a second time, also from another sweep of the same data, with what came out", async () => {
    const { options, project } = await swept();
    const { line } = await openHoldout(options);
    await expect(openHoldout(options)).rejects.toThrow(/opened on 2024-02-03.* by ada@desk/);
    const other = await swept({ space: { half: "6bps,7bps" } });
    const again = openHoldout({ ...other.options, project });
    await expect(again).rejects.toThrow(`in ${line.bars} bars`);
    expect(readResearchLog(project).holdouts).toHaveLength(1);
    expect(existsSync(path.join(other.dir, HOLDOUT_FILE))).toBe(false);
  });

  it("is refused from another project too, as the sweep's folder tells of it", async () => {
    const { options } = await swept();
    const { line } = await openHoldout(options);
    const project = path.join(options.project, "elsewhere");
    mkdirSync(project);
    const again = openHoldout({ ...options, project });
    await expect(again).rejects.toThrow(/opened on 2024-02-03.*holdout\.json/);
    expect(readResearchLog(project).holdouts).toEqual([]);
    const file = path.join(options.dir!, HOLDOUT_FILE);
    expect(JSON.parse(readFileSync(file, "utf8"))).toMatchObject({ line });
    writeFileSync(file, "{");
    await expect(openHoldout({ ...options, project })).rejects.toThrow(/may have been opened/);
  });

  it("is opened by one of two that try at once", async () => {
    const { options, project } = await swept();
    const ends = await Promise.allSettled([openHoldout(options), openHoldout(options)]);
    expect(ends.map(({ status }) => status).toSorted()).toEqual(["fulfilled", "rejected"]);
    expect(readResearchLog(project).holdouts).toHaveLength(1);
  });

  it("may be opened with another border, but the time that was seen is told", async () => {
    const { options, project } = await swept();
    const { line } = await openHoldout(options);
    const other = await swept({ holdout: 0.4 });
    const { record } = other.options;
    expect(planHoldout(record, readResearchLog(project)).overlapping).toEqual([line]);
    const { overlapping } = await openHoldout({ ...other.options, project });
    expect(overlapping).toEqual([line]);
  });

  it("is not unseen when an earlier sweep ran on it: that is told", async () => {
    const { options, project } = await swept({ holdout: 0 });
    const { record, time } = options;
    logSweep({ project, record, time });
    const later = await swept();
    logSweep({ project, record: later.options.record, time });
    const { seenPoints } = planHoldout(later.options.record, readResearchLog(project));
    expect(seenPoints).toBe(record.rows.length);
  });

  it("is not opened for other code, other tapes, or half a sweep, and nothing is logged then", async () => {
    const { options, project } = await swept();
    const refused = async (change: Partial<OpenHoldoutOptions>, why: RegExp): Promise<void> => {
      await expect(openHoldout({ ...options, ...change })).rejects.toThrow(why);
    };
    const { record } = options;
    await refused({ codeDigest: "other" }, /not the code that the sweep/);
    await refused({ tapes: [smallTape(15)] }, /not the same/);
    await refused({ tapes: [] }, /had 1 tape/);
    await refused({ record: { ...record, unfinished: "budget" } }, /not finished/);
    await refused({ record: { ...record, rows: [] } }, /no best trial/);
    const plan = { ...record.plan, embargoBars: 1000 };
    await refused({ record: { ...record, plan } }, /takes all of them/);
    const [first, ...others] = record.rows.toSorted(
      (a, b) => Number(b.outcome!.metrics.pnl) - Number(a.outcome!.metrics.pnl),
    );
    const bars = first!.outcome!.bars.map((bar, i) => (i === 3 ? bar + 1 : bar));
    const changed = { ...first!, outcome: { ...first!.outcome!, bars } };
    await refused({ record: { ...record, rows: [changed, ...others] } }, /not deterministic/);
    const { holdouts } = readResearchLog(project);
    expect(holdouts).toEqual([]);
    expect((await openHoldout(options)).number).toBe(first!.number);
  });

  it("is nothing where nothing was held out", async () => {
    const { options } = await swept({ holdout: 0 });
    await expect(openHoldout(options)).rejects.toThrow(/nothing is held out/);
  });
});
