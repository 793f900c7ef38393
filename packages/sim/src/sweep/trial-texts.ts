import type { TrialRow } from "@mexoms/sim/engine";
import { csvLine } from "@mexoms/sim/internal";
import { metricsToJson } from "./outcome-json.ts";
import { toColumns, type TrialColumn } from "./trial-table.ts";

/** The lines of trials.csv: a header and a line a trial, without the bars. */
export function* csvLines(rows: readonly TrialRow[]): Generator<string> {
  const columns = toColumns(rows).filter(({ type }) => type !== "f64-list");
  yield csvLine(columns.map(({ name }) => name));
  for (let row = 0; row < rows.length; row++) {
    yield csvLine(columns.map((column) => cell(column, row)));
  }
}

/** The lines of trials.jsonl: an object a trial, with its bars. */
export function* jsonLines(rows: readonly TrialRow[]): Generator<string> {
  for (const { number, trial, outcome, reason } of rows) {
    const { id, phase, variant, share, point } = trial;
    const line = {
      number,
      id,
      phase,
      variant,
      share,
      params: point,
      status: outcome ? "done" : "failed",
      ...(outcome && {
        metrics: metricsToJson(outcome.metrics),
        symbols: outcome.symbols,
        outputsDigest: outcome.outputsDigest,
        bars: [...outcome.bars],
      }),
      ...(reason !== undefined && { reason }),
    };
    yield `${JSON.stringify(line)}\n`;
  }
}

function cell(column: TrialColumn, row: number): string {
  if (column.type === "text") return column.values[row]!;
  const value = column.values[row] as number;
  return Number.isNaN(value) ? "" : String(value);
}
