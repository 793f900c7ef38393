import { Decimal as CoreDecimal } from "@mexoms/core";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { avellanedaStoikov, gammaForShift, glft, glftQuotes } from "../../src/index.ts";

const Decimal = CoreDecimal.clone({ precision: 40 });
type Decimal = CoreDecimal;
const d = (value: number): Decimal => new Decimal(value);

/** Within 1e-13 of what it should be, relative to the largest number that it is made of. */
function expectNear(actual: number, exact: Decimal, scale: Decimal = exact): void {
  expect(exact.minus(actual).abs().div(scale.abs()).toNumber()).toBeLessThan(1e-13);
}

const positive = (min: number, max: number): fc.Arbitrary<number> =>
  fc.double({ min: Math.log10(min), max: Math.log10(max), noNaN: true }).map((x) => 10 ** x);

describe("Avellaneda and Stoikov", () => {
  const paper = { mid: 100, gamma: 0.1, sigma: 2, k: 1.5, tau: 1 };

  it("gives the golden quotes with and without inventory", () => {
    const flat = avellanedaStoikov({ ...paper, inventory: 0 });
    expect(flat.bid.toFixed(13)).toBe("99.1546147886243");
    expect(flat.ask.toFixed(12)).toBe("100.845385211376");
    expect(flat.reservation).toBe(100);
    const long = avellanedaStoikov({ ...paper, inventory: 3 });
    expect(long.bid.toFixed(13)).toBe("97.9546147886243");
    expect(long.ask.toFixed(13)).toBe("99.6453852113757");
    expect(long.spread).toBe(flat.spread);
  });

  it("agrees with forty digits for any parameters, also for the smallest gamma", () => {
    const inputs = fc.record({
      mid: positive(1e-3, 1e6),
      inventory: fc.double({ min: -1000, max: 1000, noNaN: true }),
      gamma: positive(1e-14, 1e4),
      sigma: positive(1e-4, 1e3),
      k: positive(1e-4, 1e4),
      tau: positive(1e-3, 1e3),
    });
    fc.assert(
      fc.property(inputs, (of) => {
        const { mid, inventory, gamma, sigma, k, tau } = of;
        const risk = d(gamma).mul(sigma).mul(sigma).mul(tau);
        const shift = risk.mul(inventory);
        const spread = d(gamma).div(k).plus(1).ln().mul(2).div(gamma).plus(risk);
        const reservation = d(mid).minus(shift);
        const quotes = avellanedaStoikov(of);
        const scale = shift.abs().plus(mid).plus(spread);
        expectNear(quotes.spread, spread);
        expectNear(quotes.reservation, reservation, scale);
        expectNear(quotes.bid, reservation.minus(spread.div(2)), scale);
        expectNear(quotes.ask, reservation.plus(spread.div(2)), scale);
      }),
    );
  });

  it("has the limit 2/k for a trader without risk aversion", () => {
    const quotes = avellanedaStoikov({ ...paper, gamma: 0, inventory: 3 });
    expect([quotes.spread, quotes.reservation]).toEqual([2 / 1.5, 100]);
    for (const gamma of [5e-324, 1e-310, 1e-300, 1e-200]) {
      expect(avellanedaStoikov({ ...paper, gamma, inventory: 3 }).spread).toBeCloseTo(2 / 1.5, 14);
    }
  });

  it("shifts quotes by what was intended, at half of the most inventory", () => {
    const intent = fc.record({
      shift: positive(1e-4, 100),
      maxInventory: positive(1e-3, 1e4),
      sigma: positive(1e-3, 100),
      tau: positive(1e-2, 1e3),
    });
    fc.assert(
      fc.property(intent, (wanted) => {
        const { shift, maxInventory, sigma, tau } = wanted;
        const gamma = gammaForShift(wanted);
        const quotes = avellanedaStoikov({
          mid: 0,
          k: 1,
          gamma,
          sigma,
          tau,
          inventory: maxInventory / 2,
        });
        expect(Math.abs(quotes.reservation + shift) / shift).toBeLessThan(1e-13);
      }),
    );
    // 0.05% of 100 at 5 of 10 units with sigma 2: 0.05 / (5 * 4).
    expect(gammaForShift({ shift: 0.05, maxInventory: 10, sigma: 2, tau: 1 })).toBeCloseTo(
      0.0025,
      15,
    );
  });

  it.each([
    [{ gamma: -1 }, /gamma: -1 is not a number of zero or more/],
    [{ k: 0 }, /k: 0 is not a number above zero/],
    [{ sigma: Number.NaN }, /sigma: NaN/],
    [{ tau: Number.POSITIVE_INFINITY }, /tau: Infinity/],
    [{ mid: Number.NaN }, /mid: NaN is not a finite number/],
  ])("refuses %o by name", (wrong, message) => {
    expect(() => avellanedaStoikov({ ...paper, inventory: 0, ...wrong })).toThrow(message);
  });
});

