import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { readSweep, type TrialRow } from "@mexoms/sim";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

const ROOT = fileURLToPath(new URL("../../../../", import.meta.url));
const HERE = path.join(ROOT, "examples/data-frames");
const MAIN = path.join(ROOT, "packages/cli/dist/src/main.js");
const [, COMMAND] = /^npx .* -s mexoms (.*)$/m.exec(
  readFileSync(path.join(HERE, "README.md"), "utf8"),
)!;

describe("the example that looks at a sweep with data frames", () => {
  let folder: string;
  let output: string;
  let search: readonly TrialRow[];

  const node = (...args: string[]): string => {
    const done = spawnSync(process.execPath, args, { cwd: folder, encoding: "utf8" });
    expect(done.stderr).toBe("");
    expect(done.status).toBe(0);
    return done.stdout;
  };
  /** The rows of the printed table below a title, without its header. */
  const tableBelow = (title: string): string[][] => {
    const lines = output.slice(output.indexOf(title)).split("\n").slice(1);
    const end = lines.findIndex((line) => line.startsWith("╚"));
    return lines
      .slice(3, end)
      .filter((line) => line.startsWith("║"))
      .map((line) =>
        line
          .split("║")[1]!
          .split("│")
          .slice(1)
          .map((cell) => cell.trim()),
      );
  };
  const pnlOf = (row: TrialRow): number => Number(row.outcome!.metrics.pnl);

  beforeAll(() => {
    folder = mkdtempSync(path.join(tmpdir(), "mexoms-example-"));
    symlinkSync(path.join(ROOT, "data"), path.join(folder, "data"));
    node(MAIN, ...COMMAND!.split(" "));
    output = node(path.join(HERE, "dist/program/analyse-sweep.js"), "out/data-frames");
    const { rows } = readSweep(path.join(folder, "out/data-frames"));
    search = rows.filter(({ trial }) => trial.phase === "search");
  }, 600_000);
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it("counts the trials of the search", () => {
    expect(search).toHaveLength(15);
    expect(output).toMatch(/^15 trials of the search/);
  });

  it("prints the means by spread that follow from the trials", () => {
    const rows = tableBelow("By spread");
    expect(rows.map(([spread]) => spread)).toEqual(["6", "8", "10", "12", "14"]);
    for (const [spread, mean] of rows) {
      const of = search.filter(({ trial }) => trial.point["spread"] === `${spread}bps`).map(pnlOf);
      expect(of).toHaveLength(3);
      const expected = of.reduce((sum, pnl) => sum + pnl, 0) / of.length;
      expect(Math.abs(Number(mean) - expected)).toBeLessThan(0.006);
    }
  });

  it("prints the best five, the best first", () => {
    const best = search.toSorted((a, b) => pnlOf(b) - pnlOf(a)).slice(0, 5);
    expect(tableBelow("The best five").map(([number]) => Number(number))).toEqual(
      best.map(({ number }) => number),
    );
  });

  it("prints what the README says: profit and drawdown are highest without skew", () => {
    const [none, some] = tableBelow("By skew");
    expect(Number(none![1])).toBeGreaterThan(Number(some![1]));
    expect(Number(none![4])).toBeGreaterThan(2 * Number(some![4]));
  });

  it("prints the best spread of each minute that trials see, which is not one for all", () => {
    const rows = tableBelow("The best spread of each minute");
    expect(rows.map(([minute]) => minute)).toEqual(
      ["00", "01", "02", "03", "04", "05", "06"].map((minute) => `00:${minute}`),
    );
    expect(new Set(rows.map(([, spread]) => spread)).size).toBeGreaterThan(1);
  });
});
