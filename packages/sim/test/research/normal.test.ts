import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { normalCdf, normalInverse } from "@mexoms/sim/internal";

function relative(a: number, b: number): number {
  return Math.abs(a / b - 1);
}

describe("normalCdf", () => {
  // Digits of Phi from Abramowitz and Stegun, tables 26.1 and 26.2, and of erfc(x/sqrt 2)/2 beyond.
  it.each([
    [0, 0.5],
    [1, 0.841344746068543],
    [-1, 0.158655253931457],
    [1.96, 0.97500210485178],
    [3, 0.99865010196837],
    [-5, 2.866515718791939e-7],
    [-10, 7.619853024160527e-24],
  ])("of %d is %d, as in the tables", (x, expected) => {
    expect(relative(normalCdf(x), expected)).toBeLessThan(1e-12);
  });

  it("has no step where the series gives way to the continued fraction", () => {
    for (const sign of [-1, 1]) {
      const [below, above] = [normalCdf(sign * (3 - 1e-12)), normalCdf(sign * (3 + 1e-12))];
      expect(Math.abs(above - below)).toBeLessThan(1e-13);
    }
  });

  it("agrees with the integral of the density by Simpson's rule", () => {
    fc.assert(
      fc.property(fc.double({ min: -6, max: 6, noNaN: true }), (x) => {
        expect(Math.abs(normalCdf(x) - 0.5 - simpson(x))).toBeLessThan(1e-11);
      }),
    );
  });

  it("goes to 0 and 1 at the infinities and stays no number for none", () => {
    expect(normalCdf(-Infinity)).toBe(0);
    expect(normalCdf(Infinity)).toBe(1);
    expect(normalCdf(Number.NaN)).toBeNaN();
  });
});

describe("normalInverse", () => {
  it.each([
    [0.025, -1.959963984540054],
    [0.975, 1.959963984540054],
    [0.5, 0],
    [0.01, -2.326347874040841],
    [1e-10, -6.361340902404056],
  ])("of %d is %d, as in the tables", (p, expected) => {
    expect(Math.abs(normalInverse(p) - expected)).toBeLessThan(1e-12);
  });

  it("undoes normalCdf in both tails", () => {
    fc.assert(
      fc.property(fc.double({ min: -37, max: 5, noNaN: true }), (x) => {
        const p = normalCdf(x);
        expect(relative(normalCdf(normalInverse(p)), p)).toBeLessThan(1e-11);
      }),
    );
  });

  it("is infinite at 0 and 1, and no number outside", () => {
    expect(normalInverse(0)).toBe(-Infinity);
    expect(normalInverse(1)).toBe(Infinity);
    expect([-0.1, 1.1, Number.NaN].map(normalInverse)).toEqual([NaN, NaN, NaN]);
  });
});

/** The integral of the density from 0 to x. */
function simpson(x: number): number {
  const steps = 2000;
  const h = x / steps;
  let sum = 0;
  for (let i = 0; i <= steps; i++) {
    const weight = i === 0 || i === steps ? 1 : i % 2 === 1 ? 4 : 2;
    sum += weight * Math.exp(-0.5 * (i * h) ** 2);
  }
  return (sum * h) / 3 / Math.sqrt(2 * Math.PI);
}
