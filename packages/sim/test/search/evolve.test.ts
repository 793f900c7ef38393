import {
  type Answered,
  evolveSearch,
  paretoFront,
  type Point,
  randomSearch,
  type Search,
} from "@mexoms/sim/engine";
import { Prng } from "@mexoms/core";
import { childrenOf } from "../../engine/search/evolve/breed.ts";
import { describe, expect, it } from "vitest";
import { cube, play, spaceOf } from "./fixture.ts";

const SEEDS = [1, 2, 3, 4, 5];
const places = (point: Point): number[] => Object.values(point).map(Number);
/** A single hill with its top at 0.3 of each axis. */
const hill = (point: Point): number[] => [
  0 - places(point).reduce((sum, x) => sum + (x - 0.3) ** 2, 0),
];
/** ZDT1 (Zitzler, Deb, Thiele 2000), turned so that more is better; its front is y = 1 - sqrt(x). */
const zdt1 = (point: Point): number[] => {
  const [x, ...rest] = places(point);
  const g = 1 + (9 * rest.reduce((sum, each) => sum + each, 0)) / rest.length;
  return [0 - x!, 0 - g * (1 - Math.sqrt(x! / g))];
};
const best = (answered: readonly Answered[]): number =>
  Math.max(...answered.map(({ scores }) => scores?.[0] ?? -Infinity));
/** Area that the front has over the point (1, 6), of at most 6 - 1/3. */
const area = (answered: readonly Answered[]): number => {
  const scores = answered.map(({ scores: row }) => row!);
  const front = paretoFront(scores)
    .map((i) => [0 - scores[i]![0]!, 0 - scores[i]![1]!] as const)
    .toSorted(([a], [b]) => a - b);
  return front.reduce(
    (sum, [x, y], i) => sum + Math.max(0, (front[i + 1]?.[0] ?? 1) - x) * (6 - y),
    0,
  );
};

describe("the evolutionary search", () => {
  it("finds a known optimum far better than chance at the same number of trials, for every seed", () => {
    for (const seed of SEEDS) {
      const evolved = best(
        play(evolveSearch(cube(5), { trials: 400, generation: 20, seed }), hill),
      );
      const drawn = best(play(randomSearch(cube(5), { trials: 400, seed }), hill));

      expect(evolved).toBeGreaterThan(-0.005);
      expect(evolved).toBeGreaterThan(drawn / 5);
    }
  });

  it("finds the known front of ZDT1 far better than chance, for every seed", () => {
    for (const seed of SEEDS) {
      const evolved = play(evolveSearch(cube(5), { trials: 600, generation: 30, seed }), zdt1);
      const drawn = play(randomSearch(cube(5), { trials: 600, seed }), zdt1);
      const most = 6 - 1 / 3;
      expect(most - area(evolved)).toBeLessThan(0.3);

      expect(most - area(evolved)).toBeLessThan((most - area(drawn)) / 5);
    }
  });

  it("comes near the best of a space of lists and words, which lies at the border of a condition", () => {
    const words = { mode: "*", hedge: "*" };
    const numbers = { levels: "1:10:1", halfSpread: "1bps:50bps:0.1bps", size: "0.01BTC:0.2BTC" };
    const space = spaceOf({ ...numbers, ...words }, { where: ["levels * halfSpread <= 60bps"] });
    let [evolvedSum, drawnSum] = [0, 0];
    const score = (point: Point): number[] => {
      const [levels, spread] = [Number(point["levels"]), Number.parseFloat(point["halfSpread"]!)];
      const chosen = (point["mode"] === "improve" ? 0 : -3) + (point["hedge"] === "false" ? 0 : -2);
      const size = (Number.parseFloat(point["size"]!) - 0.05) * 100;
      return [chosen - (levels - 6) ** 2 - (spread - 10) ** 2 - size ** 2];
    };
    for (const seed of SEEDS) {
      const answered = play(evolveSearch(space, { trials: 300, generation: 20, seed }), score);
      expect(answered.every(({ ask }) => space.allows(ask.point))).toBe(true);
      const drawn = play(randomSearch(space, { trials: 300, seed }), score);
      expect(best(answered)).toBeGreaterThan(-0.4);
      [evolvedSum, drawnSum] = [evolvedSum + best(answered), drawnSum + best(drawn)];
    }
    expect(evolvedSum).toBeGreaterThan(drawnSum / 5);
  });

  it("goes on when trials fail or have no figure, and leaves the part where they do", () => {
    const search = evolveSearch(cube(3), { trials: 300, generation: 20, seed: 3 });
    const answered = play(search, (point) => {
      const [x, y] = places(point);
      if (x! < 0.5) return undefined;
      return y! < 0.2 ? [NaN] : hill(point);
    });
    const failed = (rows: readonly Answered[]): number =>
      rows.filter(({ scores }) => !Number.isFinite(scores?.[0])).length;
    expect(failed(answered.slice(0, 20))).toBeGreaterThanOrEqual(8);
    expect(failed(answered.slice(-100))).toBeLessThanOrEqual(25);
    expect(
      play(evolveSearch(cube(3), { trials: 60, generation: 20, seed: 3 }), () => undefined),
    ).toHaveLength(60);
  });

  it("reaches both ends of a list of values alike", () => {
    const axes = spaceOf({ levels: "1:4:1" }).axes;
    const counts = new Map<string, number>();
    const prng = new Prng(1);
    for (const levels of ["1", "4"]) {
      for (let i = 0; i < 2000; i++) {
        const [child] = childrenOf(axes, [{ levels }, { levels }], prng);
        const key = `${levels} to ${child["levels"]}`;
        counts.set(key, (counts.get(key) ?? 0) + 1);
      }
    }
    expect(counts.get("4 to 3")! / counts.get("1 to 2")!).toBeCloseTo(1, 1);
  });

  it("asks in rounds of its generation, the last one shorter, whatever the answers", () => {
    const sizes: number[] = [];
    const inner = evolveSearch(cube(2), { trials: 50, generation: 16, seed: 1 });
    const watched: Search = {
      ...inner,
      next(answered) {
        const asks = inner.next(answered);
        sizes.push(asks.length);
        return asks;
      },
    };
    play(watched, hill);
    expect(sizes).toEqual([16, 16, 16, 2, 0]);
  });

  it("asks the same again from the answers alone, as after a restart", () => {
    const options = { trials: 100, generation: 20, seed: 9 };
    const answered = play(evolveSearch(cube(3), options), hill);
    for (const known of [0, 20, 40, 80]) {
      const asks = evolveSearch(cube(3), options).next(answered.slice(0, known));
      expect(asks).toEqual(answered.slice(known, known + 20).map(({ ask }) => ask));
    }
  });
});
