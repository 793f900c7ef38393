import { appendFile, mkdir } from "node:fs/promises";
import path from "node:path";
import type { BenchmarkReport } from "./benchmark.ts";

/** Adds a run to a file of JSON Lines, with all that absolute figures depend on. */
export async function appendHistory(
  file: string,
  report: BenchmarkReport,
  commit: string | undefined,
): Promise<void> {
  const line = {
    time: new Date().toISOString(),
    commit: commit ?? null,
    machine: report.machine,
    smoke: report.smoke,
    workloads: report.workloads.map(({ workload, head, time }) => ({
      name: workload.name,
      rows: head.results.rows,
      tapes: head.results.tapes,
      outputs: head.results.outputs,
      bytesPerRow: head.bytesPerRow ?? null,
      instructionsPerRow: head.instructionsPerRow ?? null,
      rowsPerSecondBest: time?.head.rowsPerSecondBest ?? null,
      rowsPerSecondMedian: time?.head.rowsPerSecondMedian ?? null,
    })),
  };
  await mkdir(path.dirname(path.resolve(file)), { recursive: true });
  await appendFile(file, `${JSON.stringify(line)}\n`);
}
