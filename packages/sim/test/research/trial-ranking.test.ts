import {
  bestTrials,
  isBetterTrial,
  METRICS,
  type MetricSpec,
  rankedTrials,
  type TrialRow,
  trialTable,
} from "@mexoms/sim/engine";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { outcomeFromJson, outcomeToJson } from "../../src/sweep/outcome-json.ts";
import { madeRow, madeSweep } from "./made-sweep.ts";

const figures = fc.constantFrom(-2, -0, 0, 1, 1.5, NaN, Infinity, -Infinity);
const amounts = fc.constantFrom("-2", "0", "0.00", "1", "1.5", "");
const objectiveLists = fc
  .uniqueArray(fc.constantFrom("pnl", "drawdown", "sharpe", "inventory"), {
    minLength: 1,
    maxLength: 3,
  })
  .map((names) => names.map((name) => METRICS.find((spec) => spec.name === name)!));
const rowLists = fc
  .array(
    fc.record({
      metrics: fc.record({
        pnl: amounts,
        drawdown: amounts,
        sharpe: figures,
        inventory: figures,
      }),
      trial: fc.record({
        phase: fc.constantFrom("search", "search", "search", "nearby"),
        share: fc.constantFrom(1, 1, 1, 0.5),
      }),
      failed: fc.integer({ min: 0, max: 9 }).map((draw) => draw === 0),
    }),
    { maxLength: 12 },
  )
  .chain((all) => {
    const bars = new Float64Array(3);
    const rows = all.map(({ metrics, trial, failed }, i) =>
      madeRow({ number: i + 1, point: {}, of: failed ? "failed" : { bars, metrics }, trial }),
    );
    return fc.shuffledSubarray(rows, { minLength: rows.length });
  });

/** Word by word: absent is behind all, then the next objective, then who was asked for first. */
function naiveBeats(a: TrialRow, b: TrialRow, objectives: readonly MetricSpec[]): boolean {
  for (const { name, better } of objectives) {
    const [one, other] = [a, b].map((row) => naiveFigure(row, name));
    if (one === undefined && other === undefined) continue;
    if (one === undefined || other === undefined) return other === undefined;
    if (one !== other) return better === "less" ? one < other : one > other;
  }
  return a.number < b.number;
}

function naiveFigure({ outcome }: TrialRow, name: MetricSpec["name"]): number | undefined {
  const value = outcome!.metrics[name];
  const isDefined = value !== "" && Number.isFinite(Number(value));
  return isDefined ? Number(value) : undefined;
}

function naiveRanking(rows: readonly TrialRow[], objectives: readonly MetricSpec[]): number[] {
  let left = rows.filter(
    ({ trial, outcome }) => outcome && trial.phase === "search" && trial.share === 1,
  );
  const order: number[] = [];
  while (left.length > 0) {
    const first = left.find((a) => left.every((b) => a === b || naiveBeats(a, b, objectives)))!;
    order.push(first.number);
    left = left.filter((row) => row !== first);
  }
  return order;
}

const numbers = (rows: readonly { readonly number: number }[]): number[] =>
  rows.map(({ number }) => number);

describe("which trial is the best", () => {
  it("is the same to the phases, the progress and the analysis, also after a restart from files", () => {
    fc.assert(
      fc.property(rowLists, objectiveLists, (rows, objectives) => {
        const expected = naiveRanking(rows, objectives);
        expect(numbers(rankedTrials(rows, objectives))).toEqual(expected);

        const plan = { objectives: objectives.map(({ name }) => name) };
        const empty = madeSweep({ space: {}, points: [], trial: () => "", plan });
        const { ranked } = trialTable({ plan: empty.plan, rows });
        expect(numbers(ranked)).toEqual(expected);

        const withValue = ranked.filter(({ value }) => !Number.isNaN(value));
        expect(numbers(bestTrials(rows, objectives))).toEqual(numbers(withValue));
        const last = rows.reduce<Parameters<typeof isBetterTrial>[1]>(
          (best, row) => (isBetterTrial(row, best, objectives) ? row : best),
          undefined,
        );
        expect(last?.number).toBe(withValue[0]?.number);

        const filed = rows.map((row) =>
          row.outcome ? { ...row, outcome: outcomeFromJson(outcomeToJson(row.outcome)) } : row,
        );
        expect(numbers(rankedTrials(filed, objectives))).toEqual(expected);
      }),
      { numRuns: 400 },
    );
  });
});
