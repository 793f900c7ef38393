import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parseQueueModel } from "@mexoms/sim/engine";
import { lesser } from "../../engine/queue/queue-model.ts";

/**
 * Front of the queue after each step of one story: an order joins a level of 10, then 10 -> 14,
 * 14 -> 11, a trade of 2, 11 -> 9, 9 -> 3, a trade of 4. Values of hftbacktest 2.4.4, run.
 */
const GOLDEN = {
  risk: [10, 10, 8, 8, 3, -1],
  log: [
    10, 8.204869551425183, 6.204869551425183, 6.204869551425183, 2.623600389044346,
    -1.3763996109556542,
  ],
  log2: [10, 8.782948386753361, 6.782948386753361, 6.782948386753361, 3, -1],
  "power:2": [
    10, 7.413793103448276, 5.413793103448276, 5.413793103448276, 1.2436535292201638,
    -2.756346470779836,
  ],
  "power2:2": [
    10, 7.244897959183673, 5.244897959183673, 5.244897959183673, 0.28940102117944644,
    -3.7105989788205536,
  ],
  "power3:3": [10, 8.906705539358601, 6.906705539358601, 6.906705539358601, 3, -1],
} as const;
const MODELS = Object.keys(GOLDEN) as (keyof typeof GOLDEN)[];

const quantity = fc.integer({ min: 0, max: 50 });

describe("queue models", () => {
  it.each(MODELS)("give the golden values of hftbacktest to the last bit: %s", (name) => {
    const model = parseQueueModel(name);
    const fronts: number[] = [];
    let front = 10;
    let traded = 0;
    const level = (before: number, after: number): void => {
      front = model.levelChanged(front, traded, before, after);
      traded = 0;
      fronts.push(front);
    };
    const trade = (qty: number): void => {
      front -= qty;
      traded += qty;
      fronts.push(front);
    };
    level(10, 14);
    level(14, 11);
    trade(2);
    level(11, 9);
    level(9, 3);
    trade(4);
    expect(fronts).toEqual([...GOLDEN[name]]);
  });

  it.each(MODELS)("never put more ahead of an order than its level shows: %s", (name) => {
    const model = parseQueueModel(name);
    fc.assert(
      fc.property(
        fc.double({ min: -5, max: 60, noNaN: true }),
        quantity,
        quantity,
        quantity,
        (front, traded, before, after) => {
          const moved = model.levelChanged(front, traded, before, after);
          expect(Number.isNaN(moved)).toBe(false);
          expect(moved).toBeLessThanOrEqual(after);
        },
      ),
      { numRuns: 2000 },
    );
  });

  it.each(MODELS)("never move an order back: %s", (name) => {
    const model = parseQueueModel(name);
    const level = fc
      .tuple(quantity, quantity, quantity)
      .filter(([front, before]) => front <= before);
    fc.assert(
      fc.property(level, quantity, ([front, before, after], traded) => {
        const moved = model.levelChanged(front, traded, before, after);
        // A share that rounds may add the last bit of the quantities it is made of.
        expect(moved).toBeLessThanOrEqual(front + 1e-12);
      }),
      { numRuns: 2000 },
    );
  });

  it.each(MODELS)("take a decrease that trades explain as no cancel at all: %s", (name) => {
    expect(parseQueueModel(name).levelChanged(4, 3, 10, 7)).toBe(4);
  });

  it("treat a share that is not a number as if nothing but the level's size were known", () => {
    // Nothing ahead and nothing behind: the shares of log, log2 and power are 0 / 0.
    for (const name of ["log", "log2", "power:2", "power2:2", "power3:3"]) {
      expect(parseQueueModel(name).levelChanged(0, 0, 0, 0)).toBe(0);
    }
  });

  it("treat an infinite share as if all that left had stood behind", () => {
    // Half a unit past an empty level: power2 divides by the nothing that stands there.
    expect(parseQueueModel("power2:2").levelChanged(-0.5, 0, 0, 0)).toBe(-0.5);
  });

  it("lesser: a NaN loses, whichever side it stands on, which Math.min does not do", () => {
    expect(lesser(Number.NaN, 3)).toBe(3);
    expect(lesser(3, Number.NaN)).toBe(3);
    expect(lesser(2, 3)).toBe(2);
    expect(lesser(3, 2)).toBe(2);
    expect(lesser(Number.NEGATIVE_INFINITY, 2)).toBe(Number.NEGATIVE_INFINITY);
  });

  it("are found by the name that they print, and by nothing else", () => {
    for (const name of [...MODELS, "front", "back", "fifo"])
      expect(parseQueueModel(name).name).toBe(name);
    for (const bad of [
      "",
      "front:1",
      "log3",
      "power",
      "power:0",
      "power:17",
      "power:x",
      "risk:1",
      "Risk",
    ]) {
      expect(() => parseQueueModel(bad)).toThrow(/^queue: .*power3:N/);
    }
  });
});
