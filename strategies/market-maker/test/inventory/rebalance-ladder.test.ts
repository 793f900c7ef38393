import { describe, expect, it } from "vitest";
import {
  CHASE,
  HEDGE,
  JOIN,
  RebalanceLadder,
  SKEW,
  SLICE,
} from "../../src/inventory/rebalance-ladder.ts";

const OPTIONS = {
  last: HEDGE,
  enterAt: [0, 0, 0.5, 0.7, 0.8, 0.9],
  back: 0.1,
  budgetBps: [Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY, 2, 5, 10, 10],
  windowNs: 1000,
};

const at = (share: number, nowNs = 0) => ({ inventory: { share }, nowNs });

describe("the rebalancing ladder", () => {
  it("goes up by the share of the range, on both sides, to the last step that is allowed", () => {
    const steps = (last: number): number[] =>
      [0, 0.1, -0.5, 0.69, 0.7, -0.85, 1].map((share) =>
        new RebalanceLadder({ ...OPTIONS, last }).decide(at(share)),
      );
    expect(steps(HEDGE)).toEqual([0, SKEW, JOIN, JOIN, CHASE, SLICE, HEDGE]);
    expect(steps(CHASE)).toEqual([0, SKEW, JOIN, JOIN, CHASE, CHASE, CHASE]);
    expect(steps(SKEW)).toEqual([0, SKEW, SKEW, SKEW, SKEW, SKEW, SKEW]);
  });

  it("comes down only once the share is well below where a step began", () => {
    const ladder = new RebalanceLadder(OPTIONS);
    const steps = [0.72, 0.65, 0.61, 0.59, 0.45, 0.41, 0.39, 0.45, 0.5].map((share) =>
      ladder.decide(at(share)),
    );
    expect(steps).toEqual([CHASE, CHASE, CHASE, JOIN, JOIN, JOIN, SKEW, SKEW, JOIN]);
  });

  it("ends a step where its slices and hedges bring the share to, which is not below that", () => {
    const ladder = new RebalanceLadder(OPTIONS);
    expect([0.9, 0.8, 0.7].map((share) => ladder.decide(at(share)))).toEqual([HEDGE, SLICE, CHASE]);
    // Lots of a range of 300: 0.9 - 0.1 is not 240 / 300 in doubles.
    expect([300 / 300, 240 / 300].map((share) => ladder.decide(at(share)))).toEqual([HEDGE, SLICE]);
  });

  it("begins a step at its share also when it ends there", () => {
    const ladder = new RebalanceLadder({ ...OPTIONS, back: 0 });
    expect([0.5, 0.9, 1, 0.9].map((share) => ladder.decide(at(share)))).toEqual([
      JOIN,
      HEDGE,
      HEDGE,
      HEDGE,
    ]);
  });

  it("falls back to a step below once a budget is spent, until its window is over", () => {
    const ladder = new RebalanceLadder(OPTIONS);
    expect(ladder.decide(at(0.75, 0))).toBe(CHASE);
    ladder.book(CHASE, 4.9, 100);
    expect(ladder.decide(at(0.75, 100))).toBe(CHASE);
    ladder.book(CHASE, 0.1, 200);
    expect(ladder.decide(at(0.75, 200))).toBe(JOIN);
    expect(ladder.reached).toBe(CHASE);
    ladder.book(JOIN, 2, 300);
    expect(ladder.decide(at(0.75, 300))).toBe(SKEW);
    expect(ladder.decide(at(0.75, 1099))).toBe(SKEW);
    expect(ladder.decide(at(0.75, 1100))).toBe(CHASE);
  });

  it("never counts a gain against later costs", () => {
    const ladder = new RebalanceLadder(OPTIONS);
    ladder.book(JOIN, -100, 0);
    ladder.book(JOIN, 2, 0);
    expect(ladder.decide(at(0.5, 0))).toBe(SKEW);
  });
});
