import { Prng } from "@mexoms/core";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { differenceBands } from "../../engine/calibration/difference-bands.ts";
import { fitNoise } from "../../engine/calibration/fit-noise.ts";
import { type FollowedStay, Observations } from "../../engine/calibration/observations.ts";
import { logLikelihood, reachChances, withChance } from "../../engine/calibration/reach-chance.ts";

/** A stay that met trades of these depths; `reachedAt` is the trade that reached it, -1 for none. */
function stayOf(
  observations: Observations,
  order: number,
  depths: readonly number[],
  reachedAt: number,
): FollowedStay {
  const rows: number[] = [];
  for (const depth of reachedAt < 0 ? depths : depths.slice(0, reachedAt + 1)) {
    rows.push(observations.rows);
    observations.push(Float64Array.of(depth));
  }
  return {
    stay: {
      order,
      side: 0,
      priceTicks: 1,
      fromNs: order,
      toNs: order + 1,
      fillNs: Infinity,
      partLots: 0,
    },
    scale: 1,
    hadQueue: true,
    rows,
    ended: reachedAt < 0 ? "closed" : "reached",
    lastTradeNs: 0,
    reachNs: Float64Array.of(Infinity),
    pastLots: undefined,
    throughNs: Infinity,
  };
}

const rising = fc
  .array(fc.double({ min: -3, max: 3, noNaN: true }), { minLength: 1, maxLength: 8 })
  .map((depths) => depths.toSorted((a, b) => a - b));

describe("the chances of a stay's trades", () => {
  it("and the chance that none reaches it come to one: the score is a likelihood", () => {
    fc.assert(
      fc.property(
        rising,
        fc.double({ min: 1e-3, max: 5, noNaN: true }),
        fc.constantFrom(0.001, 0.1, 1),
        (depths, scale, chance) => {
          const observations = new Observations(1);
          const noise = { scale, chance, rate: 0.2 };
          let total = 0;
          for (let at = -1; at < depths.length; at++) {
            const stay = stayOf(observations, 0, depths, at);
            const chances = new Float64Array(depths.length);
            reachChances(observations, stay, 0, scale, chances);
            let sum = 0;
            for (let j = 0; j < stay.rows.length; j++) {
              sum += logLikelihood(withChance(chances[j]!, noise), j === at);
            }
            total += Math.exp(sum);
          }
          expect(total).toBeCloseTo(1, 9);
        },
      ),
    );
  });

  it("are those of one logistic error a stay", () => {
    const logistic = (x: number): number => 1 / (1 + Math.exp(-x));
    const observations = new Observations(1);
    const stay = stayOf(observations, 0, [-1, -1, 0.5], -1);
    const chances = new Float64Array(3);
    reachChances(observations, stay, 0, 0.5, chances);
    expect(chances[0]).toBeCloseTo(logistic(-2), 12);
    expect(chances[1]).toBe(0);
    expect(chances[2]).toBeCloseTo((logistic(1) - logistic(-2)) / (1 - logistic(-2)), 12);
  });
});

describe("the fit of the noise", () => {
  it.each([0.03, 0.3])("finds the scale %d that made the outcomes, to its grid", (truth) => {
    const prng = new Prng(3);
    const observations = new Observations(1);
    const stays = Array.from({ length: 1500 }, (_, order) => {
      const draw = prng.next();
      const error = truth * Math.log(draw / (1 - draw));
      const depths = Array.from({ length: 12 }, () => 4 * truth * (2 * prng.next() - 1));
      depths.sort((a, b) => a - b);
      return stayOf(
        observations,
        order,
        depths,
        depths.findIndex((depth) => depth >= error),
      );
    });
    const noise = fitNoise(observations, stays, 0, 0.1);
    expect(noise.scale / truth).toBeGreaterThan(1 / 1.8);
    expect(noise.scale / truth).toBeLessThan(1.8);
    expect(noise.chance).toBeLessThan(0.1);
  });

  it("leaves all to chance when outcomes have nothing to do with depths", () => {
    const prng = new Prng(5);
    const observations = new Observations(1);
    const stays = Array.from({ length: 1500 }, (_, order) => {
      const depths = Array.from({ length: 6 }, () => 2 * prng.next() - 1).toSorted((a, b) => a - b);
      const at = depths.findIndex(() => prng.next() < 0.2);
      return stayOf(observations, order, depths, at);
    });
    expect(fitNoise(observations, stays, 0, 0.2).chance).toBeGreaterThanOrEqual(0.6);
  });
});

describe("the bands of differences", () => {
  it("hold the truth for all columns together about 95 times in 100", () => {
    const worlds = 200;
    let held = 0;
    for (let world = 0; world < worlds; world++) {
      const prng = new Prng(1000 + world);
      // Column 0 is better than each other one by 0.2 on average.
      const rows = Array.from({ length: 80 }, () =>
        Float64Array.from({ length: 6 }, (_, c) => prng.next() + prng.next() + (c === 0 ? 0.2 : 0)),
      );
      const bands = differenceBands({
        rows,
        per: rows.length,
        best: 0,
        resamples: 300,
        seed: world,
      });
      if (bands.every(({ low, high }, c) => c === 0 || (low <= 0.2 && high >= 0.2))) held += 1;
    }
    expect(held / worlds).toBeGreaterThan(0.89);
    expect(held / worlds).toBeLessThan(0.995);
  });

  it("are a point where there is no difference, and equal for equal seeds", () => {
    const rows = [Float64Array.of(1, 1, 0), Float64Array.of(2, 2, 1.5), Float64Array.of(0, 0, 0)];
    const options = { rows, per: 3, best: 0, resamples: 200, seed: 4 };
    const bands = differenceBands(options);
    expect(bands[1]).toEqual({ mean: 0, low: 0, high: 0 });
    expect(bands[2]!.mean).toBeCloseTo(0.5, 12);
    expect(differenceBands(options)).toEqual(bands);
  });
});
