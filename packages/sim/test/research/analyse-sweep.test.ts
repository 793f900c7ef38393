import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  analyseSweep,
  type Axis,
  type Figure,
  isFigure,
  type SweepAnalysis,
  type SweepRecord,
  type TrialRow,
} from "@mexoms/sim/engine";
import { neighboursOf } from "@mexoms/sim/internal";
import {
  gridPoints,
  MADE_PARAMS,
  madeFacts,
  madeRow,
  madeSpace,
  type MadeSweep,
  madeSweep,
  type MadeTrial,
} from "./made-sweep.ts";
import { noise } from "./noise.ts";

const SPACE = { spread: "1bps:9bps:1bps", levels: "1,2,3" };
const POINTS = gridPoints({
  spread: Array.from({ length: 9 }, (_, i) => `${i + 1}bps`),
  levels: ["1", "2", "3"],
});
/** 100 hours. */
const BARS = 100;

/** A hill with its top at 5bps and 2 levels, with a little noise. */
function hill(): MadeSweep {
  const bars = noise({ seed: 1, trials: POINTS.length, bars: BARS });
  return {
    space: SPACE,
    points: POINTS,
    trial: ({ spread, levels }, i) => {
      const away = (Number.parseInt(spread!, 10) - 5) ** 2 * 0.1 + (Number(levels) - 2) ** 2 * 0.05;
      return { bars: bars[i]!.map((bar) => 2 - away + bar * 0.3) };
    },
  };
}

function analysed(record: SweepRecord, facts = {}): SweepAnalysis {
  return analyseSweep(record, madeFacts(madeSpace(record.plan.space), facts));
}

function has<T extends object>(figure: Figure<T>): T {
  if (!isFigure(figure)) throw new Error(figure.notEnough);
  return figure;
}

const codesOf = ({ warnings }: SweepAnalysis): string[] => warnings.map(({ code }) => code);

describe("the analysis of a sweep with a hill in it", () => {
  const analysis = analysed(madeSweep(hill()));

  it("finds the top, ranks the rest behind it, and has no warning", () => {
    expect(has(analysis.best).point).toEqual({ spread: "5bps", levels: "2" });
    const values = analysis.ranking.map(({ value }) => value!);
    expect(values).toEqual(values.toSorted((a, b) => b - a));
    expect(analysis.warnings).toEqual([]);
  });

  it("calls the spread more important than the levels, and both more than nothing", () => {
    const { parameters } = has(analysis.importance);
    expect(parameters.map(({ name }) => name)).toEqual(["spread", "levels"]);
    expect(parameters[0]!.share).toBeGreaterThan(0.7);
    expect(parameters[0]!.share + parameters[1]!.share).toBeLessThanOrEqual(1);
  });

  it("shows the hill in the marginals", () => {
    const { values } = analysis.marginals[0]!;
    const top = values.reduce((best, value) => (value.mean > best.mean ? value : best));
    expect(top.text).toBe("5bps");
    expect(values.map(({ trials }) => trials)).toEqual(values.map(() => 3));
  });

  it("stands on a plateau of the four points one step away", () => {
    const { score, how, neighbours } = has(analysis.plateau);
    const points = neighbours.map((number) => POINTS[number - 1]!);
    expect(points).toHaveLength(4);
    expect(points).toContainEqual({ spread: "4bps", levels: "2" });
    expect(points).toContainEqual({ spread: "5bps", levels: "3" });
    expect(how).toBe("steps");
    expect(score).toBeGreaterThan(0.9);
    expect(score).toBeLessThan(1);
  });

  it("is believed by the statistics", () => {
    const { deflated, overfitting, walkForward } = analysis.honesty;
    expect(has(deflated).probability).toBeGreaterThan(0.95);
    expect(has(overfitting).probability).toBeLessThan(0.2);
    expect(has(walkForward).testPnl).toBeGreaterThan(0);
  });

  it("splits the time by UTC days when there are three or more, and by hours when not", () => {
    const { unit, parts } = has(analysis.overTime);
    expect([unit, parts.length, parts[1]!.label]).toEqual(["day", 5, "2024-01-02"]);
    const short = hill();
    const few = madeSweep({
      ...short,
      trial: (point, i) => ({ bars: (short.trial(point, i) as MadeTrial).bars.slice(0, 30) }),
    });
    const hours = has(analysed(few).overTime);
    expect([hours.unit, hours.parts[13]!.label]).toEqual(["hour", "2024-01-01T13:00Z"]);
    const minutes = { ...short, study: { barNs: 60e9 } };
    expect(has(analysed(madeSweep(minutes)).overTime).unit).toBe("part");
  });

  it("shows where each of the ten best trials earned, in parts that add up to its profit", () => {
    const { unit, parts, trials } = has(analysis.bestStability);
    expect([unit, parts.length]).toEqual(["day", 5]);
    expect(trials.map(({ number }) => number)).toEqual(
      analysis.ranking.slice(0, 10).map(({ number }) => number),
    );
    for (const { over, pnl } of trials) {
      const sum = has(over).pnl.reduce((total, each) => total + each, 0);
      expect(sum).toBeCloseTo(Number(pnl), 6);
    }
    const { parts: ofBest, positive } = has(analysis.overTime);
    expect(has(trials[0]!.over)).toMatchObject({ pnl: ofBest.map(({ pnl }) => pnl), positive });
  });

  it("survives JSON without loss", () => {
    expect(JSON.parse(JSON.stringify(analysis))).toEqual(analysis);
  });
});

