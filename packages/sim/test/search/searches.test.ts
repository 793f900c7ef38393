import { ConfigError, Prng } from "@mexoms/core";
import {
  gridSearch,
  latinHypercube,
  parseSearch,
  randomSearch,
  type Search,
  type SearchSpace,
  sobolSearch,
} from "@mexoms/sim/engine";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { cube, play, spaceOf } from "./fixture.ts";

const pointsOf = (search: Search): Readonly<Record<string, string>>[] => {
  const asks = search.next([]);
  expect(asks.every(({ share }) => share === 1)).toBe(true);
  expect(search.next(asks.map((ask) => ({ ask, scores: [1] })))).toEqual([]);
  return asks.map(({ point }) => point);
};
const MIXED = { levels: "1,3,5", halfSpread: "1bps:4bps:1bps", mode: "*", hedge: "*" };
const DRAWN = { halfSpread: "1bps:20bps:log", levels: "1:10", size: "0.01BTC:0.1BTC", mode: "*" };
const WHERE = ["levels * size <= 0.3BTC", "mode != leave || halfSpread > 3bps"];
/** A cube without rounding. */
const exactCube = (dimensions: number): SearchSpace => ({
  axes: Array.from({ length: dimensions }, (_, i) => ({
    name: `x${i}`,
    values: undefined,
    ordered: true,
    at: String,
    place: Number,
  })),
  where: [],
  allows: () => true,
});
const SEARCHES = ["random 50", "lhs 50", "sobol 50", "evolve 50", "tpe 50"];

describe("a grid", () => {
  it("is the nested loops over its values that the conditions allow, the last axis fastest", () => {
    const where = ["levels * halfSpread <= 6bps", "hedge || mode != join"];
    const naive: Readonly<Record<string, string>>[] = [];
    for (const levels of ["1", "3", "5"]) {
      for (const spread of [1, 2, 3, 4]) {
        for (const mode of ["join", "improve", "leave"]) {
          for (const hedge of ["false", "true"]) {
            if (Number(levels) * spread > 6 || (hedge === "false" && mode === "join")) continue;
            naive.push({ levels, halfSpread: `${spread}bps`, mode, hedge });
          }
        }
      }
    }
    const grid = gridSearch(spaceOf(MIXED, { where }));
    expect(pointsOf(grid)).toEqual(naive);
    expect(grid.expected).toBe(naive.length);
    expect(grid.notes).toEqual([`conditions exclude ${72 - naive.length} of 72 points`]);
  });

  it.each([
    [
      { halfSpread: "1bps:20bps" },
      [],
      "a grid needs values: give a list or a step, such as 1bps:20bps:STEP",
    ],
    [
      { skew: "0:1:0.0001", levels: "*", halfSpread: "1bps:20bps:1bps" },
      [],
      "more than 10000 values",
    ],
    [
      { skew: "0:0.9:0.0001", levels: "*", halfSpread: "1bps:20bps:1bps" },
      [],
      "are 1800200 points, more than 1000000",
    ],
    [{ levels: "1,2" }, ["levels > 2"], "none of the 2 points meets levels > 2"],
  ])("of %o is refused when it cannot be had", (space, where, problem) => {
    const expected = problem.startsWith("more than") ? "has 10001 values; at most 10000" : problem;
    expect(() => gridSearch(spaceOf(space, { where }))).toThrow(expected);
  });
});

describe.each(SEARCHES)("%s", (text) => {
  const search = (space: SearchSpace, seed = 1): Search => parseSearch(text, space, seed);
  const score = (point: Readonly<Record<string, string>>): number[] => [
    Number.parseFloat(point["halfSpread"]!),
  ];

  it("asks as often as it was told, for different points that the conditions allow", () => {
    const space = spaceOf(DRAWN, { where: WHERE });
    const points = play(search(space), score).map(({ ask }) => ask.point);
    expect(points).toHaveLength(50);
    expect(search(space).expected).toBe(50);
    expect(new Set(points.map((point) => JSON.stringify(point))).size).toBe(50);
    expect(points.every((point) => space.allows(point))).toBe(true);
    expect(points.every((point) => Object.keys(point).join() === Object.keys(DRAWN).join())).toBe(
      true,
    );
  });

  it("asks the same for the same seed, and otherwise for another", () => {
    const of = (seed: number): unknown => play(search(spaceOf(DRAWN), seed), score);
    expect(of(7)).toEqual(of(7));
    expect(of(7)).not.toEqual(of(8));
  });

  it("uses up a small space without asking twice, and says so or ends", () => {
    const points = play(search(spaceOf({ levels: "1:4:1", mode: "*" })), (point) => [
      Number(point["levels"]),
    ]).map(({ ask }) => ask.point);
    expect(new Set(points.map((point) => JSON.stringify(point))).size).toBe(points.length);
    expect(points.length).toBe(12);
  });

  it("refuses conditions that no point meets", () => {
    const space = spaceOf({ skew: "0:1", mode: "*" }, { where: ["skew > 2"] });
    expect(() => search(space)).toThrow("no points were found that meet skew > 2");
  });

  it("is found again by its own name", () => {
    const space = spaceOf(DRAWN);
    const first = search(space, 3);
    const again = parseSearch(first.name, space, 3);
    expect(again.name).toBe(first.name);
    expect(again.next([])).toEqual(first.next([]));
  });
});

