import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { LevelMatch, pairCost, UNMATCHED_COST } from "../../src/lifecycle/level-match.ts";

const MAX_LEVELS = 5;

/** Messages, sizes and ticks of each pair, by order. */
const table = fc
  .record({ orders: fc.nat({ max: 5 }), levels: fc.nat({ max: MAX_LEVELS }) })
  .chain(({ orders, levels }) =>
    fc.record({
      levels: fc.constant(levels),
      pairs: fc.array(
        fc.array(
          fc.record({
            messages: fc.nat({ max: 2 }),
            sizeOff: fc.double({ min: 0, max: 1, noNaN: true }),
            offTicks: fc.oneof(fc.nat({ max: 5 }), fc.nat({ max: 10_000_000 })),
          }),
          { minLength: levels, maxLength: levels },
        ),
        { minLength: orders, maxLength: orders },
      ),
    }),
  );

/** The least cost, by trying everything: each order stands for none of the levels, or for a free one. */
function leastCost(costs: readonly (readonly number[])[], levels: readonly number[]): number {
  const [first, ...others] = costs;
  if (first === undefined) return levels.length * UNMATCHED_COST;
  let least = UNMATCHED_COST + leastCost(others, levels);
  for (const level of levels) {
    const free = levels.filter((each) => each !== level);
    least = Math.min(least, first[level]! + leastCost(others, free));
  }
  return least;
}

describe("the match of orders and levels", () => {
  it("costs as little as the best of all possible ones, in messages, then in size, then in ticks", () => {
    const match = new LevelMatch(MAX_LEVELS);
    fc.assert(
      fc.property(table, ({ pairs, levels }) => {
        const costs = pairs.map((row, order) =>
          row.map((pair, level) => pairCost({ ...pair, order, level })),
        );
        match.reserve(costs.length);
        pairs.forEach((row, order) =>
          row.forEach((pair, level) => match.setCost({ ...pair, order, level })),
        );
        match.solve(costs.length, levels);
        let cost = 0;
        for (let level = 0; level < levels; level++) {
          const order = match.orderOf[level]!;
          if (order < 0) cost += UNMATCHED_COST;
          else {
            expect(match.levelOf[order]).toBe(level);
            cost += costs[order]![level]!;
          }
        }
        for (let order = 0; order < costs.length; order++) {
          if (match.levelOf[order]! < 0) cost += UNMATCHED_COST;
        }
        const all = Array.from({ length: levels }, (_, level) => level);
        expect(cost).toBe(leastCost(costs, all));
      }),
      { numRuns: 2000 },
    );
  });

  it("gives the place to the one that came first, of two that are as good", () => {
    const match = new LevelMatch(1);
    match.reserve(3);
    for (let order = 0; order < 3; order++) {
      match.setCost({ order, level: 0, messages: 0, sizeOff: 0, offTicks: 2 });
    }
    match.solve(3, 1);
    expect([...match.levelOf.subarray(0, 3)]).toEqual([0, -1, -1]);
  });

  it("rather lets two orders stay a little off than one of them exactly on its target", () => {
    const match = new LevelMatch(2);
    match.reserve(2);
    const near = [
      [0, 2],
      [1, 9],
    ];
    near.forEach((row, order) =>
      row.forEach((offTicks, level) => {
        const messages = offTicks > 2 ? 2 : 0;
        match.setCost({ order, level, messages, sizeOff: 0, offTicks });
      }),
    );
    match.solve(2, 2);
    expect([...match.orderOf]).toEqual([1, 0]);
  });
});
