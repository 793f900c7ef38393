import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { barCount, chooseBarNs, shareEndNs } from "@mexoms/sim/engine";

const HOUR = 3600e9;

describe("the length of a bar", () => {
  it.each([
    [345e9, 500e6],
    [24 * HOUR, 120e9],
    [34 * HOUR, 300e9],
    [30 * 24 * HOUR, HOUR],
    [1, 1e6],
    [3650 * 24 * HOUR, 4 * 24 * HOUR],
  ])("that cuts %d ns is the round %d ns", (lengthNs, barNs) => {
    expect(chooseBarNs(lengthNs)).toBe(barNs);
  });

  it("makes 400 to 1,000 bars of anything from half a second to a year", () => {
    fc.assert(
      fc.property(fc.double({ min: 0.5e9, max: 365 * 24 * HOUR, noNaN: true }), (lengthNs) => {
        const bars = Math.ceil(lengthNs / chooseBarNs(lengthNs));
        expect(bars).toBeGreaterThanOrEqual(400);
        expect(bars).toBeLessThanOrEqual(1_000);
      }),
    );
  });
});

describe("a share of a study's time", () => {
  const study = { startNs: "1700000000000000007", endNs: "1700000000000001007", barNs: 100 };

  it.each([
    [1, 1007n, 10],
    [0.5, 507n, 5],
    [0.501, 508n, 6],
    [1 / 3, 340n, 4],
    [1 / 27, 44n, 1],
  ])("%d ends at whole nanoseconds and has all bars that it begins", (share, endNs, bars) => {
    expect(shareEndNs(study, share)).toBe(1700000000000000000n + endNs);
    expect(barCount(study, share)).toBe(bars);
  });

  it.each([0, -0.1, 1.1, Number.NaN, 1e-12])("cannot be %s", (share) => {
    expect(() => shareEndNs(study, share)).toThrow(/is not above 0 and at most 1/);
  });
});
