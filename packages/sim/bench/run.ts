// Runs the benchmarks, each in a process of its own (with --smoke all in one), and prints a table.
//
//   pnpm bench [NAME]... [--smoke] [--json] [--rows N]
//   pnpm bench instruments
//   pnpm bench --readme [--smoke]
//
// --smoke runs each once on the sample tape, to see that it works. --rows is the length of the tape
// that stream-day streams. "instruments" prints what a row costs with few and with many instruments;
// its cases also have names: instruments-grid-8. --readme measures the workloads of the README's
// tables, the first beside hftbacktest where it is installed, and rewrites them; with --smoke it prints them.
import { spawnSync } from "node:child_process";
import { cpus, loadavg } from "node:os";
import { parseArgs } from "node:util";
import type { BenchCase } from "./bench-case.ts";
import { CASES } from "./cases.ts";
import { benchData } from "./data.ts";
import { instrumentCases } from "./instruments.bench.ts";
import { instrumentsTable } from "./instruments-table.ts";
import { measure, measureCpu, type Measurement } from "./measure.ts";
import { NODE_FLAGS } from "./node-flags.ts";
import { benchReadme } from "./peer/readme.ts";

const KNOWN = [...CASES, ...instrumentCases];

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    smoke: { type: "boolean", default: false },
    json: { type: "boolean", default: false },
    rows: { type: "string" },
    child: { type: "boolean", default: false },
    cpu: { type: "boolean", default: false },
    readme: { type: "boolean", default: false },
  },
});
const streamRows = Number(values.rows ?? (values.smoke ? 50_000 : 5_000_000));
if (values.child) await runChild(positionals[0]!);
else if (values.readme) await benchReadme(values.smoke, cpuInProcess);
else if (positionals.join() === "instruments") console.log(instrumentsTable(cpuInProcess));
else await runAll();

/** Measures one case and prints it as a line of JSON. */
async function runChild(name: string): Promise<void> {
  const benchCase = caseOf(name);
  const data = await benchData(values.smoke, streamRows);
  const measured = values.cpu
    ? await measureCpu(benchCase, data)
    : await measure(benchCase, data, values.smoke);
  console.log(JSON.stringify(measured ?? null));
}

function caseOf(name: string): BenchCase {
  return KNOWN.find((each) => each.name === name)!;
}

async function runAll(): Promise<void> {
  const unknown = positionals.filter((name) => !KNOWN.some((each) => each.name === name));
  if (unknown.length > 0) {
    const known = KNOWN.map((each) => each.name).join(", ");
    console.error(`no benchmark ${unknown.join(", ")}; there are ${known}`);
    process.exitCode = 2;
    return;
  }
  const usual = CASES.map((each) => each.name);
  const every = values.smoke ? [...usual, "instruments-grid-8"] : usual;
  const measured: Measurement[] = [];
  if (!values.json) printHead();
  const data = values.smoke ? await benchData(true, streamRows) : undefined;
  for (const name of positionals.length > 0 ? positionals : every) {
    const one = data ? await measure(caseOf(name), data, true) : runInProcess(name);
    if (one === undefined) continue;
    measured.push(one);
    if (!values.json) printLine(one);
  }
  if (values.json) console.log(JSON.stringify(measured, undefined, 2));
  else console.log(`data: ${measured[0]?.data ?? "none"}`);
}

function runInProcess(name: string): Measurement | undefined {
  return (inProcess(name, []) as Measurement | null) ?? undefined;
}

function cpuInProcess(name: string): number {
  return (inProcess(name, ["--cpu"]) as number | null) ?? Number.NaN;
}

/** What a process of its own prints as JSON; null when it failed or the data does not serve. */
function inProcess(name: string, flags: readonly string[]): unknown {
  const own = ["--child", "--rows", `${streamRows}`, ...flags];
  const args = [...NODE_FLAGS, import.meta.filename, name, ...own];
  if (values.smoke) args.push("--smoke");
  const { status, stdout } = spawnSync(process.execPath, args, {
    encoding: "utf8",
    stdio: ["ignore", "pipe", "inherit"],
  });
  if (status !== 0) {
    console.error(`${name} failed`);
    process.exitCode = 1;
    return null;
  }
  return JSON.parse(stdout);
}

function printHead(): void {
  const load = loadavg()[0]!.toFixed(2);
  console.log(`${cpus()[0]?.model ?? "unknown CPU"}, Node ${process.version}, load ${load}`);
  console.log(row("benchmark", "best/s", "median/s", "bytes/unit", "unit", "question"));
}

function printLine(one: Measurement): void {
  const bytes = one.bytesPerUnit === undefined ? "-" : one.bytesPerUnit.toFixed(2);
  console.log(row(one.name, rate(one.best), rate(one.median), bytes, one.unit, one.question));
}

function row(...columns: readonly string[]): string {
  const widths = [22, 9, 9, 10, 10];
  return columns
    .map((text, i) => {
      const width = widths[i] ?? 0;
      return i === 0 || i > 3 ? text.padEnd(width) : text.padStart(width);
    })
    .join("  ");
}

function rate(perSecond: number): string {
  return perSecond >= 1e6 ? `${(perSecond / 1e6).toFixed(2)} M` : perSecond.toFixed(1);
}
