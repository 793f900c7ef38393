import type { BenchmarkReport, Limits } from "@mexoms/sim";
import { plainTable } from "./table.ts";

/** The figures of a benchmark as tables, one for each workload. */
export function benchText(report: BenchmarkReport, limits: Limits): string {
  const { machine, baseName } = report;
  const lines = [
    `${machine.cpu}, ${machine.cores} cores, Node ${machine.node} (V8 ${machine.v8}), load ${machine.load}`,
    `base     ${baseName ?? "none"}`,
    `allowed  results equal, heap +${percent(limits.bytesShare)} +${limits.bytesPerRow} B a row, ` +
      `instructions +${percent(limits.instructions)}, time +${percent(limits.time)}`,
  ];
  for (const { workload, head } of report.workloads) {
    const { rows, orders, fills } = head.results;
    const counts = [rows, orders, fills].map((count) => count.toLocaleString("en-US"));
    lines.push("", `${workload.name}: ${counts[0]} rows, ${counts[1]} orders, ${counts[2]} fills`);
    const checks = report.checks.filter((check) => check.workload === workload.name);
    if (checks.length > 0) lines.push(table(checks));
  }
  for (const note of report.notes) lines.push("", `note: ${note}`);
  for (const file of report.profiles) lines.push("", `profile ${file}`);
  return lines.join("\n");
}

function table(checks: BenchmarkReport["checks"]): string {
  const rows = checks.map((check) => [
    `  ${check.figure}`,
    check.head,
    check.against === "nothing" ? "-" : check.reference,
    check.against === "nothing" ? "" : check.against,
    check.ratio,
    check.verdict,
  ]);
  const head = ["  figure", "head", "reference", "of", "ratio", "verdict"];
  return plainTable({ head, rows, right: [1, 2] });
}

function percent(share: number): string {
  return `${Math.round(share * 1e4) / 100} %`;
}
