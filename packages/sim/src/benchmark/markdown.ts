import type { BenchmarkReport } from "./benchmark.ts";
import { rate } from "./check.ts";

/** A report as a comment for a pull request. */
export function markdownReport(report: BenchmarkReport): string {
  const { machine, checks, notes } = report;
  const failures = checks.flatMap(({ failure }) => (failure === undefined ? [] : [failure]));
  const head = ["workload", "figure", "head", "reference", "ratio", "allowed", "verdict"];
  const rows = checks.map((check) => [
    check.workload,
    check.figure,
    check.head,
    check.against === "nothing" ? "-" : `${check.reference} (${check.against})`,
    check.ratio,
    check.allowed,
    check.verdict === "FAILED" ? "**FAILED**" : check.verdict,
  ]);
  const speeds = report.workloads.flatMap(({ workload, time }) =>
    time === undefined ? [] : [`${workload.name} ${rate(time.head.rowsPerSecondBest)} rows/s`],
  );
  return [
    "## mexoms bench",
    "",
    failures.length === 0 ? "No figure failed." : failures.map((text) => `- ${text}`).join("\n"),
    "",
    table([head, head.map(() => "---"), ...rows]),
    "",
    ...notes.map((note) => `- ${note}`),
    `- ${machine.cpu}, ${machine.cores} cores, Node ${machine.node}, load ${machine.load}`,
    ...(speeds.length === 0 ? [] : [`- absolute, not gated: ${speeds.join(", ")}`]),
    "",
  ].join("\n");
}

function table(rows: readonly (readonly string[])[]): string {
  const cell = (text: string): string => text.replaceAll("|", "\\|");
  return rows.map((row) => `| ${row.map(cell).join(" | ")} |`).join("\n");
}
