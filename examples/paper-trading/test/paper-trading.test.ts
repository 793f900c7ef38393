import { spawnSync, type SpawnSyncReturns } from "node:child_process";
import { mkdtempSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, expect, it } from "vitest";

const ROOT = fileURLToPath(new URL("../../../../", import.meta.url));
const MAIN = path.join(ROOT, "packages/cli/dist/src/main.js");
const READ_FILLS = path.join(ROOT, "examples/paper-trading/dist/program/read-fills.js");
const TAPE = "data/tapes/synthetic-swap-BTCUSDT.tape";

let folder: string;

beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), "mexoms-example-"));
  symlinkSync(path.join(ROOT, "data"), path.join(folder, "data"));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function node(...args: readonly string[]): SpawnSyncReturns<string> {
  const env = { ...process.env, MEXOMS_MEMORY: path.join(folder, "memory") };
  return spawnSync(process.execPath, args, { cwd: folder, env, encoding: "utf8" });
}

it("trades on paper, replays to parity, and leaves files that add up without mexoms", () => {
  const paper = ["--paper", "--tape", TAPE, "--speed", "100x", "--out", "out"];
  const traded = node(MAIN, "run", "market-maker", ...paper);
  expect(traded.status, traded.stderr).toBe(0);
  const replayed = node(MAIN, "replay", "out");
  expect(replayed.status, replayed.stdout + replayed.stderr).toBe(0);
  expect(replayed.stdout).toMatch(/^parity: [\d,]+ requests/m);
  const read = node(READ_FILLS, "out/files");
  expect(read.status, read.stdout + read.stderr).toBe(0);
  expect(Number(/^(\d+) fills$/m.exec(read.stdout)![1])).toBeGreaterThan(0);
});
