import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { SOBOL_DIMENSIONS_MAX, SobolSequence } from "../../engine/search/sobol/sobol-sequence.ts";

const first = (count: number, dimensions: number, seed?: number): number[][] => {
  const sequence = new SobolSequence(dimensions, seed);
  return Array.from({ length: count }, () => [...sequence.next()]);
};

describe("the Sobol sequence", () => {
  it("begins as Joe and Kuo publish it for three dimensions", () => {
    expect(first(10, 3)).toEqual([
      [0, 0, 0],
      [0.5, 0.5, 0.5],
      [0.75, 0.25, 0.25],
      [0.25, 0.75, 0.75],
      [0.375, 0.375, 0.625],
      [0.875, 0.875, 0.125],
      [0.625, 0.125, 0.875],
      [0.125, 0.625, 0.375],
      [0.1875, 0.3125, 0.9375],
      [0.6875, 0.8125, 0.4375],
    ]);
  });

  it("has the points that scipy 1.17.1 gives for the same table in 21 dimensions", () => {
    const points = first(1000, 21);
    expect(points[100]).toEqual([
      0.4140625, 0.2578125, 0.7734375, 0.7265625, 0.8828125, 0.7421875, 0.0234375, 0.4765625,
      0.6328125, 0.6953125, 0.4609375, 0.6796875, 0.4765625, 0.8515625, 0.3203125, 0.4921875,
      0.6796875, 0.7421875, 0.8359375, 0.3359375, 0.7578125,
    ]);
    expect(points[513]).toEqual([
      0.5029296875, 0.7509765625, 0.4541015625, 0.4912109375, 0.9580078125, 0.0654296875,
      0.1142578125, 0.4091796875, 0.8779296875, 0.4150390625, 0.4775390625, 0.3662109375,
      0.6826171875, 0.8583984375, 0.7587890625, 0.3251953125, 0.3740234375, 0.1318359375,
      0.9462890625, 0.9384765625, 0.9541015625,
    ]);
    expect(points[999]).toEqual([
      0.1572265625, 0.9091796875, 0.0810546875, 0.9892578125, 0.9677734375, 0.8447265625,
      0.8583984375, 0.7119140625, 0.8134765625, 0.6318359375, 0.0224609375, 0.4423828125,
      0.4736328125, 0.9462890625, 0.8310546875, 0.5576171875, 0.2822265625, 0.6572265625,
      0.6787109375, 0.0380859375, 0.3349609375,
    ]);
  });

  it("has one of the first 2^k points in each 2^k-th part of every dimension, also scrambled", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 8 }),
        fc.option(fc.nat(), { nil: undefined }),
        (k, seed) => {
          const points = first(2 ** k, SOBOL_DIMENSIONS_MAX, seed);
          for (let i = 0; i < SOBOL_DIMENSIONS_MAX; i++) {
            expect(new Set(points.map((point) => Math.floor(point[i]! * 2 ** k))).size).toBe(
              2 ** k,
            );
          }
        },
      ),
    );
  });

  it("keeps two points in each box of 2^-a by 2^-b, a + b = 7, of the first two dimensions when scrambled", () => {
    fc.assert(
      fc.property(fc.nat(), fc.integer({ min: 0, max: 7 }), (seed, a) => {
        const boxes = new Map<string, number>();
        for (const [x, y] of first(256, 2, seed)) {
          const box = `${Math.floor(x! * 2 ** a)}/${Math.floor(y! * 2 ** (7 - a))}`;
          boxes.set(box, (boxes.get(box) ?? 0) + 1);
        }
        expect([...boxes.values()]).toEqual(Array.from({ length: 128 }, () => 2));
      }),
    );
  });

  it("is uniform over seeds when scrambled: the mean of one point is a half", () => {
    const places = Array.from({ length: 2000 }, (_, seed) => first(6, 3, seed)[5]![2]!);
    const mean = places.reduce((sum, place) => sum + place, 0) / places.length;
    // Standard error 0.0065.
    expect(Math.abs(mean - 0.5)).toBeLessThan(0.026);
  });
});
