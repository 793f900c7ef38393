import { describe, expect, it } from "vitest";
import { CASES } from "../bench/cases.ts";
import { timeDecisions } from "../bench/time-decisions.ts";

describe("the benchmark of decisions", () => {
  it.each(CASES)("$name runs, and says what came of it", (decisionCase) => {
    const times = timeDecisions(decisionCase, 200);
    expect(times.outcome).toMatch(/\d/);
    expect(times.p50Ns).toBeGreaterThan(0);
    expect(times.p99Ns).toBeGreaterThanOrEqual(times.p50Ns);
    expect(times.limitNs).toBeGreaterThan(times.aimNs);
  });
});
