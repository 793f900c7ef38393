import { spawnSync } from "node:child_process";
import path from "node:path";
import { describe, expect, it } from "vitest";

const RUN = path.resolve(import.meta.dirname, "../../bench/run.js");

describe("every micro-benchmark", { timeout: 300_000 }, () => {
  it("still runs, on the sample tape", () => {
    const args = ["--enable-source-maps", RUN, "--smoke", "--json"];
    const { status, stdout, stderr } = spawnSync(process.execPath, args, { encoding: "utf8" });
    expect(status, stderr).toBe(0);
    const measured = JSON.parse(stdout) as { name: string; units: number; best: number }[];
    expect(measured.length).toBeGreaterThan(5);
    for (const { name, units, best } of measured) {
      expect(units, name).toBeGreaterThan(0);
      expect(best, name).toBeGreaterThan(0);
    }
  });
});
