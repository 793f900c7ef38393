import { paretoFront, type Scores } from "@mexoms/sim/engine";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { bestFirst, paretoFronts } from "../../engine/search/pareto-front.ts";

const beats = (a: readonly number[], b: readonly number[]): boolean =>
  a.every((score, i) => score >= b[i]!) && a.some((score, i) => score > b[i]!);
/** By definition. */
const naiveFront = (scores: readonly Scores[], of: readonly number[]): number[] =>
  of.filter((i) => !of.some((j) => beats(scores[j]!, scores[i]!)));
const usable = (scores: readonly Scores[]): number[] =>
  scores.flatMap((row, i) => (row === undefined || row.some(Number.isNaN) ? [] : [i]));

const rows = fc.integer({ min: 1, max: 4 }).chain((objectives) =>
  fc.array(
    fc.option(
      fc.array(fc.constantFrom(0, 1, 2, 3, -1, NaN, -Infinity, 0.5), {
        minLength: objectives,
        maxLength: objectives,
      }),
      { nil: undefined, freq: 8 },
    ),
    { maxLength: 40 },
  ),
);

describe("the Pareto front", () => {
  it("is the rows that none beats, equal rows all among them, failed ones never", () => {
    fc.assert(
      fc.property(rows, (scores) => {
        expect(paretoFront(scores)).toEqual(naiveFront(scores, usable(scores)));
      }),
      { numRuns: 500 },
    );
  });

  it("of the rest is the next one, until nothing is left", () => {
    fc.assert(
      fc.property(rows, (scores) => {
        let left = usable(scores);
        for (const front of paretoFronts(scores)) {
          expect(front).toEqual(naiveFront(scores, left));
          left = left.filter((i) => !front.includes(i));
        }
        expect(left).toEqual([]);
      }),
    );
  });

  it("is found for ten thousand rows at once", () => {
    const scores = Array.from({ length: 10_000 }, (_, i) => [
      (i * 7919) % 10_007,
      (i * 104_729) % 9973,
    ]);
    expect(paretoFront(scores)).toEqual(naiveFront(scores, usable(scores)));
  });
});

describe("the order of preference", () => {
  it("with one objective is that of the scores, equal ones as they came, failed ones last", () => {
    expect(bestFirst([[1], undefined, [3], [NaN], [3], [2], [-Infinity]])).toEqual([
      2, 4, 5, 0, 6, 1, 3,
    ]);
  });

  it("has fronts in order, and in a front the ends and the lonely ones first", () => {
    const scores = [
      [0, 10],
      [1, 9],
      [1.1, 8.9],
      [5, 5],
      [10, 0],
      [0, 0],
    ];
    const order = bestFirst(scores);
    expect(order.slice(0, 3).toSorted((a, b) => a - b)).toEqual([0, 3, 4]);
    expect(order.at(-1)).toBe(5);
  });

  it("has every row once", () => {
    fc.assert(
      fc.property(rows, (scores) => {
        expect(bestFirst(scores).toSorted((a, b) => a - b)).toEqual(scores.map((_, i) => i));
      }),
    );
  });
});
