import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { FixedWindow, SlidingWindow } from "../../engine/rules/rate-window.ts";

interface Request {
  readonly atNs: number;
  readonly weight: number;
}

const requests = fc
  .array(
    fc.record({ after: fc.integer({ min: 0, max: 30 }), weight: fc.integer({ min: 1, max: 4 }) }),
  )
  .map((steps) => {
    let atNs = 0;
    return steps.map(({ after, weight }): Request => ({ atNs: (atNs += after), weight }));
  });

/** Requests that are let through when `sees` tells which earlier ones count against a new one. */
function naive(
  all: readonly Request[],
  limit: number,
  sees: (old: number, now: number) => boolean,
): Request[] {
  const taken: Request[] = [];
  for (const request of all) {
    const used = taken
      .filter((old) => sees(old.atNs, request.atNs))
      .reduce((sum, old) => sum + old.weight, 0);
    if (used + request.weight <= limit) taken.push(request);
  }
  return taken;
}

function through(all: readonly Request[], window: FixedWindow | SlidingWindow): Request[] {
  return all.filter(({ atNs, weight }) => {
    if (!window.fits(atNs, weight)) return false;
    window.add(atNs, weight);
    return true;
  });
}

describe("rate windows let through what a plain recount lets through", () => {
  it("sliding: what came within one window before counts", () => {
    fc.assert(
      fc.property(requests, fc.integer({ min: 1, max: 9 }), (all, limit) => {
        const expected = naive(all, limit, (old, now) => old > now - 50);
        expect(through(all, new SlidingWindow(limit, 50))).toEqual(expected);
      }),
    );
  });

  it("fixed: what came since the last whole window counts", () => {
    fc.assert(
      fc.property(requests, fc.integer({ min: 1, max: 9 }), (all, limit) => {
        const windowOf = (ns: number): number => Math.floor((ns + 13) / 50);
        const expected = naive(all, limit, (old, now) => windowOf(old) === windowOf(now));
        expect(through(all, new FixedWindow(limit, 50, -13))).toEqual(expected);
      }),
    );
  });

  it("sliding: goes on right when thousands have gone by", () => {
    const all = Array.from({ length: 5000 }, (_, i) => ({ atNs: i * 10, weight: 1 }));
    expect(through(all, new SlidingWindow(2, 50))).toEqual(
      naive(all, 2, (old, now) => old > now - 50),
    );
  });
});
