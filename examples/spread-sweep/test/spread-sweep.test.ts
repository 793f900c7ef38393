import { spawnSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync } from "node:fs";
import { availableParallelism, loadavg, tmpdir } from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { readSweep } from "@mexoms/sim";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

const ROOT = fileURLToPath(new URL("../../../../", import.meta.url));
const HERE = path.join(ROOT, "examples/spread-sweep");
const MAIN = path.join(ROOT, "packages/cli/dist/src/main.js");

/** The commands that the README tells a reader to give to mexoms. */
const COMMANDS = [
  ...readFileSync(path.join(HERE, "README.md"), "utf8").matchAll(/^npx .* -s mexoms (.*)$/gm),
].map(([, line]) => line!.split(" "));

describe("the example that sweeps the spread", () => {
  let folder: string;
  let seconds: number;
  let fromCode: string;
  const printed: string[] = [];

  const node = (...args: string[]): string => {
    const done = spawnSync(process.execPath, args, { cwd: folder, encoding: "utf8" });
    expect(done.stderr).toBe("");
    expect(done.status).toBe(0);
    return done.stdout;
  };
  const tables = (dir: string): Record<string, string> =>
    Object.fromEntries(
      readdirSync(path.join(folder, dir))
        .filter((name) => name.startsWith("trials.") && name !== "trials.log")
        .map((name) => [name, readFileSync(path.join(folder, dir, name), "latin1")]),
    );

  beforeAll(() => {
    folder = mkdtempSync(path.join(tmpdir(), "mexoms-example-"));
    symlinkSync(path.join(ROOT, "data"), path.join(folder, "data"));
    const start = performance.now();
    for (const command of COMMANDS) printed.push(node(MAIN, ...command));
    seconds = (performance.now() - start) / 1e3;
    fromCode = node(path.join(HERE, "dist/program/spread-sweep.js"));
  }, 600_000);
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it("takes less than a minute", () => {
    expect(COMMANDS.map(([name]) => name)).toEqual(["sweep", "report"]);
    // Of a machine that others use, too.
    const share = Math.max(1, loadavg()[0]! / availableParallelism());
    expect(seconds).toBeLessThan(60 * share);
  });

  it("shows the hill that the README speaks of, with its top at 10 bps", () => {
    const { plan, rows } = readSweep(path.join(folder, "out/spread-sweep"));
    expect(plan.holdout).toBe(0.2);
    const search = rows.filter(({ trial }) => trial.phase === "search");
    const pnl = search.map(({ outcome }) => Number(outcome!.metrics.pnl));
    expect(pnl).toHaveLength(19);
    expect(new Set(pnl.slice(0, 3)).size).toBe(1);
    const best = pnl.indexOf(Math.max(...pnl));
    expect(search[best]!.trial.point).toEqual({ spread: "10bps" });
    for (const beside of [pnl[best - 1]!, pnl[best + 1]!]) {
      expect(beside).toBeGreaterThan(0.9 * pnl[best]!);
    }
    const fills = search.map(({ outcome }) => outcome!.metrics.fills);
    expect(fills).toEqual(fills.toSorted((a, b) => b - a));
    expect(Math.max(...fills.slice(14))).toBeLessThan(10);
    expect(printed[0]).toMatch(/^ +\d+ +10bps +95\.42 /m);
  });

  it("writes a report with the tear sheets of the best three, and says why to doubt it", () => {
    const page = readFileSync(path.join(folder, "out/spread-sweep/report.html"), "utf8");
    const best = readdirSync(path.join(folder, "out/spread-sweep/best"));
    expect(best.toSorted()).toEqual(["10", "8", "9"]);
    for (const number of best) {
      expect(page).toContain(`best/${number}/report.html`);
      const file = path.join(folder, "out/spread-sweep/best", number, "report.html");
      expect(readFileSync(file, "utf8")).toMatch(/^<!doctype html>/i);
    }
    for (const text of [printed[1], fromCode]) {
      expect(text).toContain("The best trial has 51 fills");
      expect(text).toContain("64 % of the best trial's profit");
    }
  });

  it("gives the same tables from code, byte for byte", () => {
    const ours = tables("out/spread-sweep-from-code");
    expect(Object.keys(ours).toSorted()).toEqual(["trials.columns", "trials.csv", "trials.jsonl"]);
    expect(ours).toEqual(tables("out/spread-sweep"));
    const bars = [...fromCode.matchAll(/^ *(\d+)bps +\d+ +-?[\d.]+ {2}(#+)$/gm)];
    const longest = Math.max(...bars.map(([, , bar]) => bar!.length));
    expect(bars.find(([, , bar]) => bar!.length === longest)![1]).toBe("10");
    expect(fromCode).toMatch(/^latency x2 +[\d.]+$/m);
  });
});
