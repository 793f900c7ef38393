import { describe, expect, it } from "vitest";
import { type Baseline, EMPTY_BASELINE, updatedBaseline } from "../../src/benchmark/baseline.ts";
import { type Check, checksOf, type References } from "../../src/benchmark/check.ts";
import { FIGURES, type WorkloadFigures } from "../../src/benchmark/figures.ts";
import { DEFAULT_LIMITS } from "../../src/benchmark/limits.ts";

const KEY = "node 20.20.2 v8 11.3 x64";
const digest = (digit: string): string => digit.repeat(64);

type Changes = { outputs?: string; inputs?: string; code?: string; bytes?: number; count?: number };

function figures(changes: Changes = {}): WorkloadFigures["head"] {
  return {
    results: {
      outputs: changes.outputs ?? digest("a"),
      inputs: changes.inputs ?? digest("b"),
      code: changes.code ?? digest("c"),
      rows: 1000,
      orders: 1,
      fills: 1,
      tapes: [],
    },
    bytesPerRow: changes.bytes ?? 2,
    instructionsPerRow: changes.count ?? 400,
  };
}

function measured(head: Changes, base?: Changes, low = 0.99): WorkloadFigures {
  const speed = { rowsPerSecondBest: 1e6, rowsPerSecondMedian: 1e6, processes: 9 };
  return {
    workload: {
      name: "w",
      strategyFile: "w.ts",
      params: {},
      tapeFiles: [],
      latency: "5ms",
      queue: "risk",
      exchange: "partial",
      fees: undefined,
      accounts: undefined,
      rules: "none",
      faults: undefined,
      seed: 0,
      deep: true,
    },
    head: figures(head),
    base: base && figures(base),
    time: base && {
      head: speed,
      base: speed,
      ratio: { low, middle: low + 0.01, high: low + 0.02 },
      pairs: 9,
    },
  };
}

function check(of: WorkloadFigures, baseline?: Baseline, key: string = KEY): Map<string, Check> {
  const references: References = {
    baseline,
    limits: DEFAULT_LIMITS,
    figures: FIGURES,
    smoke: false,
  };
  return new Map(checksOf(of, references, key).map((each) => [each.figure, each]));
}

const verdicts = (checks: Map<string, Check>): string[] =>
  FIGURES.map((figure) => checks.get(figure)?.verdict ?? "absent");

describe("the gate", () => {
  const baseline = updatedBaseline(EMPTY_BASELINE, [measured({})], KEY);

  it("passes what is equal to base, and to a baseline made of it", () => {
    expect(verdicts(check(measured({}, {})))).toEqual(["ok", "ok", "ok", "ok"]);
    expect(verdicts(check(measured({}), baseline))).toEqual(["ok", "ok", "ok", "absent"]);
  });

  it("fails changed results and says whether the strategy's code is why", () => {
    const engine = check(measured({ outputs: digest("d") }), baseline).get("results")!;
    expect(engine.verdict).toBe("FAILED");
    expect(engine.failure).toContain("though the strategy's code did not");
    expect(engine.failure).toContain("--write-baseline");
    const code = { outputs: digest("d"), code: digest("e") };
    expect(check(measured(code), baseline).get("results")!.failure).toContain(
      "with the strategy's code",
    );
  });

  it("passes other code that does the same, and fails other inputs that do the same", () => {
    expect(check(measured({ code: digest("e") }), baseline).get("results")!.verdict).toBe("ok");
    const inputs = check(measured({ inputs: digest("e") }), baseline).get("results")!;
    expect(inputs.failure).toContain("inputs changed");
  });

  it("fails heap and instructions beyond their limits, with both numbers and the limit", () => {
    const heap = check(measured({ bytes: 11 }), baseline).get("bytes")!;
    expect(heap.failure).toBe(
      "w: heap bytes a row 11.00, baseline has 2.00, allowed 10.10 (+5 % + 8 B); look at it with " +
        "--profile DIR, when the change is meant, run with --baseline FILE --write-baseline and commit FILE",
    );
    expect(check(measured({ bytes: 10 }), baseline).get("bytes")!.verdict).toBe("ok");
    expect(check(measured({ count: 413 }), baseline).get("instructions")!.verdict).toBe("FAILED");
    expect(check(measured({ count: 411 }), baseline).get("instructions")!.verdict).toBe("ok");
    expect(check(measured({ count: 300 }), baseline).get("instructions")!.verdict).toBe("better");
  });

  it("fails time only when the whole interval lies beyond the limit", () => {
    expect(check(measured({}, {}, 1.051)).get("time")!.verdict).toBe("FAILED");
    expect(check(measured({}, {}, 1.049)).get("time")!.verdict).toBe("ok");
    expect(check(measured({}, {}, 0.9)).get("time")!.verdict).toBe("better");
  });

  it("refuses the numbers of another Node and still compares results", () => {
    const other = "node 24.1.0 v8 13.6 x64";
    const checks = check(
      measured({ outputs: digest("d"), bytes: 90, count: 9000 }),
      baseline,
      other,
    );
    expect(verdicts(checks)).toEqual(["FAILED", "not compared", "not compared", "absent"]);
    const beside = check(measured({ count: 9000 }, { count: 400 }), baseline, other);
    expect(beside.get("instructions")).toMatchObject({ against: "base", verdict: "FAILED" });
  });

  it("prefers the baseline to base, so that a meant change can be told", () => {
    const meant = measured({ outputs: digest("d") }, {});
    expect(check(meant).get("results")!.verdict).toBe("FAILED");
    const written = updatedBaseline(baseline, [meant], KEY);
    expect(check(meant, written).get("results")!.verdict).toBe("ok");
  });

  it("keeps other workloads and other Node versions in a baseline that is written again", () => {
    const other = { ...measured({}), workload: { ...measured({}).workload, name: "other" } };
    const both = updatedBaseline(baseline, [other], "node 24");
    expect(Object.keys(both.results)).toEqual(["w", "other"]);
    expect(both.figures[KEY]).toEqual(baseline.figures[KEY]);
  });
});