describe("the analysis of a sweep of noise", () => {
  it("says that it is noise", () => {
    const points = gridPoints({
      spread: Array.from({ length: 66 }, (_, i) => `${i + 1}bps`),
      levels: ["1", "2", "3"],
    });
    const bars = noise({ seed: 7, trials: points.length, bars: 500 });
    const record = madeSweep({
      space: { spread: "1bps:66bps:1bps", levels: "1,2,3" },
      points,
      trial: (_, i) => ({ bars: bars[i]! }),
    });
    const analysis = analysed(record);
    expect(codesOf(analysis)).toContain("deflated-sharpe");
    expect(has(analysis.honesty.deflated).trials).toBe(198);
    const { parameters } = has(analysis.importance);
    for (const { share } of parameters) expect(share).toBeLessThan(0.15);
    expect(
      has(analysed(record, { projectTrials: 50_000 }).honesty.deflated).probability,
    ).toBeLessThan(has(analysis.honesty.deflated).probability);
  });
});

describe("warnings", () => {
  const only = (change: (trial: MadeTrial) => MadeTrial, facts = {}): string[] => {
    const made = hill();
    const trial: MadeSweep["trial"] = (point, i) => change(made.trial(point, i) as MadeTrial);
    return codesOf(analysed(madeSweep({ ...made, trial }), facts));
  };

  it("warns of few fills", () => {
    expect(only((trial) => ({ ...trial, metrics: { fills: 99 } }))).toEqual(["few-fills"]);
    expect(only((trial) => ({ ...trial, metrics: { fills: 100 } }))).toEqual([]);
  });

  it("warns of a profit from what was held", () => {
    const metrics = { pnl: "100", inventoryPnl: "51" };
    expect(only((trial) => ({ ...trial, metrics }))).toContain("inventory-drift");
    const less = { pnl: "100", inventoryPnl: "49" };
    expect(only((trial) => ({ ...trial, metrics: less }))).not.toContain("inventory-drift");
  });

  it("warns when one day earns more than half", () => {
    const oneDay = ({ bars }: MadeTrial): MadeTrial => ({
      bars: bars.map((bar, i) => (i >= 24 && i < 48 ? bar * 20 : bar)),
    });
    expect(only(oneDay)).toContain("one-part-earns");
  });

  it("warns of an edge, and tells a declared limit from one that can be moved", () => {
    const made = hill();
    const trial: MadeSweep["trial"] = ({ spread }, i) => ({
      bars: (made.trial(POINTS[12]!, i) as MadeTrial).bars.map(
        (bar) => bar - Number.parseInt(spread!, 10) / 9,
      ),
    });
    const record = madeSweep({ ...made, trial });
    const [low] = analysed(record).warnings;
    expect(low).toMatchObject({
      code: "edge-of-range",
      figures: { parameter: "spread", value: "1bps", edge: "low", declaredLimit: "no" },
    });
    expect(low!.text).toContain("widen the range");
    const [limit] = analysed(record, { declared: MADE_PARAMS }).warnings;
    expect(limit!.figures["declaredLimit"]).toBe("yes");
    expect(limit!.text).toContain("cannot be widened");
  });

  it("warns when all trials are alike, and of no edge where an equal trial is away from it", () => {
    const made = hill();
    const one = (made.trial(POINTS[0]!, 0) as MadeTrial).bars;
    const codes = only(() => ({ bars: one }));
    expect(codes).toContain("all-alike");
    expect(codes).not.toContain("edge-of-range");
    const spreads = only((trial) => trial);
    expect(spreads).not.toContain("all-alike");
  });

  it("does not warn of the edge of a list of two values", () => {
    const made = hill();
    const points = gridPoints({ spread: ["4bps", "5bps"], levels: ["1", "2", "3"] });
    const two = madeSweep({ ...made, points, space: { ...SPACE, spread: "4bps,5bps" } });
    expect(codesOf(analysed(two))).not.toContain("edge-of-range");
  });

  it("warns of a walk-forward that loses and of a deflated Sharpe on what only fits the past", () => {
    const made = hill();
    // Each trial earns in one stretch of its own and loses elsewhere.
    const trial: MadeSweep["trial"] = (_, i) => ({
      bars: Float64Array.from({ length: BARS }, (__, bar) =>
        Math.floor((bar * POINTS.length) / BARS) === i ? 30 + i / 10 : -0.5 - 0.1 * (bar % 2),
      ),
    });
    const codes = codesOf(analysed(madeSweep({ ...made, trial })));
    expect(codes).toContain("walk-forward");
    expect(codes).toContain("deflated-sharpe");
    expect(codes).toContain("overfitting");
  });
});

