import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { FarLevels, NO_LEVEL } from "@mexoms/core/internal";

const key = fc.oneof(
  fc.integer({ min: -50, max: 50 }),
  fc.integer({ min: -0x7fffffff, max: 0x7ffffffe }),
);
const step = fc.oneof(
  { weight: 30, arbitrary: fc.tuple(key, fc.nat({ max: 2 })) },
  { weight: 1, arbitrary: fc.constant("clear" as const) },
);

describe("FarLevels", () => {
  it("holds what a map would, through growth, removal and emptying", () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 400, size: "max" }), key, (steps, from) => {
        const levels = new FarLevels();
        const map = new Map<number, number>();
        for (const each of steps) {
          if (each === "clear") {
            levels.clear();
            map.clear();
            continue;
          }
          const [at, lots] = each;
          expect(levels.set(at, lots)).toBe(map.get(at) ?? 0);
          if (lots > 0) map.set(at, lots);
          else map.delete(at);
          expect(levels.get(at)).toBe(lots);
          expect(levels.size).toBe(map.size);
        }
        const keys = [...map.keys()].toSorted((a, b) => a - b);
        expect([...levels.keys().sort()]).toEqual(keys);
        expect(keys.map((at) => levels.get(at))).toEqual(keys.map((at) => map.get(at)));
        const next = keys.find((at) => at > from) ?? NO_LEVEL;
        expect(levels.nextAfter(from, NO_LEVEL)).toBe(next);
      }),
    );
  });
});
