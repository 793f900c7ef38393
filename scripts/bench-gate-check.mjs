// Shows that the gate of `mexoms bench` can be trusted: an unchanged tree passes it, run after run,
// and a slowdown planted in the matching loop is caught, run after run.
//
//   node scripts/bench-gate-check.mjs [--runs 20] [--slow-runs 3] [--work 16] [-- arguments of bench]
//
// Three worktrees of HEAD are made in a temporary folder, one of them with extra work for every row of
// market data; all are built. --work is how much of it; its size is in the printed ratios of time and instructions.
import { execFileSync, spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { parseArgs } from "node:util";

const ROOT = path.resolve(import.meta.dirname, "..");
const VENUE = "packages/sim/engine/venue/venue-market.ts";
const ROW = "const ev = event[i]!;";
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    runs: { type: "string", default: "20" },
    "slow-runs": { type: "string", default: "3" },
    work: { type: "string", default: "16" },
  },
});

const folder = mkdtempSync(path.join(tmpdir(), "mexoms-gate-check-"));
const clean = path.join(folder, "clean");
const same = path.join(folder, "same");
const slow = path.join(folder, "slow");
try {
  for (const tree of [clean, same, slow]) worktree(tree);
  plant(slow, Number(values.work));
  for (const tree of [clean, same, slow]) build(tree);
  const caught = runs("planted", slow, Number(values["slow-runs"]), 1);
  const passed = runs("unchanged", same, Number(values.runs), 0);
  console.log(`planted slowdown caught ${caught} of ${values["slow-runs"]}`);
  console.log(`unchanged tree passed ${passed} of ${values.runs}`);
  const all = caught === Number(values["slow-runs"]) && passed === Number(values.runs);
  process.exitCode = all ? 0 : 1;
} finally {
  rmSync(folder, { recursive: true, force: true });
  git("worktree", "prune");
}

/** How many gate runs of a tree against the clean one ended with `wanted`. */
function runs(
  /** @type {string} */ what,
  /** @type {string} */ tree,
  /** @type {number} */ count,
  /** @type {number} */ wanted,
) {
  const main = path.join(tree, "packages/cli/dist/src/main.js");
  const args = [main, "bench", "--base", clean, "--gate", "--json", ...positionals];
  let good = 0;
  for (let n = 1; n <= count; n++) {
    const start = Date.now();
    const done = spawnSync(process.execPath, args, { encoding: "utf8", maxBuffer: 1e8 });
    const seconds = ((Date.now() - start) / 1000).toFixed(0);
    if (done.status === wanted) good += 1;
    console.log(`${what} ${n}: ended with ${done.status}, ${seconds} s; ${ratios(done.stdout)}`);
    if (done.status !== wanted || wanted === 1) process.stdout.write(done.stderr);
  }
  return good;
}

/** The ratios of a report, in short. */
function ratios(/** @type {string} */ json) {
  try {
    /** @type {{ checks: { workload: string, figure: string, ratio: string }[] }} */
    const { checks } = JSON.parse(json);
    return checks
      .filter(({ ratio }) => ratio !== "")
      .map(({ workload, figure, ratio }) => `${workload.split(" ")[0]} ${figure} ${ratio}`)
      .join(", ");
  } catch {
    return "no report";
  }
}

/** Adds `work` steps of arithmetic for each row to the loop that applies rows to a venue. */
function plant(/** @type {string} */ tree, /** @type {number} */ work) {
  const file = path.join(tree, VENUE);
  const text = readFileSync(file, "utf8");
  const parts = text.split(ROW);
  if (parts.length !== 2) throw new Error(`${VENUE} has no single "${ROW}": adapt this script`);
  const steps = `let extra = ev; for (let n = 0; n < ${work}; n++) extra = (extra * 5 + n) & 255;`;
  const planted = `${ROW} ${steps} this.planted = (this.planted + extra) & 65535;`;
  const field = /^  (?=readonly book: Book)/m;
  writeFileSync(file, parts.join(planted).replace(field, "  planted = 0;\n  "));
}

function worktree(/** @type {string} */ tree) {
  git("worktree", "add", "--quiet", "--detach", tree, "HEAD");
}

function build(/** @type {string} */ tree) {
  const env = { ...process.env, CI: "true" };
  const install = ["-y", "pnpm@12.21.0", "install", "--frozen-lockfile", "--offline"];
  execFileSync("npx", install, { cwd: tree, env, stdio: ["ignore", "ignore", "inherit"] });
  execFileSync(process.execPath, ["node_modules/typescript/bin/tsc", "-b"], { cwd: tree, env });
}

function git(/** @type {string[]} */ ...args) {
  const all = ["-c", "core.hooksPath=/dev/null", ...args];
  execFileSync("git", all, { cwd: ROOT, stdio: ["ignore", "ignore", "inherit"] });
}
