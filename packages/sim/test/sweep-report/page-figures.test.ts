import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { Axis } from "../../sweep-page/axis.ts";
import { marginalCells, type MarginalRule } from "../../sweep-page/marginal.ts";
import { paretoFront } from "../../sweep-page/pareto-front.ts";
import { Trials } from "../../sweep-page/trials.ts";
import { holdoutPast } from "../../src/research-log/holdout-past.ts";
import { parameterData } from "../../src/sweep-report/parameter-data.ts";
import { recordSpace } from "../../src/sweep-report/record-space.ts";
import { sweepPageData } from "../../src/sweep-report/sweep-page-data.ts";
import type { HoldoutLine } from "../../src/research-log/log-line.ts";
import { exampleSweep } from "./example-sweep.ts";

describe("a parameter of the page", () => {
  it("is sorted by number where texts have one unit, and durations have one", () => {
    const spread = parameterData("spread", ["10bps", "2bps", "2.5bps", "2bps"], "listed");
    expect(spread).toMatchObject({
      unit: "bps",
      ordered: true,
      values: ["2bps", "2.5bps", "10bps"],
    });
    const age = parameterData("age", ["1s", "250ms", "2m"], "listed");
    expect(age).toMatchObject({
      unit: "s",
      values: ["250ms", "1s", "2m"],
      numbers: [0.25, 1, 120],
    });
  });

  it("keeps words in their order, and texts of units that cannot be compared", () => {
    expect(parameterData("mode", ["plain", "glft", "plain"], "listed")).toMatchObject({
      ordered: false,
      values: ["plain", "glft"],
      levels: ["plain", "glft"],
    });
    expect(parameterData("size", ["1BTC", "200USDT"], "listed").ordered).toBe(false);
  });

  it("puts many values together into ranges that no value is missing from", () => {
    const texts = Array.from({ length: 500 }, (_, i) => `${(i * 0.37).toFixed(2)}bps`);
    const { levels, levelOf } = parameterData("spread", texts, "drawn");
    expect(levels.length).toBe(12);
    expect(levels[0]).toMatch(/^0.00bps to /);
    expect(new Set(levelOf).size).toBe(12);
    expect(levelOf.toSorted((a, b) => a - b)).toEqual(levelOf);
  });
});

describe("the hold-out of the page", () => {
  const { study } = exampleSweep({
    seed: 1,
    spreads: 2,
    levels: ["1"],
    modes: ["plain"],
    failEvery: 0,
  }).plan;
  const line = (change: Partial<HoldoutLine>): HoldoutLine => ({
    kind: "holdout",
    time: "2026-01-01T00:00:00Z",
    who: "somebody",
    strategy: study.strategy.name,
    study: "",
    data: study.tapes.map(({ digest }) => digest),
    fromNs: study.endNs,
    toNs: study.dataEndNs,
    point: {},
    currency: "USDT",
    bars: 10,
    pnl: 1,
    pnlPerBar: 0.1,
    trainPnlPerBar: 0.2,
    ...change,
  });

  it("is opened by its own opening, and told of others that saw some of its time", () => {
    const own = line({});
    const before = line({ fromNs: study.startNs, toNs: (BigInt(study.endNs) + 1n).toString() });
    const apart = line({ fromNs: study.startNs, toNs: study.endNs });
    const lines = [own, before, apart, line({ strategy: "another" }), line({ data: ["other"] })];
    expect(holdoutPast(study, { sweeps: [], holdouts: lines })).toEqual({
      opened: [own],
      overlapping: [before],
      seenPoints: 0,
    });
  });
});

describe("the Pareto front", () => {
  it("has exactly the points that no other one beats", () => {
    const points = fc.array(
      fc.record({ x: fc.integer({ max: 9, min: 0 }), y: fc.integer({ max: 9, min: 0 }) }),
    );
    const sign = fc.constantFrom<1 | -1>(1, -1);
    fc.assert(
      fc.property(points, sign, sign, (all, x, y) => {
        const named = all.map((point, trial) => ({ ...point, trial }));
        const beaten = (a: (typeof named)[number]): boolean =>
          named.some((b) => {
            const [right, up] = [x * (b.x - a.x), y * (b.y - a.y)];
            return right >= 0 && up >= 0 && right + up > 0;
          });
        const front = paretoFront(named, { x, y }).map(({ trial }) => trial);
        const expected = named.filter((point) => !beaten(point)).map(({ trial }) => trial);
        expect(front.toSorted((a, b) => a - b)).toEqual(expected);
      }),
    );
  });
});

describe("the cells of a heat map", () => {
  const record = exampleSweep({
    seed: 1,
    spreads: 4,
    levels: ["1", "3"],
    modes: ["plain", "skewed", "wide"],
    failEvery: 0,
  });
  const trials = new Trials(sweepPageData(record, recordSpace(record), {}));
  const shown = [...Array(trials.count).keys()];
  const cells = (rule: MarginalRule, metric: number): number[] =>
    marginalCells({ trials, shown, metric, x: 0, y: 1, rule, pointedOut: 0 }).map(
      (cell) => cell!.value,
    );
  const group = (i: number, metric: number): number[] =>
    shown
      .filter((t) => trials.level(t, 1) * 4 + trials.level(t, 0) === i)
      .map((t) => trials.value(t, metric));

  it("are the best, the median, the mean and the marked trial's of the trials in them", () => {
    for (let i = 0; i < 8; i++) {
      const values = group(i, 0).toSorted((a, b) => a - b);
      expect(values.length).toBe(3);
      expect(cells("best", 0)[i]).toBe(values[2]);
      expect(cells("median", 0)[i]).toBe(values[1]);
      expect(cells("mean", 0)[i]).toBeCloseTo((values[0]! + values[1]! + values[2]!) / 3, 9);
      expect(values).toContain(cells("pointed-out", 0)[i]);
    }
  });

  it("of a figure of which less is better are the least under the rule best", () => {
    const drawdown = 3;
    expect(trials.metric(drawdown).name).toBe("drawdown");
    for (let i = 0; i < 8; i++) {
      expect(cells("best", drawdown)[i]).toBe(Math.min(...group(i, drawdown)));
    }
  });
});

describe("the best trial of the page", () => {
  it("is that of the sweep among trials with equal figures, whatever their numbers", () => {
    const made = exampleSweep({
      seed: 1,
      spreads: 3,
      levels: ["1"],
      modes: ["plain"],
      failEvery: 0,
    });
    const rows = made.rows.map((row, i) => {
      const metrics = { ...row.outcome!.metrics, pnl: "7", drawdown: i === 1 ? "1" : "2" };
      return { ...row, outcome: { ...row.outcome!, metrics } };
    });
    const data = sweepPageData({ ...made, rows }, recordSpace(made), {});
    expect(data.trials.rank).toEqual([1, 0, 2]);
    expect(new Trials(data).best([0, 1, 2], 0)).toBe(1);
  });
});

describe("an axis", () => {
  it("has round ticks inside its range, and room for a single number", () => {
    const axis = new Axis([-3.7, 12.2], 0, 300);
    expect(axis.ticks(60)).toEqual([0, 5, 10]);
    const one = new Axis([4, 4], 0, 300);
    expect(one.at(4)).toBeCloseTo(150, 9);
    expect(one.value(150)).toBeCloseTo(4, 9);
  });
});
