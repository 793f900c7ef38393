import { COUNTS, LOADS } from "./instruments.bench.ts";

/**
 * Nanoseconds of processor time a row by load and number of instruments, each measured in a process of its own, and
 * what a doubling of the instruments adds to one by least squares.
 */
export function instrumentsTable(cpuNs: (name: string) => number): string {
  const lines = [line("ns/row", [...COUNTS.map(String), "per doubling"])];
  for (const load of Object.keys(LOADS)) {
    const costs = COUNTS.map((count) => cpuNs(`instruments-${load}-${count}`));
    lines.push(
      line(
        load,
        [...costs, slope(costs)].map((cost) => cost.toFixed(1)),
      ),
    );
  }
  return lines.join("\n");
}

/** Least squares over the logarithm of the counts. */
function slope(costs: readonly number[]): number {
  const logs = COUNTS.map((count) => Math.log2(count));
  const mean = (values: readonly number[]): number =>
    values.reduce((sum, value) => sum + value, 0) / values.length;
  const [x, y] = [mean(logs), mean(costs)];
  const along = logs.map((log, i) => (log - x) * (costs[i]! - y));
  return mean(along) / mean(logs.map((log) => (log - x) ** 2));
}

function line(head: string, cells: readonly string[]): string {
  return head.padEnd(12) + cells.map((cell) => cell.padStart(14)).join("");
}
