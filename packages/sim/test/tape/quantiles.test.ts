import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { quantiles } from "../../engine/tape/quantiles.ts";

const value = fc.oneof(
  fc.integer({ min: -100, max: 100 }),
  fc.maxSafeInteger().map((each) => Math.floor(each / 4)),
);

describe("quantiles", () => {
  it("are those of the sorted numbers, for any numbers and shares", () => {
    fc.assert(
      fc.property(
        fc.array(value, { minLength: 1, maxLength: 200 }),
        fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 1, maxLength: 4 }),
        (values, shares) => {
          const sorted = values.toSorted((a, b) => a - b);
          const expected = shares.map(
            (share) => sorted[Math.max(0, Math.ceil(share * values.length) - 1)],
          );
          const of = { count: values.length, min: sorted[0]!, max: sorted.at(-1)! };
          expect(quantiles((take) => values.forEach(take), of, shares)).toEqual(expected);
        },
      ),
    );
  });
});