it.each(["random", "sobol", "evolve", "tpe"])(
  "%s of more trials begins with the same points, so that a sweep can be gone on with",
  (kind) => {
    const space = spaceOf(DRAWN, { where: WHERE });
    const points = (trials: number): unknown[] =>
      play(parseSearch(`${kind} ${trials}`, space, 2), (point) => [Number(point["levels"])]).map(
        ({ ask }) => ask.point,
      );
    expect(points(100).slice(0, 40)).toEqual(points(40));
  },
);

describe("a Latin hypercube", () => {
  it("has one trial in each part of every axis", () => {
    fc.assert(
      fc.property(fc.integer({ min: 2, max: 60 }), fc.nat(), (trials, seed) => {
        const points = pointsOf(latinHypercube(exactCube(4), { trials, seed }));
        for (const name of ["x0", "x1", "x2", "x3"]) {
          const parts = points.map((point) => Math.floor(Number(point[name]) * trials));
          expect(new Set(parts).size).toBe(trials);
        }
      }),
      { numRuns: 30 },
    );
    const places = pointsOf(
      latinHypercube(spaceOf({ levels: "1:5:1", size: "0.01BTC:0.1BTC" }), { trials: 20, seed: 4 }),
    );
    for (const levels of ["1", "2", "3", "4", "5"]) {
      expect(places.filter((point) => point["levels"] === levels)).toHaveLength(4);
    }
  });

  it("says when points had to be taken from a larger one", () => {
    const space = spaceOf(DRAWN, { where: ["levels <= 3"] });
    const search = latinHypercube(space, { trials: 40, seed: 1 });
    expect(pointsOf(search)).toHaveLength(40);
    expect(search.notes.join()).toMatch(/taken from a hypercube of \d+/);
    const narrow = spaceOf({ skew: "0:1" }, { where: ["skew <= 0.003"] });
    const drawn = latinHypercube(narrow, { trials: 4, seed: 1 });
    const values = pointsOf(drawn).map((point) => point["skew"]);
    expect(new Set(values)).toEqual(new Set(["0", "0.001", "0.002", "0.003"]));
    expect(drawn.notes.join()).toMatch(/\d of the points are drawn by chance/);
  });
});

it.each(["evolve 8 generation 4", "tpe 8 round 4"])(
  "%s goes on where conditions leave fewer points than the first hypercube wants",
  (text) => {
    const narrow = spaceOf({ skew: "0:1" }, { where: ["skew <= 0.007"] });
    const answered = play(parseSearch(text, narrow, 1), () => [0]);
    expect(new Set(answered.map(({ ask }) => ask.point["skew"])).size).toBe(8);
  },
);

describe("how evenly points lie", () => {
  /** Largest difference between the part of points in a box at zero and the box, over some boxes. */
  const unevenness = (search: Search): number => {
    const points = pointsOf(search).map((point) => [Number(point["x0"]), Number(point["x1"])]);
    const prng = new Prng(99);
    return Math.max(
      ...Array.from({ length: 500 }, () => {
        const [a, b] = [prng.next(), prng.next()];
        const inside = points.filter(([x, y]) => x! < a && y! < b).length / points.length;
        return Math.abs(inside - a * b);
      }),
    );
  };

  it("by Sobol is far better than by chance, for every seed", () => {
    for (let seed = 0; seed < 5; seed++) {
      const sobol = unevenness(sobolSearch(cube(2), { trials: 256, seed }));
      const random = unevenness(randomSearch(cube(2), { trials: 256, seed }));
      expect(sobol).toBeLessThan(0.025);
      expect(sobol).toBeLessThan(random / 1.5);
    }
  });
});

describe("texts of searches", () => {
  it.each([
    ["grid 5", "a grid tries all of its points"],
    ["random", "lacks its number of trials"],
    ["random 0", "is not of 1 to 1000000 trials"],
    ["random 99999999", "is not of 1 to"],
    ["random -5", "has no number such as 200 behind its name"],
    ["sobol:1e9", "has no number such as 200 behind its name"],
    ["sobol:1000000000", "is not of 1 to 1000000 trials"],
    ["tpo 5", "is no search"],
    ["sobol 5 generation 3", "has no generations"],
    ["tpe 5 generation 3", "has no generations"],
    ["grid generation 3", "has no generations"],
    ["tpe 50 round 0", "0 is not a whole number from 1"],
    ["evolve 50 generation 1", "1 is not a whole number from 2"],
    ["", "is no search"],
    ["constructor 5", "is no search"],
  ])("%s is refused", (text, problem) => {
    expect(() => parseSearch(text, cube(2), 1)).toThrow(ConfigError);
    expect(() => parseSearch(text, cube(2), 1)).toThrow(problem);
  });

  it("may have colons in place of spaces, for shells", () => {
    expect(parseSearch("evolve:40:generation:8", cube(2), 1).name).toBe("evolve 40 generation 8");
    expect(parseSearch("  sobol:16 ", cube(2), 1).name).toBe("sobol 16");
  });

  it("refuse more axes than Sobol's table has", () => {
    expect(() => sobolSearch(cube(22), { trials: 4, seed: 1 })).toThrow(
      "at most 21 swept parameters",
    );
  });
});