describe("other assumptions", () => {
  const made = hill();
  const record = madeSweep(made);
  const best = POINTS[13]!;
  const far = { spread: "8bps", levels: "2" };
  const near = { spread: "4bps", levels: "2" };

  function withRows(
    rows: readonly (readonly [Partial<TrialRow["trial"]>, TrialRow["trial"]["point"], number])[],
  ): SweepAnalysis {
    const added = rows.map(([trial, point, perBar], i) =>
      madeRow({
        number: 100 + i,
        point,
        of: { bars: new Float64Array(BARS).fill(perBar) },
        trial: { phase: "assumptions", ...trial },
      }),
    );
    return analysed({ ...record, rows: [...record.rows, ...added] });
  }

  it("says nothing when a neighbour wins under another queue model, and warns when a far trial does", () => {
    const variant = { label: "queue back", queue: "back" };
    const neighbour = withRows([
      [{ variant }, best, 1],
      [{ variant }, near, 1.1],
      [{ variant }, far, 0.5],
    ]);
    expect(has(neighbour.assumptions).queues[0]!.winner).toBe("neighbour");
    expect(codesOf(neighbour)).toEqual([]);
    const other = withRows([
      [{ variant }, best, 1],
      [{ variant }, far, 1.1],
    ]);
    expect(has(other.assumptions).queues[0]!.winner).toBe("other");
    expect(codesOf(other)).toEqual(["queue-model"]);
  });

  it("warns when the best trial loses under another queue model or twice the latency", () => {
    const loses = withRows([
      [{ variant: { label: "queue back", queue: "back" } }, best, -0.1],
      [{ variant: { label: "latency x2", latencyTimes: 2 } }, best, 0],
      [{ variant: { label: "latency x4", latencyTimes: 4 } }, best, -9],
    ]);
    expect(codesOf(loses)).toEqual(["queue-model", "latency"]);
    expect(has(loses.assumptions).best.map(({ label, kind }) => [label, kind])).toEqual([
      ["queue back", "queue"],
      ["latency x2", "latency"],
      ["latency x4", "latency"],
    ]);
  });

  it("tells by how much a parameter was moved, whatever its unit", () => {
    const moved = withRows([
      [{ phase: "nearby" }, { ...best, spread: "6bps" }, 1],
      [{ phase: "nearby" }, { ...best, spread: "0.04%" }, 1.5],
      [{ phase: "nearby" }, { ...best, levels: "3" }, 1],
    ]);
    const { moves } = has(moved.nearby);
    expect(moves.map(({ name, change }) => [name, change])).toEqual([
      ["spread", -0.2],
      ["spread", 0.2],
      ["levels", 0.5],
    ]);
    expect(moves[0]!.ratio).toBeCloseTo((1.5 * BARS) / has(moved.best).value, 9);
  });
});

