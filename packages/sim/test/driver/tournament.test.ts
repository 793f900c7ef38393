import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { NEVER } from "@mexoms/core/internal";
import { Tournament } from "../../engine/driver/tournament.ts";

/** Indices by time, of equal times the lower first. */
function ranking(times: readonly number[]): number[] {
  return times
    .map((_, i) => i)
    .sort((a, b) => (times[a] === times[b] ? a - b : times[a]! - times[b]!));
}

const time = fc.oneof(fc.integer({ min: 0, max: 6 }), fc.constant(NEVER));

describe("Tournament", () => {
  it("knows the two earliest as a sorted list does, after any changes", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 40 }),
        fc.array(fc.tuple(fc.nat(), time), { maxLength: 120 }),
        (length, changes) => {
          const times = Array.from({ length }, () => NEVER);
          const tournament = new Tournament(length);
          for (const [n, to] of changes) {
            times[n % length] = to;
            tournament.times[n % length] = to;
            tournament.update(n % length);
            const [first, second] = ranking(times);
            expect(tournament.first).toBe(first);
            tournament.findSecond();
            // The second of one is nobody, or a place that no time was given to.
            if (second === undefined) expect(tournament.second).toBe(-1);
            else expect(tournament.second).toBe(second);
          }
        },
      ),
      { numRuns: 500 },
    );
  });
});
