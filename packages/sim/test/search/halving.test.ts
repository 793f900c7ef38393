import { evolveSearch, gridSearch, halving, type Point, randomSearch } from "@mexoms/sim/engine";
import { describe, expect, it } from "vitest";
import { cube, play, spaceOf } from "./fixture.ts";

const THIRDS = { keep: 1 / 3, rungs: 3 };
const level = (point: Point): number => Number(point["skew"]);

describe("successive halving", () => {
  it("runs all on the first part, and of each rung the best third on three times as much", () => {
    const search = halving(gridSearch(spaceOf({ skew: "0.01:0.27:0.01" })), THIRDS);
    const answered = play(search, (point) => [level(point)]);
    const rungs = [1 / 9, 1 / 3, 1].map((share) =>
      answered
        .filter(({ ask }) => Math.abs(ask.share - share) < 1e-12)
        .map(({ ask }) => level(ask.point)),
    );
    expect(rungs.map(({ length }) => length)).toEqual([27, 9, 3]);
    expect(rungs[1]).toEqual([0.27, 0.26, 0.25, 0.24, 0.23, 0.22, 0.21, 0.2, 0.19]);
    expect(rungs[2]).toEqual([0.27, 0.26, 0.25]);
    expect(answered.at(-1)!.ask.share).toBe(1);
    expect(search.expected).toBe(39);
  });

  it("judges a rung by its own answers", () => {
    const search = halving(gridSearch(spaceOf({ skew: "0.01:0.27:0.01" })), THIRDS);
    const answered = play(search, (point, share) => [share < 0.2 ? level(point) : -level(point)]);
    expect(answered.slice(-3).map(({ ask }) => level(ask.point))).toEqual([0.19, 0.2, 0.21]);
  });

  it("takes no failed trial to the next rung, and ends when all have failed", () => {
    const grid = gridSearch(spaceOf({ skew: "0.01:0.09:0.01" }));
    const some = play(halving(grid, THIRDS), (point) => (level(point) > 0.02 ? undefined : [1]));
    expect(some.map(({ ask }) => level(ask.point)).slice(9)).toEqual([0.01, 0.02, 0.01]);
    expect(play(halving(grid, THIRDS), () => undefined)).toHaveLength(9);
  });

  it("keeps one on the last rung however few there are", () => {
    const search = halving(randomSearch(cube(2), { trials: 2, seed: 1 }), { keep: 0.25, rungs: 4 });
    expect(play(search, () => [1]).map(({ ask }) => ask.share)).toEqual([
      1 / 64,
      1 / 64,
      1 / 16,
      1 / 4,
      1,
    ]);
    expect(search.expected).toBe(5);
  });

  it("lets a search that learns do so on the first rung, and promotes from all its rounds", () => {
    const search = halving(evolveSearch(cube(2), { trials: 60, generation: 20, seed: 1 }), THIRDS);
    const answered = play(search, (point) => [-Math.abs(Number(point["x0"]) - 0.3)]);
    const first = answered.filter(({ ask }) => ask.share < 0.2);
    expect(first).toHaveLength(60);
    expect(answered).toHaveLength(60 + 20 + 7);
    const best = Math.max(...first.map(({ scores }) => scores![0]!));
    expect(answered.at(-7)!.scores).toEqual([best]);
  });

  it("keeps several objectives: the front goes on", () => {
    const grid = gridSearch(spaceOf({ skew: "0:1:0.5", levels: "1:3:1" }));
    const answered = play(halving(grid, { keep: 1 / 3, rungs: 2 }), (point) => [
      level(point) - Number(point["levels"]),
      -level(point) - Number(point["levels"]),
    ]);
    expect(answered.slice(9).map(({ ask }) => ask.point["levels"])).toEqual(["1", "1", "1"]);
  });

  it.each([
    [{ keep: 0, rungs: 2 }, "keep: 0 is not a part above 0 and below 1"],
    [{ keep: 1, rungs: 2 }, "keep: 1 is not a part"],
    [{ keep: NaN, rungs: 2 }, "keep: NaN is not a part"],
    [{ keep: 0.5, rungs: 1 }, "rungs: 1 is not a whole number from 2"],
    [{ keep: 0.5, rungs: 2.5 }, "rungs: 2.5 is not a whole number"],
  ])("refuses %o", (options, problem) => {
    expect(() => halving(randomSearch(cube(1), { trials: 5, seed: 1 }), options)).toThrow(problem);
  });
});
