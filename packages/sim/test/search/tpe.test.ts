import { Prng } from "@mexoms/core";
import { type Answered, type Point, randomSearch, tpeSearch } from "@mexoms/sim/engine";
import { describe, expect, it } from "vitest";
import { parzenOf } from "../../engine/search/tpe/parzen.ts";
import { cube, play, spaceOf } from "./fixture.ts";

const SEEDS = [1, 2, 3, 4, 5];
const best = (answered: readonly Answered[]): number =>
  Math.max(...answered.map(({ scores }) => scores?.[0] ?? -Infinity));
/** A single hill with its top at 0.3 of each axis. */
const hill = (point: Point): number[] => [
  0 - Object.values(point).reduce((sum, x) => sum + (Number(x) - 0.3) ** 2, 0),
];

describe("the Parzen search", () => {
  it("finds a known optimum better than chance at the same number of trials, for every seed", () => {
    for (const seed of SEEDS) {
      const learned = best(play(tpeSearch(cube(4), { trials: 200, round: 10, seed }), hill));
      const drawn = best(play(randomSearch(cube(4), { trials: 200, seed }), hill));
      expect(learned).toBeGreaterThan(-0.01);
      expect(learned).toBeGreaterThan(drawn / 2);
    }
  });

  it("finds words, and goes on when trials fail", () => {
    const space = spaceOf({ mode: "*", hedge: "*", skew: "0:1", halfSpread: "1bps:50bps:log" });
    const answered = play(tpeSearch(space, { trials: 200, round: 10, seed: 1 }), (point) => {
      if (point["hedge"] === "true") return undefined;
      return [(point["mode"] === "leave" ? 1 : 0) - Math.abs(Number(point["skew"]) - 0.7)];
    });
    const last = answered.slice(-50).map(({ ask }) => ask.point);
    expect(last.filter((point) => point["hedge"] === "false").length).toBeGreaterThan(40);
    expect(last.filter((point) => point["mode"] === "leave").length).toBeGreaterThan(30);
    expect(best(answered)).toBeGreaterThan(0.98);
  });

  it("asks the same again from the answers alone, as after a restart", () => {
    const options = { trials: 60, round: 10, seed: 9 };
    const answered = play(tpeSearch(cube(3), options), hill);
    for (const known of [0, 10, 30, 50]) {
      const asks = tpeSearch(cube(3), options).next(answered.slice(0, known));
      expect(asks).toEqual(answered.slice(known, known + 10).map(({ ask }) => ask));
    }
  });
});

describe("a Parzen estimate", () => {
  it.each([[[]], [["0.5"]], [["0.01", "0.02"]], [["0", "0.3", "0.35", "1"]]])(
    "from %j is a density, and draws follow it",
    (texts) => {
      const [axis] = cube(1).axes;
      const parzen = parzenOf(axis!, texts);
      const parts = 200;
      const densities = Array.from({ length: parts }, (_, i) =>
        Math.exp(parzen.logDensity(String((i + 0.5) / parts))),
      );
      expect(densities.reduce((sum, each) => sum + each, 0) / parts).toBeCloseTo(1, 2);
      const prng = new Prng(5);
      const draws = Array.from({ length: 4000 }, () => Number(parzen.draw(prng)));
      for (const end of [0.1, 0.3, 0.5, 0.9]) {
        const below = draws.filter((draw) => draw < end).length / draws.length;
        const sum =
          densities.slice(0, end * parts).reduce((total, each) => total + each, 0) / parts;
        // Three standard errors of 4000 draws, and the rounding of texts.
        expect(Math.abs(below - sum)).toBeLessThan(0.027);
      }
    },
  );
});
