import { type BacktestBounds, BOUND_NAMES, disputedCurrencies } from "@mexoms/sim";
import { spanText, summaryColumn } from "./result.ts";
import { broken, plainTable, WIDTH } from "./table.ts";

/** Three columns for each instrument, what to make of them, and the digests. */
export function boundsText(bounds: BacktestBounds): string {
  const { expected } = bounds;
  const lines = [spanText(expected), ""];
  for (const i of expected.summary.keys()) lines.push(instrumentTable(bounds, i), "");
  const disputed = disputedCurrencies(bounds);
  if (disputed.length > 0) {
    const warning =
      `NOTE: the sign of the equity in ${disputed.join(", ")} depends on the queue alone: this ` +
      "data does not tell whether the strategy earns";
    lines.push(broken(warning, WIDTH), "");
  }
  // The digest of the run itself stands as it does without bounds.
  lines.push(`digest ${expected.digest}`, "");
  lines.push("digests of the bounds");
  const others = BOUND_NAMES.filter((name) => name !== "expected");
  lines.push(plainTable({ rows: others.map((name) => [name, bounds[name].digest]) }));
  return lines.join("\n");
}

function instrumentTable(bounds: BacktestBounds, i: number): string {
  const columns = BOUND_NAMES.map((name) => {
    const { inputs, summary } = bounds[name];
    return [["queue", inputs.queue] as const, ...summaryColumn(bounds[name], summary[i]!)];
  });
  return plainTable({
    head: [bounds.expected.summary[i]!.instrument, ...BOUND_NAMES],
    rows: columns[0]!.map(([label], row) => [label, ...columns.map((column) => column[row]![1])]),
    right: [1, 2, 3],
  });
}
