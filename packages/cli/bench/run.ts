// How long decisions take: risk checks, detection of arbitrage, new quotes.
//
//   pnpm bench:decisions [NAME]... [--turns N] [--json]
//   pnpm bench:decisions --readme        rewrites the README's table
//
// Each case runs in a process of its own, and each decision is timed on its own: the table shows
// percentiles of single decisions, not means of many.
import { spawnSync } from "node:child_process";
import { cpus, loadavg } from "node:os";
import { parseArgs } from "node:util";
import { formatDuration } from "@mexoms/core";
import { CASES } from "./cases.ts";
import { writeDecisionsTable } from "./decisions-table.ts";
import { type DecisionTimes, timeDecisions } from "./time-decisions.ts";

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    turns: { type: "string", default: "200000" },
    readme: { type: "boolean", default: false },
    json: { type: "boolean", default: false },
    child: { type: "boolean", default: false },
  },
});
const turns = Number(values.turns);
if (values.child) {
  const found = CASES.find(({ name }) => name === positionals[0])!;
  console.log(JSON.stringify(timeDecisions(found, turns)));
} else {
  runAll();
}

function runAll(): void {
  const unknown = positionals.filter((name) => !CASES.some((each) => each.name === name));
  if (unknown.length > 0 || !Number.isSafeInteger(turns) || turns < 1) {
    const known = CASES.map(({ name }) => name).join(", ");
    console.error(`give names out of ${known}, and --turns 200000`);
    process.exitCode = 2;
    return;
  }
  const wanted = CASES.filter(({ name }) => positionals.length === 0 || positionals.includes(name));
  const measured = wanted.map(({ name }) => inProcess(name));
  if (values.readme) writeDecisionsTable(measured);
  if (values.json) console.log(JSON.stringify(measured, undefined, 2));
  else print(measured);
  if (measured.some(({ p99Ns, limitNs }) => p99Ns > limitNs)) process.exitCode = 1;
}

function inProcess(name: string): DecisionTimes {
  // What a turn allocates is seen by how the heap grows: nothing may be collected on the way.
  const args = ["--expose-gc", "--min-semi-space-size=512", "--max-semi-space-size=512"];
  args.push(import.meta.filename, name, "--child", "--turns", `${turns}`);
  const { status, stdout } = spawnSync(process.execPath, args, {
    encoding: "utf8",
    stdio: ["ignore", "pipe", "inherit"],
  });
  if (status !== 0) throw new Error(`${name} failed`);
  return JSON.parse(stdout) as DecisionTimes;
}

function print(measured: readonly DecisionTimes[]): void {
  const load = loadavg()[0]!.toFixed(2);
  console.log(`${cpus()[0]?.model ?? "unknown CPU"}, Node ${process.version}, load ${load}`);
  console.log(
    row(
      "decision",
      "p50",
      "p99",
      "p99.9",
      "max",
      "limit",
      "aim",
      "B/turn",
      "what, and its outcome",
    ),
  );
  for (const one of measured) {
    const { p50Ns, p99Ns, p999Ns, maxNs, limitNs, aimNs, bytesPerTurn } = one;
    const times = [p50Ns, p99Ns, p999Ns, maxNs, limitNs, aimNs].map((ns) => formatDuration(ns));
    const bytes = bytesPerTurn === undefined ? "-" : bytesPerTurn.toFixed(2);
    console.log(row(one.name, ...times, bytes, `${one.question}; ${one.outcome}`));
  }
  const clock = Math.max(...measured.map(({ clockNs }) => clockNs));
  console.log(`each with the time of reading the clock twice, ${clock} ns`);
}

function row(...columns: readonly string[]): string {
  const widths = [20, 9, 9, 9, 9, 7, 7, 7];
  return columns.map((text, i) => text.padStart(widths[i] ?? 0)).join("  ");
}
