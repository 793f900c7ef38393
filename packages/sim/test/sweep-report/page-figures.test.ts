import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { Axis, withRoom } from "../../sweep-page/axis.ts";
import { marginalCells, type MarginalRule } from "../../sweep-page/marginal.ts";
import { paretoFront } from "../../sweep-page/pareto-front.ts";
import { Trials } from "../../sweep-page/trials.ts";
import { holdoutPast } from "../../src/research-log/holdout-past.ts";
import { parameterData } from "../../src/sweep-report/parameter-data.ts";
import { recordSpace } from "../../src/sweep-report/record-space.ts";
import { sweepPageData } from "../../src/sweep-report/sweep-page-data.ts";
import type { HoldoutLine } from "../../src/research-log/log-line.ts";
import { exampleSweep } from "./example-sweep.ts";

const LISTED = { values: "listed", range: "" } as const;
const DRAWN = { values: "drawn", range: "1bps:20bps" } as const;

describe("a parameter of the page", () => {
  it("is sorted by number where texts have one unit, and durations have one", () => {
    const spread = parameterData("spread", ["10bps", "2bps", "2.5bps", "2bps"], LISTED);
    expect(spread).toMatchObject({
      unit: "bps",
      ordered: true,
      values: ["2bps", "2.5bps", "10bps"],
    });
    const age = parameterData("age", ["1s", "250ms", "2m"], LISTED);
    expect(age).toMatchObject({
      unit: "s",
      values: ["250ms", "1s", "2m"],
      numbers: [0.25, 1, 120],
    });
  });

  it("is drawn by log where its range is, with ends of ranges that can be read", () => {
    const texts = Array.from({ length: 16 }, (_, i) => `${93_300 * 2 ** i}us`);
    const delay = parameterData("delay", ["100ms", ...texts], { ...DRAWN, range: "50ms:1h:log" });
    expect(delay).toMatchObject({ log: true, unit: "s" });
    expect(delay.levels[0]).toBe("93.3 to 186.6ms");
    expect(parameterData("delay", texts, DRAWN).log).toBe(false);
  });

  it("keeps words in their order, and texts of units that cannot be compared", () => {
    expect(parameterData("mode", ["plain", "glft", "plain"], LISTED)).toMatchObject({
      ordered: false,
      values: ["plain", "glft"],
      levels: ["plain", "glft"],
    });
    expect(parameterData("size", ["1BTC", "200USDT"], LISTED).ordered).toBe(false);
  });

  it("puts many values together into ranges that no value is missing from", () => {
    const texts = Array.from({ length: 500 }, (_, i) => `${(i * 0.37).toFixed(2)}bps`);
    const { levels, levelOf } = parameterData("spread", texts, DRAWN);
    expect(levels.length).toBe(12);
    expect(levels[0]).toMatch(/^0.00 to [0-9.]+bps$/);
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
    const axis = new Axis([-3.7, 12.2], [0, 300], "linear");
    expect(axis.ticks(60)).toEqual([0, 5, 10]);
    const one = new Axis([4, 4], [0, 300], "linear");
    expect(one.at(4)).toBeCloseTo(150, 9);
    expect(one.value(150)).toBeCloseTo(4, 9);
  });

  it("by log has equal steps for equal ratios, and as many ticks a decade as have room", () => {
    const axis = new Axis([0.1, 10], [0, 300], "log");
    expect(axis.at(1)).toBeCloseTo(150, 9);
    expect(axis.value(axis.at(0.37))).toBeCloseTo(0.37, 9);
    expect(axis.ticks(40)).toEqual([0.1, 0.2, 0.5, 1, 2, 5, 10]);
    expect(axis.ticks(70)).toEqual([0.1, 0.3, 1, 3, 10]);
    expect(new Axis([1e-6, 1e6], [0, 300], "log").ticks(60)).toEqual([1e-6, 1e-3, 1, 1e3, 1e6]);
    expect(new Axis([40, 60], [0, 300], "log").ticks(60)).toEqual([40, 45, 50, 55, 60]);
    expect(new Axis([4, 4], [0, 300], "log").at(4)).toBeCloseTo(150, 9);
  });

  it("leaves out texts that would meet", () => {
    const kept = withRoom(
      [0, 5, 12, 13, 30],
      (at) => at,
      () => 10,
    );
    expect(kept).toEqual([0, 12, 30]);
  });
});