describe("what trials are too few or too strange for", () => {
  it("says so, and throws nothing, whatever the trials gave", () => {
    const bar = fc.oneof(
      fc.constantFrom(0, 1, Number.NaN, Infinity, -Infinity, 1e300, 5e-324),
      fc.double({ min: -1e9, max: 1e9, noNaN: true }),
    );
    const metric = fc.oneof(fc.constantFrom("NaN", "0", "-0", ""), fc.integer().map(String));
    const trial = fc.oneof(
      fc.constant("out of memory"),
      fc.record({
        bars: fc.oneof(
          fc.array(bar, { maxLength: 80 }),
          fc
            .tuple(bar, fc.integer({ min: 0, max: 80 }))
            .map(([each, n]) => Array.from({ length: n }, () => each)),
        ),
        pnl: metric,
        inventoryPnl: metric,
        phase: fc.constantFrom("search", "search", "search", "nearby", "assumptions"),
        share: fc.constantFrom(1, 1, 1, 0.25),
      }),
    );
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.constantFrom(...POINTS), trial), { maxLength: 30 }),
        fc.constantFrom("pnl" as const, "sharpe" as const),
        (trials, foldScore) => {
          const rows = trials.map(([point, of], i) => {
            if (typeof of === "string") return madeRow({ number: i + 1, point, of });
            const { bars, pnl, inventoryPnl, phase, share } = of;
            return madeRow({
              number: i + 1,
              point,
              of: { bars: Float64Array.from(bars), metrics: { pnl, inventoryPnl } },
              trial: { phase, share },
            });
          });
          const plan = madeSweep({ ...hill(), points: [] }).plan;
          const analysis = analysed({ plan, rows }, { foldScore });
          expect(JSON.parse(JSON.stringify(analysis))).toEqual(analysis);
        },
      ),
      { numRuns: 300 },
    );
  });

  it("names the first failure when all trials failed", () => {
    const record = madeSweep({ ...hill(), trial: () => "no margin left" });
    const { best, counts, warnings } = analysed(record);
    expect(best).toEqual({ notEnough: expect.stringContaining("no margin left") });
    expect([counts.failed, counts.complete, warnings]).toEqual([27, 0, []]);
  });

  it("counts points that halving gave up as tried, also where no log tells of them", () => {
    const made = hill();
    const rows = POINTS.map((point, i) =>
      madeRow({
        number: i + 1,
        point,
        of: made.trial(point, i),
        trial: { share: i < 20 ? 0.25 : 1 },
      }),
    );
    const { counts, honesty } = analysed({ ...madeSweep(made), rows });
    expect([counts.complete, counts.project]).toEqual([7, 27]);
    expect(has(honesty.deflated)).toMatchObject({ trials: 27, counted: 7 });
  });

  it("takes the least of an objective that is better the less there is, and the next one among equals", () => {
    const made = hill();
    const record = madeSweep({
      ...made,
      plan: { objectives: ["drawdown", "pnl"] },
      trial: (point, i) => ({
        ...(made.trial(point, i) as MadeTrial),
        metrics: { drawdown: i === 3 || i === 4 ? "1" : "2", pnl: i === 4 ? "7" : "6" },
      }),
    });
    const { best, moreIsBetter, pareto, ranking } = analysed(record);
    expect([has(best).number, has(best).text, moreIsBetter]).toEqual([5, "1", false]);
    expect(pareto.numbers).toEqual([5]);
    expect(ranking.slice(0, 3).map(({ number }) => number)).toEqual([5, 4, 1]);
  });

  it("takes the nearest points for neighbours where points were drawn", () => {
    const points = Array.from({ length: 40 }, (_, i) => ({
      spread: `${1 + ((i * 13) % 40) / 5}bps`,
    }));
    const record = madeSweep({
      space: { spread: "1bps:9bps" },
      points,
      trial: ({ spread }) => ({
        bars: Float64Array.from(
          { length: 60 },
          (_, i) => 3 - Math.abs(Number.parseFloat(spread!) - 5) + (i % 2),
        ),
      }),
    });
    const { plateau, best, marginals } = analysed(record);
    expect(has(best).point).toEqual({ spread: "5bps" });
    const { how, neighbours } = has(plateau);
    expect(how).toBe("nearest");
    const spreads = neighbours.map((number) => points[number - 1]!.spread);
    expect(spreads.toSorted()).toEqual(["4.6bps", "4.8bps", "5.2bps", "5.4bps"]);
    expect(marginals[0]!.values).toHaveLength(6);
  });

  it("has no favourites among neighbours that are equally near", () => {
    const values = ["a", "b", "c", "d", "e", "f"];
    const axis: Axis = { name: "word", values, ordered: false, at: () => "a", place: () => 0 };
    // As ranked: the best first.
    const among = values.map((word) => ({ point: { word } }));
    const { found } = neighboursOf([axis], { word: "a" }, among);
    expect(found).toEqual(among.slice(1));
  });
});
