import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { MarketSet } from "@mexoms/core/internal";

function members(set: MarketSet): number[] {
  const found: number[] = [];
  for (let m = set.next(0); m >= 0; m = set.next(m + 1)) found.push(m);
  return found;
}

const step = fc.oneof(
  { weight: 6, arbitrary: fc.record({ what: fc.constant("add"), n: fc.nat() }) },
  { weight: 3, arbitrary: fc.record({ what: fc.constant("delete"), n: fc.nat() }) },
  { weight: 1, arbitrary: fc.record({ what: fc.constant("clear"), n: fc.nat() }) },
);

describe("MarketSet", () => {
  it("holds what a sorted set does, after any adds, deletes and clears", () => {
    fc.assert(
      fc.property(
        fc.constantFrom(1, 2, 31, 32, 33, 128, 1024, 1025, 3000),
        fc.array(step, { maxLength: 80 }),
        (markets, steps) => {
          const set = new MarketSet(markets);
          const known = new Set<number>();
          for (const { what, n } of steps) {
            const m = n % markets;
            if (what === "clear") {
              set.clear();
              known.clear();
            } else if (what === "add") {
              set.add(m);
              known.add(m);
            } else {
              set.delete(m);
              known.delete(m);
            }
            expect(members(set)).toEqual([...known].sort((a, b) => a - b));
            expect(set.size).toBe(known.size);
          }
        },
      ),
      { numRuns: 300 },
    );
  });
});
