import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { loadStrategyFile, readSweep, sweep, type SweepRecord } from "@mexoms/sim";
import { barsDataFrame, numbersOf, textsOf, toDataFrame } from "@mexoms/sim/data-frame";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

const ROOT = fileURLToPath(new URL("../../../../../", import.meta.url));

let folder: string;
let record: SweepRecord;

beforeAll(async () => {
  folder = mkdtempSync(path.join(tmpdir(), "mexoms-frame-"));
  const file = path.join(ROOT, "examples/first-strategy/two-sided-quote.ts");
  const { definition, codeDigest } = await loadStrategyFile(file);
  record = await sweep({
    strategy: definition,
    codeDigest,
    tapes: [path.join(ROOT, "data/tapes/synthetic-swap-BTCUSDT.tape")],
    latency: "5ms",
    queue: "power3:3",
    exchange: "no-partial",
    seed: 1,
    holdout: 0.5,
    // A size that is no multiple of the lot: trials with it fail.
    space: { halfSpread: "2bps,4bps", size: "0.01BTC,0.02BTC" },
    where: [],
    search: "grid",
    halving: false,
    searchSeed: 1,
    objectives: ["pnl"],
    phases: ["search"],
    folds: 2,
    foldKind: "rolling",
    workers: 0,
    dir: path.join(folder, "sweep"),
  });
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** The record with other texts for its only two parameters. */
function withPoints(name: string, texts: readonly (string | undefined)[]): SweepRecord {
  const { plan, rows } = record;
  return {
    plan: { ...plan, space: { [name]: "" } },
    rows: rows.slice(0, texts.length).map((row, i) => {
      const text = texts[i];
      return { ...row, trial: { ...row.trial, point: text === undefined ? {} : { [name]: text } } };
    }),
  };
}

function column(of: SweepRecord, name: string): unknown[] {
  const frame = toDataFrame(of);
  expect(frame.columns).toContain(name);
  return frame.column(name).values;
}

describe("trials as a data frame", () => {
  it("have the numbers of trials.csv, to the last digit that a double has", () => {
    const frame = toDataFrame(record);
    const [header, ...lines] = readFileSync(path.join(folder, "sweep/trials.csv"), "utf8")
      .trimEnd()
      .split("\n")
      .map((line) => line.split(","));
    expect(frame.shape[0]).toBe(lines.length);
    for (const [ours, theirs] of [
      ["number", "number"],
      ["pnl_USDT", "pnl"],
      ["fees_USDT", "fees"],
      ["turnover_USDT", "turnover"],
      ["drawdown_USDT", "drawdown"],
      ["sharpe", "sharpe"],
      ["fills", "fills"],
      ["pnl_synthetic:swap:BTCUSDT", "pnl.synthetic:swap:BTCUSDT"],
    ] as const) {
      const at = header!.indexOf(theirs);
      expect(at, theirs).toBeGreaterThanOrEqual(0);
      const texts = lines.map((fields) => fields[at]!);
      expect(frame.column(ours).values, ours).toEqual(texts.map(Number));
    }
    expect(new Set(numbersOf(frame, "pnl_USDT")).size).toBe(4);
  });

  it("have parameters as numbers, with their unit in the name", () => {
    const frame = toDataFrame(record);
    expect(frame.column("halfSpread_bps").values).toEqual([2, 2, 4, 4]);
    expect(frame.column("size_BTC").values).toEqual([0.01, 0.02, 0.01, 0.02]);
  });

  it("can be worked with: grouped, sorted, asked", () => {
    const frame = toDataFrame(record);
    const mean = frame.groupby(["halfSpread_bps"]).col(["pnl_USDT"]).mean();
    const pnl = record.rows.map(({ outcome }) => Number(outcome!.metrics.pnl));
    expect(mean.column("halfSpread_bps").values).toEqual([2, 4]);
    const [low, high] = numbersOf(mean, "pnl_USDT_mean");
    expect(low).toBeCloseTo((pnl[0]! + pnl[1]!) / 2, 9);
    expect(high).toBeCloseTo((pnl[2]! + pnl[3]!) / 2, 9);
    expect(frame.query(frame.column("fills").gt(1e9)).shape[0]).toBe(0);
  });

  it("tell which columns there are when one is asked for that is not", () => {
    const frame = toDataFrame(record);
    expect(() => numbersOf(frame, "pnl")).toThrow(/^pnl: is no column .* pnl_USDT,/);
    expect(() => numbersOf(frame, "phase")).toThrow(/^phase: holds "search", which is no number/);
    expect(textsOf(frame, "phase")).toEqual(["search", "search", "search", "search"]);
  });

  it("are read from the sweep's folder, or by one of its tables", () => {
    const frame = toDataFrame(record);
    for (const name of ["sweep", "sweep/trials.csv", "sweep/trials.columns"]) {
      const read = toDataFrame(path.join(folder, name));
      expect(read.columns).toEqual(frame.columns);
      expect(read.values).toEqual(frame.values);
    }
    expect(() => toDataFrame(path.join(folder, "none"))).toThrow(/none/);
  });

  it("of which some failed have NaN, and the reason", () => {
    const [first, ...rest] = record.rows;
    const { outcome, ...failed } = first!;
    expect(outcome).toBeDefined();
    const frame = toDataFrame({ ...record, rows: [{ ...failed, reason: "no lot" }, ...rest] });
    expect(frame.column("status").values).toEqual(["failed", "done", "done", "done"]);
    expect(frame.column("pnl_USDT").values[0]).toBeNaN();
    expect(frame.column("fills").values[0]).toBeNaN();
    expect(frame.column("reason").values.slice(0, 2)).toEqual(["no lot", ""]);
  });

  it("of a sweep without trials have no rows and the same columns but those of instruments", () => {
    const frame = toDataFrame({ ...record, rows: [] });
    expect(frame.shape[0]).toBe(0);
    expect(frame.columns).toContain("pnl_USDT");
  });
});

describe("the column of a parameter", () => {
  it.each<[string, string, readonly (string | undefined)[], readonly unknown[]]>([
    ["levels", "levels", ["1", "3", "5"], [1, 3, 5]],
    ["spread", "spread_bps", ["0.5bps", "20bps"], [0.5, 20]],
    ["spread", "spread_bps", ["50bps", "1%"], [50, 100]],
    ["range", "range_percent", ["50%", "100%"], [50, 100]],
    ["every", "every_ms", ["250ms", "500ms"], [250, 500]],
    ["every", "every_s", ["250ms", "1s", "2m"], [0.25, 1, 120]],
    ["size", "size_BTC", ["0.1BTC", undefined], [0.1, Number.NaN]],
    ["size", "size", ["0.1BTC", "100USDT"], ["0.1BTC", "100USDT"]],
    ["postOnly", "postOnly", ["true", "false"], [true, false]],
    ["fairValue", "fairValue", ["mid", "micro"], ["mid", "micro"]],
    ["anchor", "anchor", ["none", "5bps"], ["none", "5bps"]],
    ["orders", "param.orders", ["1", "2"], [1, 2]],
    ["phase", "param.phase", ["a", "b"], ["a", "b"]],
  ])("%s is %s of %j", (name, expected, texts, values) => {
    expect(column(withPoints(name, texts), expected)).toEqual(values);
  });
});

describe("bars as a data frame", () => {
  it("add up to the profit of their trial", () => {
    const frame = barsDataFrame(record);
    const sums = frame.groupby(["number"]).col(["pnl_USDT"]).sum();
    const pnl = numbersOf(sums, "pnl_USDT_sum");
    record.rows.forEach(({ outcome }, i) => {
      expect(pnl[i]).toBeCloseTo(Number(outcome!.metrics.pnl), 6);
    });
  });

  it("are those of the trials asked for, with the time at which each begins", () => {
    const frame = barsDataFrame(record, { numbers: [3] });
    const { bars } = record.rows[2]!.outcome!;
    expect(frame.column("pnl_USDT").values).toEqual([...bars]);
    expect(new Set(numbersOf(frame, "number"))).toEqual(new Set([3]));
    const times = textsOf(frame, "time");
    expect(times[0]).toMatch(/^2024-01-01T00:00:00/);
    const apart = Date.parse(times[1]!) - Date.parse(times[0]!);
    expect(apart).toBe(record.plan.study.barNs / 1e6);
  });
});

describe("danfojs", () => {
  const loads = (entry: string): boolean => {
    const code = `import "${entry}"; import { createRequire } from "node:module";
      const loaded = Object.keys(createRequire(import.meta.url).cache);
      console.log(loaded.some((file) => file.includes("danfojs-node")));`;
    const args = ["--input-type=module", "-e", code];
    const cwd = path.join(ROOT, "packages/sim");
    return spawnSync(process.execPath, args, { cwd, encoding: "utf8" }).stdout.trim() === "true";
  };

  it("is loaded by its own entry alone", () => {
    expect(loads("@mexoms/sim/data-frame")).toBe(true);
    expect(loads("@mexoms/sim")).toBe(false);
  });

  it("reads the same from a sweep's folder as the sweep returned", () => {
    expect(readSweep(path.join(folder, "sweep")).rows).toEqual(record.rows);
  });
});
