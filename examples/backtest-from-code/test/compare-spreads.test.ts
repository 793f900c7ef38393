import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

const ROOT = fileURLToPath(new URL("../../../../", import.meta.url));
const PROGRAM = path.join(ROOT, "examples/backtest-from-code/dist/program/compare-spreads.js");
const COMMAND = path.join(ROOT, "packages/cli/dist/src/main.js");

describe("the example that runs backtests from code", () => {
  let folder: string;
  let output: string;

  const node = (...args: string[]): string => {
    const done = spawnSync(process.execPath, args, { cwd: folder, encoding: "utf8" });
    expect(done.stderr).toBe("");
    expect(done.status).toBe(0);
    return done.stdout;
  };

  // It writes to out/ of the folder that it is started in: one of its own, with the same data.
  beforeAll(() => {
    folder = mkdtempSync(path.join(tmpdir(), "mexoms-example-"));
    for (const name of ["data", "examples"]) {
      symlinkSync(path.join(ROOT, name), path.join(folder, name));
    }
    output = node(PROGRAM);
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it("prints one line for each spread and writes a report for each", () => {
    const spreads = output.split("\n").filter((line) => /^\d+bps /.test(line));
    expect(spreads.map((line) => line.split(/ +/)[0])).toEqual(["1bps", "2bps", "4bps"]);
    for (const spread of ["1bps", "2bps", "4bps"]) {
      expect(existsSync(path.join(folder, "out/compare-spreads", spread, "report.html"))).toBe(
        true,
      );
    }
  });

  it("gives the digest of the same run from the command line", () => {
    const strategy = "examples/first-strategy/two-sided-quote.ts";
    const tape = "data/tapes/synthetic-swap-BTCUSDT.tape";
    const models = ["--latency", "5ms", "--queue", "power3:3", "--exchange", "no-partial"];
    const set = ["--set", "halfSpread=2bps", "--seed", "1", "--no-report", "--json"];
    node(COMMAND, "backtest", strategy, "--tape", tape, ...models, ...set, "--out", "out/command");
    const digestOf = (dir: string): unknown =>
      (JSON.parse(readFileSync(path.join(folder, dir, "run.json"), "utf8")) as { digest: unknown })
        .digest;
    const digest = digestOf("out/command");
    expect(digest).toBe(digestOf("out/compare-spreads/2bps"));
    expect(output).toContain(String(digest).slice(0, 16));
  });
});
