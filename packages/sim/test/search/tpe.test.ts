import { Prng } from "@mexoms/core";
import {
  type Answered,
  evolveSearch,
  type Point,
  randomSearch,
  tpeSearch,
} from "@mexoms/sim/engine";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { bestFirst } from "../../engine/search/pareto-front.ts";
import { BestSoFar } from "../../engine/search/tpe/best-so-far.ts";
import { parzenOfPlaces } from "../../engine/search/tpe/parzen.ts";
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

describe("a search that learns", () => {
  it("depends on the answers alone, not on what it was asked before", () => {
    for (const searchOf of [
      () => tpeSearch(cube(2), { trials: 60, round: 10, seed: 3 }),
      () => evolveSearch(cube(2), { trials: 60, generation: 10, seed: 3 }),
    ]) {
      const answered = play(searchOf(), hill);
      const failing = answered.map(({ ask }) => ({ ask, scores: undefined }));
      const search = searchOf();
      for (const of of [answered, failing, answered.slice(0, 30), answered.slice(0, 40), failing]) {
        const known = of.slice(0, 40);
        expect(search.next(known)).toEqual(searchOf().next(known));
      }
    }
  });
});

describe("the best so far", () => {
  it("are the first of all rows, although most of them are forgotten", () => {
    const rows = fc.integer({ min: 1, max: 3 }).chain((objectives) =>
      fc.array(
        fc.option(
          fc.array(fc.constantFrom(0, 1, 2, 3, 5, NaN, -Infinity), {
            minLength: objectives,
            maxLength: objectives,
          }),
          { nil: undefined, freq: 9 },
        ),
        { maxLength: 40 },
      ),
    );
    fc.assert(
      fc.property(rows, fc.integer({ min: 1, max: 6 }), (all, limit) => {
        const so = new BestSoFar(limit, 40);
        for (const [i, scores] of all.entries()) {
          so.add(scores, i);
          const until = all.slice(0, i + 1);
          const usable = bestFirst(until).filter((at) => until[at]?.every((x) => !Number.isNaN(x)));
          expect(so.best(limit)).toEqual(usable.slice(0, limit));
        }
      }),
    );
  });
});

describe("the best so far of a front that never ends", () => {
  it("are on it", () => {
    const so = new BestSoFar(10, 40);
    const prng = new Prng(2);
    for (let i = 0; i < 2000; i++) {
      const x = prng.next();
      so.add(i % 4 === 0 ? [x - 2, -x - 2] : [x, -x], i);
    }
    const best = so.best(10);
    expect(best.length).toBe(10);
    expect(best.filter((i) => i % 4 === 0)).toEqual([]);
  });
});

describe("a Parzen estimate", () => {
  it.each([[[]], [[0.5]], [[0.02, 0.01]], [[0, 0.3, 0.35, 1]]])(
    "from %j is a density, and draws follow it",
    (places) => {
      const parzen = parzenOfPlaces(places);
      const parts = 200;
      const densities = Array.from({ length: parts }, (_, i) =>
        Math.exp(parzen.logDensity((i + 0.5) / parts)),
      );
      expect(densities.reduce((sum, each) => sum + each, 0) / parts).toBeCloseTo(1, 2);
      const prng = new Prng(5);
      const draws = Array.from({ length: 4000 }, () => parzen.draw(prng));
      for (const end of [0.1, 0.3, 0.5, 0.9]) {
        const below = draws.filter((draw) => draw < end).length / draws.length;
        const sum =
          densities.slice(0, end * parts).reduce((total, each) => total + each, 0) / parts;
        // Three standard errors of 4000 draws, and half a part.
        expect(Math.abs(below - sum)).toBeLessThan(0.027);
      }
    },
  );
});