describe("Gueant, Lehalle and Fernandez-Tapia", () => {
  const golden = { gamma: 0.05, xi: 0.05, A: 0.9, k: 0.3, delta: 1, sigma: 2 };

  it("gives the golden constants and quotes", () => {
    const { c1, c2, half, skew } = glft(golden);
    expect([c1, c2, half, skew].map((each) => each.toPrecision(15))).toEqual([
      "3.08301359654517",
      "0.521917532305342",
      "3.60493112885051",
      "1.04383506461068",
    ]);
    const { deltaBid, deltaAsk } = glftQuotes({ ...golden, inventory: 3 });
    expect([deltaBid, deltaAsk].map((each) => each.toPrecision(15))).toEqual([
      "6.73643632268256",
      "0.473425935018458",
    ]);
  });

  it("agrees with forty digits for any parameters", () => {
    const inputs = fc.record({
      gamma: positive(1e-9, 1e3),
      xi: positive(1e-14, 1e4),
      A: positive(1e-4, 1e4),
      k: positive(1e-4, 1e3),
      delta: positive(1e-3, 1e3),
      sigma: positive(1e-4, 1e3),
    });
    fc.assert(
      fc.property(inputs, (of) => {
        const { gamma, xi, A, k, delta, sigma } = of;
        const size = d(xi).mul(delta);
        const log = size.div(k).plus(1).ln();
        const c1 = log.div(size);
        const power = log.mul(d(k).div(size).plus(1)).exp();
        const c2 = d(gamma).div(d(2).mul(A).mul(delta).mul(k)).mul(power).sqrt();
        const constants = glft(of);
        expectNear(constants.c1, c1);
        expectNear(constants.c2, c2);
        expectNear(constants.skew, c2.mul(sigma));
        expectNear(constants.half, c2.mul(sigma).mul(delta).div(2).plus(c1));
      }),
    );
  });

  it("goes over into its limit as xi goes to zero", () => {
    const limit = glft({ ...golden, xi: 0 });
    expectNear(limit.c1, d(1).div(0.3));
    const e = d(1).exp();
    expectNear(limit.c2, d(0.05).mul(e).div(d(2).mul(0.9).mul(0.3)).sqrt());
    for (const xi of [1e-300, 1e-310, 1e-17, 1e-12]) {
      const near = glft({ ...golden, xi });
      expect(Math.abs(near.c1 / limit.c1 - 1)).toBeLessThan(1e-11);
      expect(Math.abs(near.c2 / limit.c2 - 1)).toBeLessThan(1e-11);
    }
  });

  it("does not quote the side that would go beyond the most inventory, and no more than that shifts", () => {
    const at = (inventory: number): [number, number] => {
      const { deltaBid, deltaAsk } = glftQuotes({ ...golden, inventory, maxInventory: 3 });
      return [deltaBid, deltaAsk];
    };
    const { half, skew } = glft(golden);
    const none = Number.POSITIVE_INFINITY;
    expect(at(2)).toEqual([half + skew * 2, half - skew * 2]);
    expect([at(3), at(7)]).toEqual([
      [none, half - skew * 3],
      [none, half - skew * 3],
    ]);
    expect([at(-3), at(-7)]).toEqual([
      [half - skew * 3, none],
      [half - skew * 3, none],
    ]);
  });

  it("mirrors bid and ask when the inventory is mirrored", () => {
    fc.assert(
      fc.property(fc.double({ min: -9, max: 9, noNaN: true }), (inventory) => {
        const long = glftQuotes({ ...golden, inventory, maxInventory: 5 });
        const short = glftQuotes({ ...golden, inventory: -inventory, maxInventory: 5 });
        expect([short.deltaBid, short.deltaAsk]).toEqual([long.deltaAsk, long.deltaBid]);
      }),
    );
  });

  it.each([
    [{ A: 0 }, /A: 0/],
    [{ k: -1 }, /k: -1/],
    [{ delta: 0 }, /delta: 0/],
    [{ xi: -1 }, /xi: -1/],
    [{ maxInventory: 0 }, /maxInventory: 0/],
  ])("refuses %o by name", (wrong, message) => {
    expect(() => glftQuotes({ ...golden, inventory: 0, ...wrong })).toThrow(message);
  });
});
